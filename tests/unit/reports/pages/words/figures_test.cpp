#include "reports/pages/words/figures.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace std::chrono_literals;

TEST_CASE("how long a run lasted is told of what was planned, and of one that never began as well") {
  struct Row {
    Instant actual, planned, warmup;
    bool cut_short;
    const char* words;
  };
  const Row rows[] = {
      {70s, 70s, 0s, false, "1m10s"},
      {70s, 70s, 5s, false, "1m10s, of which 5s warm-up"},
      {31s, 70s, 5s, true, "31.0s of 1m10s, of which 5s warm-up"},
      {0s, 70s, 0s, true, "0s of 1m10s"},
      {0s, 0s, 0s, true, "0s"},
      {3s, 0s, 0s, true, "3.00s of 3s"},
  };
  for (const Row& row : rows) {
    verdicts::Conclusion conclusion;
    conclusion.summary.actual = row.actual;
    conclusion.summary.planned = row.planned;
    conclusion.summary.warmup = row.warmup;
    conclusion.cut_short = row.cut_short;
    CHECK(pages::length_words(conclusion) == row.words);
  }
}
