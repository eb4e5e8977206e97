#include "reports/pages/words/mode_words.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

using namespace rushhour;
using namespace rushhour::pages;

namespace {

constexpr std::int64_t ms = 1'000'000;

latency::Histogram times(const std::vector<std::pair<std::int64_t, std::uint64_t>>& counts) {
  latency::Histogram histogram;
  for (const auto& [ns, count] : counts) histogram.record(ns, count);
  return histogram;
}

}  // namespace

TEST_CASE("where requests gather is said in a sentence") {
  CHECK(mode_words(times({{5 * ms, 100}}), "response time") == "Requests gather around one response time, 5.00ms.");
  CHECK(mode_words(times({{5 * ms, 700}, {80 * ms, 300}}), "service time") ==
        "Requests gather around two service times: 5.00ms (70 %) and 80.0ms (30 %).");
  CHECK(mode_words(times({{5 * ms, 500}, {80 * ms, 470}, {900 * ms, 30}}), "response time") ==
        "Requests gather around three response times: 5.00ms (50 %), 80.0ms (47 %) and 900ms (3 %).");
  latency::Histogram many;
  for (std::int64_t ns = ms; ns <= 100'000 * ms; ns *= 10) many.record(ns, 100);
  CHECK(mode_words(many, "response time").starts_with("Requests gather around 6 response times: "));
}

TEST_CASE("few requests are not said to gather anywhere") {
  CHECK(mode_words(times({{5 * ms, 1}}), "service time") == "One request, with a service time of 5.00ms.");
  CHECK(mode_words(times({{5 * ms, 9}, {80 * ms, 10}}), "response time") ==
        "19 requests are too few to say where they gather: response times from 5.00ms to 80.0ms.");
  CHECK(mode_words(times({{5 * ms, 20}}), "response time") == "Requests gather around one response time, 5.00ms.");
}
