#include "reports/pages/words/mode_words.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::pages;

TEST_CASE("where requests gather is said in a sentence") {
  constexpr std::int64_t ms = 1'000'000;
  CHECK(mode_words({{5 * ms, 1}}, "response time") == "Requests gather around one response time, 5.00ms.");
  CHECK(mode_words({{5 * ms, 0.7}, {80 * ms, 0.3}}, "service time") ==
        "Requests gather around two service times: 5.00ms (70 %) and 80.0ms (30 %).");
  CHECK(mode_words({{5 * ms, 0.5}, {80 * ms, 0.47}, {900 * ms, 0.03}}, "response time") ==
        "Requests gather around three response times: 5.00ms (50 %), 80.0ms (47 %) and 900ms (3 %).");
  CHECK(mode_words(std::vector<Mode>(6, {5 * ms, 0.16}), "response time").starts_with("Requests gather around 6 response times: "));
}
