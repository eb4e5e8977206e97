#include "reports/latency/histogram.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour::latency;
using rushhour::RandomStream;

namespace {

// What a histogram stands for: the samples themselves, sorted, each widened to its bucket.
struct Oracle {
  Buckets buckets;
  std::vector<std::int64_t> sorted;

  Oracle(const Layout& layout, std::vector<std::int64_t> samples) : buckets(layout), sorted(std::move(samples)) {
    std::sort(sorted.begin(), sorted.end());
  }
  std::int64_t at_rank(std::uint64_t rank) const { return buckets.highest_of(buckets.index_of(sorted[rank - 1])); }
  std::uint64_t above(std::int64_t value) const {
    return static_cast<std::uint64_t>(std::count_if(sorted.begin(), sorted.end(), [&](std::int64_t sample) {
      return buckets.lowest_of(buckets.index_of(sample)) > buckets.highest_of(buckets.index_of(value));
    }));
  }
};

std::vector<std::int64_t> draw(RandomStream& random, std::size_t n) {
  const std::uint64_t shape = random.below(5);
  const double scale = std::exp(random.uniform() * 25);
  std::vector<std::int64_t> samples(n);
  for (std::int64_t& sample : samples) {
    double value = 0;
    switch (shape) {
      case 0:
        value = scale * std::exp(random.normal());
        break;
      case 1:
        value = scale * random.uniform();
        break;
      case 2:
        value = scale * random.exponential();
        break;
      case 3:
        value = random.uniform() < 0.9 ? scale : 1000 * scale;
        break;
      default:
        value = std::floor(10 * random.uniform());
        break;
    }
    sample = static_cast<std::int64_t>(value);
  }
  return samples;
}

Histogram of(const Layout& layout, const std::vector<std::int64_t>& samples) {
  Histogram histogram(layout);
  for (const std::int64_t sample : samples) histogram.record(sample);
  return histogram;
}

std::vector<std::pair<std::int64_t, std::uint64_t>> contents(const Histogram& histogram) {
  std::vector<std::pair<std::int64_t, std::uint64_t>> all;
  histogram.each_bucket([&](std::int64_t lowest, std::int64_t, std::uint64_t count) { all.emplace_back(lowest, count); });
  return all;
}

const std::vector<Layout> layouts{
    {}, {1, 3'600'000'000'000, 2}, {1000, 1'000'000'000'000, 3}, {1, 10'000'000, 4}, {1, 1'000'000'000'000, 1}};

}  // namespace

TEST_CASE("the rank of a quantile is ceil(q n), not troubled by binary fractions") {
  struct Row {
    const char* says;
    double q;
    std::uint64_t n, rank;
  };
  const Row row = GENERATE(values<Row>({
      {"p99 of a thousand", 0.99, 1000, 990},
      {"p99 of a thousand and one", 0.99, 1001, 991},
      {"0.07 times 100 is 7.000000000000001 in binary", 0.07, 100, 7},
      {"0.29 times 100 is 28.999999999999996 in binary", 0.29, 100, 29},
      {"p99.9 divided by 100, of ten thousand", 99.9 / 100, 10'000, 9'990},
      {"p99.99 of a million million", 0.9999, 1'000'000'000'000, 999'900'000'000},
      {"the median of an even number is the lower one", 0.5, 10, 5},
      {"the median of an odd number is the middle one", 0.5, 11, 6},
      {"zero is the first", 0, 10, 1},
      {"one is the last", 1, 10, 10},
      {"one sample is every quantile", 0.001, 1, 1},
      {"beyond one is the last", 1.5, 10, 10},
      {"below zero is the first", -0.5, 10, 1},
  }));
  INFO(row.says);
  CHECK(quantile_rank(row.q, row.n) == row.rank);
}

TEST_CASE("every percentile written with up to three decimals has its exact rank") {
  for (std::uint64_t thousandths = 1; thousandths <= 100'000; thousandths += 7) {
    const double percent = static_cast<double>(thousandths) / 1000;
    for (const std::uint64_t n :
         {std::uint64_t{1}, std::uint64_t{999}, std::uint64_t{1000}, std::uint64_t{100'000}, std::uint64_t{123'456'789}}) {
      const std::uint64_t exact = std::max<std::uint64_t>(1, (thousandths * n + 99'999) / 100'000);
      REQUIRE(quantile_rank(percent / 100, n) == exact);
    }
  }
}

TEST_CASE("a histogram answers as the sorted samples would, whatever their distribution") {
  RandomStream random(7, "test", "histogram", 0);
  for (int round = 0; round < 200; ++round) {
    const Layout layout = layouts[random.below(layouts.size())];
    const Oracle oracle(layout, draw(random, 1 + random.below(3000)));
    const Histogram histogram = of(layout, oracle.sorted);
    const std::uint64_t n = oracle.sorted.size();
    REQUIRE(histogram.count() == n);
    REQUIRE(histogram.max() == oracle.at_rank(n));
    REQUIRE(histogram.min() == oracle.buckets.lowest_of(oracle.buckets.index_of(oracle.sorted.front())));
    for (const double q : {0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0})
      REQUIRE(histogram.quantile(q) == oracle.at_rank(quantile_rank(q, n)));
    double sum = 0;
    for (const std::int64_t sample : oracle.sorted) sum += static_cast<double>(oracle.buckets.middle_of(oracle.buckets.index_of(sample)));
    REQUIRE(histogram.mean() == Approx(sum / static_cast<double>(n)));
    for (int probe = 0; probe < 5; ++probe) {
      const std::int64_t value = oracle.sorted[random.below(n)];
      REQUIRE(histogram.count_above(value) == oracle.above(value));
    }
  }
}

TEST_CASE("merging histograms is recording everything in one") {
  RandomStream random(8, "test", "merge", 0);
  for (int round = 0; round < 100; ++round) {
    const Layout layout = layouts[random.below(layouts.size())];
    Histogram merged(layout);
    std::vector<std::int64_t> all;
    for (std::uint64_t part = random.below(6); part > 0; --part) {
      const std::vector<std::int64_t> samples = draw(random, random.below(500));
      merged.merge(of(layout, samples));
      all.insert(all.end(), samples.begin(), samples.end());
    }
    REQUIRE(contents(merged) == contents(of(layout, all)));
    REQUIRE(merged.count() == all.size());
  }
}

TEST_CASE("a histogram of another layout is merged by the lowest values of its buckets, to the coarser of the two") {
  RandomStream random(9, "test", "layouts", 0);
  for (int round = 0; round < 50; ++round) {
    const std::vector<std::int64_t> samples = draw(random, 1 + random.below(500));
    const Histogram coarse = of({1, 24 * 3'600'000'000'000, 2}, samples);
    Histogram fine;
    fine.merge(coarse);
    REQUIRE(fine.count() == coarse.count());
    REQUIRE(fine.min() == coarse.min());
    for (const double q : {0.0, 0.5, 0.99, 1.0}) {
      REQUIRE(fine.quantile(q) <= coarse.quantile(q));
      REQUIRE(static_cast<double>(fine.quantile(q)) >= static_cast<double>(coarse.quantile(q)) * 0.99);
    }
  }
}

TEST_CASE("a histogram merged with itself counts everything twice") {
  Histogram histogram = of({}, {5, 5, 70'000});
  histogram.merge(histogram);
  CHECK(histogram.count() == 6);
  CHECK(contents(histogram) == contents(of({}, {5, 5, 5, 5, 70'000, 70'000})));
}

TEST_CASE("values outside the range are kept at its ends") {
  Histogram histogram({1, 1'000'000, 3});
  histogram.record(-17);
  histogram.record(5'000'000'000, 3);
  CHECK(histogram.count() == 4);
  CHECK(histogram.min() == 0);
  CHECK(histogram.max() >= 1'000'000);
  CHECK(histogram.max() < 1'001'000);
}

TEST_CASE("an empty histogram says zero and owns no memory") {
  const Histogram histogram;
  CHECK(histogram.empty());
  CHECK(histogram.quantile(0.99) == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.max() == 0);
  CHECK(histogram.min() == 0);
  CHECK(histogram.count_above(0) == 0);
  CHECK(histogram.memory() == 0);
}

TEST_CASE("a series of a few octaves costs kilobytes, a narrow one less") {
  RandomStream random(10, "test", "memory", 0);
  Histogram narrow, typical;
  for (int i = 0; i < 100; ++i) narrow.record(2'000'000 + static_cast<std::int64_t>(random.below(100'000)));
  for (int i = 0; i < 100; ++i) typical.record(static_cast<std::int64_t>(2e6 * std::exp(0.5 * random.normal())));
  CHECK(narrow.memory() <= 2 * 1024);
  CHECK(typical.memory() <= 20 * 1024);
}

TEST_CASE("reset forgets the samples and keeps the pages") {
  Histogram histogram = of({}, {1, 50, 1'000'000});
  const std::size_t memory = histogram.memory();
  histogram.reset();
  CHECK(histogram.empty());
  CHECK(contents(histogram).empty());
  CHECK(histogram.memory() == memory);
  histogram.record(50);
  CHECK(contents(histogram) == contents(of({}, {50})));
}

TEST_CASE("what was moved from is empty and can be used again") {
  Histogram from = of({}, {1, 50, 1'000'000});
  Histogram to = std::move(from);
  CHECK(to.count() == 3);
  CHECK(from.empty());  // NOLINT: that it may be used is the promise under test
  from.record(7);
  CHECK(contents(from) == contents(of({}, {7})));
  to = std::move(from);
  CHECK(contents(to) == contents(of({}, {7})));
  CHECK(from.empty());  // NOLINT
}

TEST_CASE("a copy is a histogram of its own") {
  Histogram original = of({}, {1, 50});
  Histogram copy = original;
  copy.record(3'000'000);
  CHECK(original.count() == 2);
  CHECK(copy.count() == 3);
  CHECK(original.max() == 50);
}

TEST_CASE("a histogram made of counts is the one they were taken from, in less memory") {
  RandomStream random(11, "test", "counts", 0);
  for (int round = 0; round < 50; ++round) {
    const Layout layout = layouts[random.below(layouts.size())];
    const Histogram original = of(layout, draw(random, random.below(2000)));
    std::vector<BucketCount> counts;
    original.each_count([&](std::size_t index, std::uint64_t count) { counts.push_back({static_cast<std::uint32_t>(index), count}); });
    Histogram copy(layout, counts);
    REQUIRE(contents(copy) == contents(original));
    REQUIRE(copy.count() == original.count());
    REQUIRE(copy.memory() <= 16 * counts.size());
    copy.merge(original);
    REQUIRE(copy.count() == 2 * original.count());
    REQUIRE(copy.quantile(0.75) == original.quantile(0.75));
  }
}

TEST_CASE("counts beyond 32 bits are kept, wherever they stand") {
  constexpr std::uint64_t many = (std::uint64_t{1} << 32) - 2;
  Histogram histogram;
  for (int i = 0; i < 500; ++i) histogram.record(1000 + i);
  for (int i = 0; i < 5; ++i) histogram.record(1200, many);
  histogram.record(1'000'000, 3 * many);
  for (int i = 0; i < 500; ++i) histogram.record(1200);
  Histogram twice = histogram;
  twice.merge(histogram);
  for (const auto& [all, times] : {std::pair{histogram, std::uint64_t{1}}, std::pair{twice, std::uint64_t{2}}}) {
    CHECK(all.count() == times * (1000 + 8 * many));
    CHECK(all.count_above(1200) == times * (299 + 3 * many));
    CHECK(all.count_above(1199) == times * (800 + 8 * many));
    CHECK(all.quantile(0.5) == 1200);
  }
}

TEST_CASE("samples far out do not make a histogram large, a second crowd is taken in") {
  RandomStream random(12, "test", "far", 0);
  Histogram histogram;
  std::vector<std::int64_t> samples;
  const auto add = [&](std::int64_t value) {
    samples.push_back(value);
    histogram.record(value);
  };
  for (int i = 0; i < 5000; ++i) add(static_cast<std::int64_t>(2e6 * std::exp(0.3 * random.normal())));
  for (int i = 0; i < 1000; ++i) add(60'000'000'000);
  CHECK(histogram.memory() <= 16 * 1024);
  for (int i = 0; i < 20'000; ++i) add(static_cast<std::int64_t>(1e9 * std::exp(0.3 * random.normal())));
  CHECK(histogram.memory() <= 80 * 1024);
  CHECK(contents(histogram) == contents(of({}, samples)));
}

TEST_CASE("recording by number of bucket is recording its values") {
  Histogram by_number;
  by_number.record_at(by_number.buckets().index_of(123'456), 2);
  by_number.record_at(by_number.buckets().index_of(12), 1);
  CHECK(contents(by_number) == contents(of({}, {123'456, 123'456, 12})));
}
