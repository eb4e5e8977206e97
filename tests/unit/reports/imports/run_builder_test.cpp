#include "reports/imports/run_builder.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::read_back;

constexpr WallTime noon{1'795'262'400s};

Sample sample_at(Instant end, Instant time, std::string_view error = "") {
  Sample sample{noon + end, time, "shoppers", "menu"};
  sample.error = error;
  sample.bytes_in = 100;
  return sample;
}

std::uint64_t sum_of(const runs::RunRecord& record, const char* key) {
  std::uint64_t sum = 0;
  for (const auto& tick : record.ticks) sum += tick.value(key, std::uint64_t{0});
  return sum;
}

}  // namespace

TEST_CASE("samples stand in the interval in which they ended, whatever their order") {
  RunBuilder run;
  REQUIRE(run.add(sample_at(2500ms, 100ms)));
  REQUIRE(run.add(sample_at(700ms, 300ms)));
  REQUIRE(run.add(sample_at(2900ms, 200ms, "http 503")));
  CHECK(run.start() == noon);
  CHECK(run.length() == 2900ms);
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.intervals.size() == 2);
  CHECK(record.intervals[0].begin == 0s);
  CHECK(record.intervals[0].length == 1s);
  CHECK(record.intervals[1].begin == 2s);
  CHECK(record.intervals[1].series.at({"shoppers", "menu", "service", true}).count() == 1);
  CHECK(record.intervals[1].series.at({"shoppers", "menu", "service", false}).count() == 1);
}

TEST_CASE("each second has a tick, a silent one too, and the last ends with the last sample") {
  RunBuilder run;
  run.add(sample_at(2500ms, 100ms));
  run.add(sample_at(700ms, 300ms));
  run.add(sample_at(2900ms, 200ms, "http 503"));
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.ticks.size() == 3);
  CHECK(record.ticks[0]["at_ns"] == 1'000'000'000);
  CHECK(record.ticks[0]["requests"] == 1);
  CHECK(record.ticks[1]["requests"] == 0);
  CHECK(record.ticks[2]["at_ns"] == 2'900'000'000);
  CHECK(record.ticks[2]["requests"] == 2);
  CHECK(record.ticks[2]["errors"] == nlohmann::json{{"http 503", 1}});
  CHECK(record.ticks[2]["bytes_in"] == 200);
  CHECK(record.ticks[2]["scenarios"]["shoppers"]["done"] == 2);
  const runs::Summary summary = runs::summarise(record);
  CHECK(summary.totals.count == 3);
  CHECK(summary.totals.errors == 1);
  CHECK(summary.actual == 2900ms);
}

TEST_CASE("intervals get longer as ours do, and nothing is lost between them") {
  RunBuilder run;
  for (int s = 1; s <= 7400; ++s) REQUIRE(run.add(sample_at(std::chrono::seconds(s) - 1ms, 5ms)));
  const runs::RunRecord record = read_back(run);
  CHECK(record.intervals.front().length == 1s);
  CHECK(record.intervals[600].begin == 600s);
  CHECK(record.intervals[600].length == 10s);
  CHECK(record.intervals.back().begin == 7380s);
  CHECK(record.intervals.back().length == 60s);
  CHECK(record.ticks.size() == record.intervals.size());
  CHECK(sum_of(record, "done") == 7400);
  CHECK(runs::summarise(record).totals.service.all.count() == 7400);
}

TEST_CASE("a sample that began before the first one moves the start") {
  RunBuilder run;
  run.add(sample_at(5s, 1ms));
  run.add(sample_at(5500ms, 9s));
  CHECK(run.start() == noon - 4s);
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.intervals.size() == 1);
  CHECK(record.intervals[0].begin == 9s);
  CHECK(record.ticks.size() == 10);
  CHECK(sum_of(record, "done") == 2);
}

TEST_CASE("files in the wrong order make the same run, in longer stretches where they are far apart") {
  RunBuilder run;
  REQUIRE(run.add(sample_at(5h, 1ms)));
  for (int s = 0; s < 900; ++s) REQUIRE(run.add(sample_at(std::chrono::seconds(s) + 5h - 15min, 1ms)));
  REQUIRE(run.add(sample_at(1s, 1ms)));
  CHECK(run.start() == noon - 1s);  // stretches are counted from the first sample met
  const runs::RunRecord record = read_back(run);
  CHECK(sum_of(record, "done") == 902);
  CHECK(runs::summarise(record).totals.count == 902);
  CHECK(record.ticks.size() < 1500);
  Instant before{-1};
  for (const auto& tick : record.ticks) {
    const Instant at(tick["at_ns"].get<std::int64_t>());
    CHECK(at >= before);
    before = at;
  }
  for (std::size_t i = 1; i < record.intervals.size(); ++i)
    CHECK(record.intervals[i].begin >= record.intervals[i - 1].begin + record.intervals[i - 1].length);
}

TEST_CASE("samples that come late for a stretch long left behind are in it") {
  RunBuilder run;
  for (int s = 0; s < 300; ++s)
    for (int i = 0; i < 50; ++i) run.add(sample_at(std::chrono::seconds(s) + 500ms, std::chrono::milliseconds(1 + i)));
  for (int s = 0; s < 300; ++s) run.add(sample_at(std::chrono::seconds(s) + 600ms, 70ms));
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.intervals.size() == 300);
  CHECK(record.intervals[7].series.at({"shoppers", "menu", "service", true}).count() == 51);
  const latency::Histogram all = runs::summarise(record).totals.service.all;
  CHECK(all.count() == 15'300);
  CHECK(all.count_above(60'000'000) == 300);
}

TEST_CASE("what lies more than 31 days away is refused and changes nothing") {
  RunBuilder run;
  run.add(sample_at(0s, 1ms));
  CHECK_FALSE(run.add(sample_at(RunBuilder::farthest + 2s, 1ms)));
  CHECK_FALSE(run.add(sample_at(-RunBuilder::farthest - 2s, 1ms)));
  CHECK_FALSE(run.add(sample_at(1s, RunBuilder::farthest + 1ms)));
  CHECK(run.counts_at(noon + RunBuilder::farthest + 2s, "x") == nullptr);
  CHECK_FALSE(run.add_metric(noon - RunBuilder::farthest - 2s, "x", "m", "counter", 1));
  CHECK(run.length() == 1s);
  CHECK(runs::summarise(read_back(run)).totals.count == 1);
}

TEST_CASE("phases stand by the minute, iterations and trends by the interval") {
  RunBuilder run;
  for (int s = 0; s < 130; ++s) {
    const WallTime at = noon + std::chrono::seconds(s);
    run.add_time(at, 3ms, "shoppers", "menu", "", "connect");
    run.add_time(at, 80ms, "shoppers", "", "", "iteration", s % 2 == 0);
    run.add_time(at, 7ms, "shoppers", "", "", "time:paint");
    run.add_number(at, 1500, "shoppers", "trend:basket");
  }
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.minutes.size() == 3);
  CHECK(record.minutes[1].length == 60s);
  const runs::Summary summary = runs::summarise(record);
  REQUIRE(summary.steps.size() == 1);
  CHECK(summary.steps[0].phases.at("connect").count() == 130);
  CHECK(summary.iterations.ok.count() == 65);
  CHECK(summary.iterations.failed.count() == 65);
  REQUIRE(summary.metrics.size() == 2);
  CHECK(summary.metrics[0].name == "basket");
  CHECK(summary.metrics[0].all.values.max() == 1500);
  CHECK(summary.metrics[1].kind == "time");
}

TEST_CASE("bytes stand by step as well, shared alike among the exchanges of a line") {
  RunBuilder run;
  run.add(sample_at(1s, 10ms));
  Sample several = sample_at(70s, 10ms, "http 500");
  several.times = 4;
  several.bytes_out = 80;
  run.add(several);
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.minutes.size() == 2);
  CHECK(record.minutes[1].series.at({"shoppers", "menu", "bytes_out", false, false}).max() == 20);
  const runs::Summary summary = runs::summarise(record);
  CHECK(summary.steps.at(0).bytes_in == sum_of(record, "bytes_in"));
  CHECK(summary.steps.at(0).bytes_out == 80);
}

TEST_CASE("counters, gauges and rates of the script's own are summed by tick") {
  RunBuilder run;
  for (int i = 0; i < 10; ++i) {
    const WallTime at = noon + i * 300ms;
    run.add_metric(at, "shoppers", "orders", "counter", 2);
    run.add_metric(at, "shoppers", "queue", "gauge", 10 - i);
    run.add_metric(at, "shoppers", "paid", "rate", i % 5 == 0 ? 1 : 0);
  }
  const runs::Summary summary = runs::summarise(read_back(run));
  REQUIRE(summary.metrics.size() == 3);
  CHECK(summary.metrics[0].name == "orders");
  CHECK(summary.metrics[0].all.sum == 20);
  CHECK(summary.metrics[1].all.hits == 2);
  CHECK(summary.metrics[1].all.count == 10);
  CHECK(summary.metrics[2].all.last == 1);
  CHECK(summary.metrics[2].all.max == 10);
}

TEST_CASE("stretches of the tool's own become ticks as long as they are") {
  RunBuilder run;
  run.counts_over(noon, 10s, "x")->done = 50;
  run.counts_over(noon + 10s, 10s, "x")->done = 70;
  run.counts_over(noon + 25s, 5s, "x")->done = 5;
  const runs::RunRecord record = read_back(run);
  CHECK(record.ticks.size() == 8);  // of the gap five of a second
  CHECK(record.ticks[1]["at_ns"] == 20'000'000'000);
  CHECK(record.ticks.back()["at_ns"] == 30'000'000'000);
  CHECK(sum_of(record, "done") == 125);
}

TEST_CASE("more steps than there is room for share one, and it is said") {
  RunBuilder run;
  for (int i = 0; i < 3000; ++i) {
    const std::string step = "GET /orders/" + std::to_string(i);
    Sample sample{noon + i * 1ms, 1ms, "shoppers", step};
    REQUIRE(run.add(sample));
  }
  const runs::Summary summary = runs::summarise(read_back(run));
  CHECK(summary.steps.size() == 1000);
  CHECK(summary.totals.count == 3000);
  REQUIRE(run.warnings().size() == 1);
  CHECK(run.warnings()[0] == "There are more than 998 steps; the rest stand under '(other)'.");
}

TEST_CASE("more series than there is room for lose their group, and no sample") {
  RunBuilder run;
  for (int i = 0; i < 900; ++i)
    for (int g = 0; g < 6; ++g) {
      const std::string step = "s" + std::to_string(i), group = "g" + std::to_string(g);
      Sample sample{noon + 1ms, 1ms, "shoppers", step};
      sample.group = group;
      REQUIRE(run.add(sample));
    }
  CHECK(runs::summarise(read_back(run)).totals.count == 5400);
  REQUIRE(run.warnings().size() == 1);
  CHECK(run.warnings()[0].find("4,000 series") != std::string::npos);
}

TEST_CASE("more classes of errors than there is room for share one") {
  Counts counts;
  for (int i = 0; i < 300; ++i) ++counts.error("port " + std::to_string(i));
  CHECK(counts.errors.size() == 101);
  CHECK(counts.errors.at("(other)") == 200);
}

TEST_CASE("histograms of foreign logs keep their begin, length and layout") {
  RunBuilder run;
  const latency::Layout coarse{1, 3'600'000'000'000, 2};
  latency::Histogram histogram(coarse);
  histogram.record(5'000'000, 3);
  const latency::Series series{"log", "menu", "service"};
  REQUIRE(run.add_histogram(noon + 127ms, 1007ms, series, histogram));
  REQUIRE(run.add_histogram(noon + 127ms, 1007ms, series, histogram));
  const runs::RunRecord record = read_back(run);
  REQUIRE(record.intervals.size() == 1);
  CHECK(record.intervals[0].begin == 127ms);
  CHECK(record.intervals[0].length == 1007ms);
  CHECK(record.intervals[0].series.at(series).layout() == coarse);
  CHECK(record.intervals[0].series.at(series).count() == 6);
}

}  // namespace rushhour::imports
