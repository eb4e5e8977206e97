#include "reports/pages/charts/grid.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;

TEST_CASE("a run is cut into as short stretches as their number allows") {
  struct Row {
    const char* what;
    Instant length;
    std::size_t most;
    Instant expected;
  };
  for (const Row& row : {Row{"nothing", 0s, 600, 1s}, Row{"a moment", 200ms, 600, 1s}, Row{"just as many", 599s, 600, 1s},
                         Row{"one too many", 600s, 600, 2s}, Row{"an hour", 1h, 300, 20s}, Row{"a day", 24h, 600, 300s},
                         Row{"more than the longest can do", 24h * 365, 600, 7200s}}) {
    INFO(row.what);
    CHECK(rung(rung_for(row.length, row.most)) == row.expected);
  }
}

TEST_CASE("rungs rise") {
  for (std::size_t i = 1; i < rung_count; ++i) CHECK(rung(i) > rung(i - 1));
}
