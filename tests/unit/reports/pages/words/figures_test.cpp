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

TEST_CASE("a margin is a whole share of the limit, its thousands apart, and finer where it is small") {
  struct Row {
    double observed;
    const char* margin;
  };
  const Row rows[] = {{0.5, "50 %"},     {0.998, "0.20 %"},   {1.42, "-42 %"},
                      {10.99, "-999 %"}, {50.06, "-4,906 %"}, {1e9, "-99,999,999,900 %"}};
  for (const Row& row : rows) {
    verdicts::ThresholdResult result;
    result.threshold.limit = 1;
    result.observed = row.observed;
    result.state = verdicts::ThresholdResult::State::failed;
    CHECK(pages::words_of(result).margin == row.margin);
  }
}
