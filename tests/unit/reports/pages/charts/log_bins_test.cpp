#include "reports/pages/charts/log_bins.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::pages;

namespace {

constexpr std::int64_t ms = 1'000'000;

// Samples spread about `middle_ns`, normal on a log axis.
void add_hump(latency::Histogram& histogram, std::uint64_t samples, double middle_ns, double width) {
  RandomStream random(1, "test", "hump", samples);
  for (std::uint64_t i = 0; i < samples; ++i) histogram.record(std::llround(middle_ns * std::exp(width * random.normal())));
}

}  // namespace

TEST_CASE("bins are equally wide on a log axis, and hold every sample once") {
  latency::Histogram histogram;
  histogram.record(1 * ms + ms / 10, 3);
  histogram.record(11 * ms, 4);
  histogram.record(99 * ms, 5);
  const LogBins bins = log_bins(histogram, 10);
  CHECK(bins.a_decade == 10);
  CHECK(bins.first == 60);
  CHECK(bins.end() == 80);
  CHECK(bins.at(60) == 3);
  CHECK(bins.at(70) == 4);
  CHECK(bins.at(79) == 5);
  CHECK(bins.at(65) == 0);
  CHECK(bins.at(59) == 0);
  CHECK(bins.at(80) == 0);
  CHECK(bins.low_of(60) == Approx(1e6));
  CHECK(bins.low_of(70) == Approx(1e7));
}

TEST_CASE("bins of nothing, of zero and of the longest time there is") {
  CHECK(log_bins(latency::Histogram(), 10).counts.empty());
  latency::Histogram histogram;
  histogram.record(0);
  CHECK(log_bins(histogram, 10).first == 0);
  histogram.record(24 * 3'600'000 * ms, 1'000'000'000);
  const LogBins bins = log_bins(histogram, 10);
  CHECK(bins.first == 0);
  CHECK(bins.counts.back() == 1'000'000'000);
  CHECK(bins.end() < 150);
}

TEST_CASE("two humps are found at their values, with their shares") {
  latency::Histogram histogram;
  add_hump(histogram, 7000, 5e6, 0.1);
  add_hump(histogram, 3000, 80e6, 0.1);
  const std::vector<Mode> modes = modes_of(histogram);
  REQUIRE(modes.size() == 2);
  CHECK(static_cast<double>(modes[0].ns) == Approx(5e6).epsilon(0.02));
  CHECK(modes[0].share == Approx(0.7).epsilon(0.001));
  CHECK(static_cast<double>(modes[1].ns) == Approx(80e6).epsilon(0.02));
  CHECK(modes[1].share == Approx(0.3).epsilon(0.001));
}

TEST_CASE("a lopsided hump lies at its peak, not at the middle of its samples") {
  latency::Histogram histogram;
  add_hump(histogram, 2000, 5e6, 0.1);
  for (std::uint64_t i = 0; i < 260; ++i) histogram.record(std::llround(20e6 * std::pow(1.02, static_cast<double>(i))), 1 + i / 13);
  add_hump(histogram, 1500, 3.5e9, 0.05);
  const std::vector<Mode> modes = modes_of(histogram);
  REQUIRE(modes.size() == 2);
  CHECK(static_cast<double>(modes[1].ns) == Approx(3.5e9).epsilon(0.05));
  CHECK(modes[0].share + modes[1].share == Approx(1));
}

TEST_CASE("one hump stays one, however wide it is, and few stragglers make none") {
  for (const double width : {0.05, 0.3, 1.0}) {
    latency::Histogram histogram;
    add_hump(histogram, 20'000, 5e6, width);
    histogram.record(3000 * ms, 200);
    INFO(width);
    const std::vector<Mode> modes = modes_of(histogram);
    REQUIRE(modes.size() == 1);
    CHECK(modes.front().share == 1);
    CHECK(static_cast<double>(modes.front().ns) == Approx(5e6).epsilon(0.06));
  }
}

TEST_CASE("what chance puts apart is no hump of its own") {
  latency::Histogram histogram;
  for (const std::int64_t sample : {5, 5, 6, 9, 9, 12, 14, 14, 20}) histogram.record(sample * ms);
  CHECK(modes_of(histogram).size() == 1);
}

TEST_CASE("humps of nothing and of one sample") {
  CHECK(modes_of(latency::Histogram()).empty());
  latency::Histogram histogram;
  histogram.record(7 * ms);
  const std::vector<Mode> modes = modes_of(histogram);
  REQUIRE(modes.size() == 1);
  CHECK(static_cast<double>(modes.front().ns) == Approx(7e6).epsilon(0.001));
  CHECK(modes.front().share == 1);
}
