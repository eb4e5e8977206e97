#include <catch2/catch.hpp>
#include <numeric>

#include "reports/pages/panels/shape/distribution_panel.hpp"
#include "reports/pages/panels/shape/rate_and_latency_panel.hpp"
#include "reports/pages/panels/shape/spectrum_panel.hpp"
#include "reports/pages/panels/time/heat_map_panel.hpp"
#include "reports/pages/panels/time/latency_panel.hpp"
#include "reports/pages/panels/time/load_panel.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;
using Catch::EndsWith;

namespace {

constexpr std::int64_t ms = 1'000'000;

std::optional<Panel> made(MakePanel make, const runs::RunRecord& record) { return make(test::SampleMaterial{record}.material()); }

double total(const nlohmann::json& rates, const nlohmann::json& lengths) {
  double sum = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) sum += rates[i].get<double>() * lengths[i].get<double>();
  return sum;
}

std::uint64_t sum_of(const nlohmann::json& counts) {
  std::uint64_t sum = 0;
  for (const nlohmann::json& count : counts) sum += count.is_array() ? sum_of(count) : count.get<std::uint64_t>();
  return sum;
}

// A run that is one request: its times in ns, and its length.
runs::RunRecord lone_request() {
  runs::RunRecord record;
  record.intervals.push_back({Instant(0), Instant(200 * ms), {}});
  record.intervals.front().series[{"a", "x", "response", true, false}].record(5 * ms);
  record.intervals.front().series[{"a", "x", "service", true, false}].record(4 * ms);
  record.ticks.push_back({{"at_ns", 200 * ms}, {"offered", 1U}, {"done", 1U}, {"users_busy", 1U}});
  return record;
}

}  // namespace

TEST_CASE("the load panel draws every iteration and every request of the run") {
  test::SampleRun wanted;
  wanted.stalls = true;
  const runs::RunRecord record = test::sample_run(wanted);
  const runs::Summary summary = runs::summarise(record);
  const Panel panel = made(load_panel, record).value();
  const nlohmann::json& iterations = panel.data["iterations"];
  CHECK(total(iterations["offered"], iterations["length_s"]) == Approx(summary.load.offered).epsilon(1e-6));
  CHECK(total(iterations["done"], iterations["length_s"]) == Approx(summary.load.done).epsilon(1e-6));
  CHECK(iterations["users"].back() == 400);
  const nlohmann::json& requests = panel.data["requests"];
  CHECK(total(requests["sent"], requests["length_s"]) == Approx(3.0 * static_cast<double>(summary.load.offered)).epsilon(1e-6));
  CHECK(total(requests["sent"], requests["length_s"]) > total(requests["good"], requests["length_s"]) + 100);
  CHECK_THAT(panel.finding, Contains("12,110 iterations offered") && Contains("Of the 36,330 requests that they made"));
  CHECK_THAT(panel.table, Contains("rate-table") && Contains("request-rate-table"));
}

TEST_CASE("what a run did not tell of what was sent is not drawn as sent") {
  runs::RunRecord record = lone_request();
  const Panel panel = made(load_panel, record).value();
  CHECK_FALSE(panel.data["requests"].contains("sent"));
  CHECK(panel.data["requests"]["ended"] == nlohmann::json::array({5.0}));
  CHECK_THAT(panel.finding, Contains("All of the 1 request that they made were answered as expected"));
}

TEST_CASE("limits on the whole run stand in the chart of latencies, with what they are on") {
  runs::RunRecord record = test::sample_run({});
  test::add_threshold(record, "response_time", "p(99) < 50ms");
  test::add_threshold(record, "response_time{step:place order}", "p(95) < 20ms");
  test::add_threshold(record, "service_time", "max < 40ms");
  test::add_threshold(record, "errors", "rate < 1%");
  test::add_threshold(record, "response_time", "p(90) < 1m");
  record.meta["plan"]["thresholds"].push_back({{"metric", "response_time"}, {"expression", "p(50) < 30ms"}, {"over_ns", 10'000 * ms}});
  const Panel panel = made(latency_panel, record).value();
  CHECK(panel.data["limits"] == nlohmann::json::array({{{"label", "p(99) < 50ms"}, {"ns", 50 * ms}},
                                                       {{"label", "step:place order p(95) < 20ms"}, {"ns", 20 * ms}},
                                                       {{"label", "service time max < 40ms"}, {"ns", 40 * ms}}}));
  CHECK_THAT(panel.note, Contains("One limit lies beyond the drawing: p(90) < 1m."));
}

TEST_CASE("the heat map holds every request once, warm-up and failures inside") {
  test::SampleRun wanted;
  wanted.stalls = true;
  const runs::RunRecord record = test::sample_run(wanted);
  const Panel panel = made(heat_map_panel, record).value();
  CHECK(sum_of(panel.data["counts"]) == 36'330);
  CHECK(panel.data["begin_s"].size() == 70);
  CHECK_THAT(panel.finding, Contains("two response times") && Contains("at 0:31 it was highest"));
  CHECK_THAT(panel.table, Contains("heat-map-table") && Contains("longer than"));
}

TEST_CASE("the distribution holds the requests of the main phase, good and failed apart") {
  test::SampleRun wanted;
  wanted.stalls = true;
  const runs::RunRecord record = test::sample_run(wanted);
  const runs::Summary summary = runs::summarise(record);
  const Panel panel = made(distribution_panel, record).value();
  CHECK(sum_of(panel.data["failed"]) == summary.totals.errors);
  CHECK(sum_of(panel.data["good"]) == summary.totals.count - summary.totals.errors);
  CHECK(panel.data["good"].size() == panel.data["failed"].size());
  CHECK_THAT(panel.finding, Contains("154 failed, half of them within"));
}

TEST_CASE("a distribution says of failures alone, and of none, what there is to say") {
  runs::RunRecord record = lone_request();
  CHECK_THAT(made(distribution_panel, record).value().finding, Contains("One request, with a response time of 5.00ms. None failed."));
  record.intervals.front().series.clear();
  record.intervals.front().series[{"a", "x", "response", false, false}].record(7 * ms);
  CHECK_THAT(made(distribution_panel, record).value().finding, Contains("1 failed, half of them within 7.00ms; none had a good response"));
}

TEST_CASE("rate and p99 are shown against each other only if the rate varied") {
  runs::RunRecord few = test::sample_run({.length_s = 20, .scale = 0.2});
  few.meta["plan"].erase("scenarios");
  CHECK_FALSE(made(rate_and_latency_panel, few));
  runs::RunRecord record;
  for (int s = 0; s < 20; ++s) {
    record.intervals.push_back({std::chrono::seconds(s), std::chrono::seconds(1), {}});
    const std::int64_t value_ms = s < 14 ? 5 : 60;
    record.intervals.back().series[{"a", "x", "response", true, false}].record(value_ms * ms, 1000U + 100U * static_cast<unsigned>(s));
  }
  const Panel panel = made(rate_and_latency_panel, record).value();
  CHECK_THAT(panel.finding, Contains("up to 2,300/s; from 2,400/s on"));
  CHECK(panel.data["rate"].size() == 20);
  CHECK(panel.data["rate"][3] == 1300.0);
  CHECK(panel.data["ns"].size() == 20);
  CHECK(panel.data["name"] == "p99");
  CHECK_THAT(panel.table, Contains("rate-and-latency-table"));
}

TEST_CASE("no limit is said to be out of reach where arrivals waited or the measurement is invalid") {
  runs::RunRecord record;
  for (int s = 0; s < 8; ++s) {
    record.intervals.push_back({std::chrono::seconds(s), std::chrono::seconds(1), {}});
    for (const char* kind : {"response", "service"})
      record.intervals.back().series[{"a", "x", kind, true, false}].record(5 * ms, 1000U + 300U * static_cast<unsigned>(s));
  }
  record.meta["ended_by"] = "plan";
  record.ticks.push_back({{"at_ns", 8'000 * ms}, {"offered", 16'400U}, {"done", 16'400U}});
  CHECK_THAT(made(rate_and_latency_panel, record).value().finding,
             EndsWith("at every rate that was tried: no limit of the target was reached."));
  record.ticks.back()["dropped"] = 100U;
  CHECK_THAT(made(rate_and_latency_panel, record).value().finding, EndsWith("at every rate that was tried."));
}

TEST_CASE("a ramp too short for p99 is shown by the rarest percentile that its stretches carry") {
  runs::RunRecord record;
  for (int s = 0; s < 20; ++s) {
    record.intervals.push_back({std::chrono::seconds(s), std::chrono::seconds(1), {}});
    const std::int64_t value_ms = s < 14 ? 5 : 60;
    record.intervals.back().series[{"a", "x", "response", true, false}].record(value_ms * ms, 100U + 20U * static_cast<unsigned>(s));
  }
  CHECK_FALSE(made(rate_and_latency_panel, record));  // of one rate that is asked for, few requests differ by chance
  record.meta["plan"]["scenarios"] = nlohmann::json::array({{{"name", "a"},
                                                             {"executor", "ramping-arrival-rate"},
                                                             {"stages",
                                                              {{{"length_ns", 10'000 * ms}, {"rate_begin", 100}, {"rate_end", 300}},
                                                               {{"length_ns", 10'000 * ms}, {"rate_begin", 300}, {"rate_end", 480}}}}}});
  const Panel panel = made(rate_and_latency_panel, record).value();
  CHECK(panel.title == "What the rate does to p95");
  CHECK(panel.data["name"] == "p95");
  CHECK_THAT(panel.finding, Contains("p95 kept near 5.00ms") && Contains("up to 360.0/s; from 380.0/s on"));
  CHECK_THAT(panel.note, Contains("carries a p95"));
  CHECK_THAT(panel.table, Contains("Rate of ended requests and p95"));
}

namespace {

// A run of as many seconds as there are figures, each of `samples` requests that took so many milliseconds.
runs::RunRecord seconds_of(const std::vector<std::int64_t>& times_ms, std::uint64_t samples) {
  runs::RunRecord record;
  for (std::size_t s = 0; s < times_ms.size(); ++s) {
    record.intervals.push_back({std::chrono::seconds(s), std::chrono::seconds(1), {}});
    if (times_ms[s] > 0) record.intervals.back().series[{"a", "x", "response", true, false}].record(times_ms[s] * ms, samples);
  }
  return record;
}

}  // namespace

TEST_CASE("what latencies did over time is called steady, usual or neither, as they were") {
  struct Row {
    std::vector<std::int64_t> times_ms;
    std::string finding;
  };
  const Row row =
      GENERATE(Row{{10, 11, 10, 9, 10, 11, 10, 10}, "p99 was steady around 10.0ms."},
               Row{{10, 11, 10, 9, 400, 11, 10, 10}, "p99 was highest from 0:04 on, 400ms; mostly it was around 10.0ms."},
               Row{{1, 10, 10, 10, 10, 10, 10, 11}, "p99 was highest from 0:07 on, 11.0ms; mostly it was around 10.0ms."},
               Row{{800, 1700, 2600, 3400, 4100, 4200, 3450}, "p99 was highest from 0:05 on, 4.20s; lowest from 0:00 on, 800ms."},
               Row{{5, 5, 5, 5, 900, 900, 900, 900}, "p99 was highest from 0:04 on, 900ms; lowest from 0:00 on, 5.00ms."},
               Row{{7}, "p99 was steady around 7.00ms."}, Row{{0, 0}, "No request ended, so there is nothing to draw."});
  CHECK(made(latency_panel, seconds_of(row.times_ms, 1000)).value().finding == row.finding);
}

TEST_CASE("of few samples the maximum is drawn, and said to be all") {
  CHECK_THAT(made(latency_panel, seconds_of({5, 6}, 3)).value().finding, Contains("only the maximum is drawn"));
}

TEST_CASE("the heat map says whether the bulk stayed, rose for a while, or moved") {
  const auto finding = [](const std::vector<std::int64_t>& times_ms) {
    return made(heat_map_panel, seconds_of(times_ms, 100)).value().finding;
  };
  CHECK_THAT(finding({10, 11, 10, 12}), Contains("stayed where it was all along"));
  CHECK_THAT(finding({10, 10, 90, 10, 10}), Contains("In 1 of 5 stretches of 1s the bulk lay higher than usual, at 0:02 it was highest"));
  CHECK_THAT(finding({5, 5, 900, 900, 900}),
             Contains("The bulk moved: half of the requests took 5.00ms or longer at 0:00, and 900ms or longer at 0:02."));
  const std::string one = finding({10});
  CHECK_THAT(one, !Contains("bulk"));
}

TEST_CASE("drawn panels of a run of one request, and of none") {
  const runs::RunRecord one = lone_request();
  CHECK(sum_of(made(heat_map_panel, one).value().data["counts"]) == 1);
  CHECK(sum_of(made(distribution_panel, one).value().data["good"]) == 1);
  CHECK(made(spectrum_panel, one).value().data["x"].empty());
  CHECK(made(latency_panel, one).value().data["lines"].back()["ns"].size() == 1);
  CHECK_FALSE(made(rate_and_latency_panel, one));
  const runs::RunRecord none;
  CHECK_FALSE(made(heat_map_panel, none));
  CHECK_FALSE(made(distribution_panel, none));
  CHECK_FALSE(made(rate_and_latency_panel, none));
  CHECK(made(load_panel, none).value().data["iterations"]["begin_s"].empty());
  CHECK(made(load_panel, none).value().data["requests"]["begin_s"].empty());
  CHECK(made(latency_panel, none).value().data["begin_s"].empty());
}
