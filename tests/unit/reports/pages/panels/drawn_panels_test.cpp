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
  CHECK_THAT(made(distribution_panel, record).value().finding, Contains("one response time, 5.00ms. None failed."));
  record.intervals.front().series.clear();
  record.intervals.front().series[{"a", "x", "response", false, false}].record(7 * ms);
  CHECK_THAT(made(distribution_panel, record).value().finding, Contains("1 failed, half of them within 7.00ms; none had a good response"));
}

TEST_CASE("rate and p99 are shown against each other only if the rate varied") {
  CHECK_FALSE(made(rate_and_latency_panel, test::sample_run({.length_s = 20, .scale = 0.2})));
  runs::RunRecord record;
  for (int s = 0; s < 20; ++s) {
    record.intervals.push_back({std::chrono::seconds(s), std::chrono::seconds(1), {}});
    const std::int64_t value_ms = s < 14 ? 5 : 60;
    record.intervals.back().series[{"a", "x", "response", true, false}].record(value_ms * ms, 1000U + 100U * static_cast<unsigned>(s));
  }
  const Panel panel = made(rate_and_latency_panel, record).value();
  CHECK_THAT(panel.finding, Contains("up to 2,300.0/s; from 2,400.0/s on") || Contains("up to 2300.0/s; from 2400.0/s on"));
  CHECK(panel.data["rate"].size() == 20);
  CHECK(panel.data["rate"][3] == 1300.0);
  CHECK(panel.data["p99_ns"].size() == 20);
  CHECK_THAT(panel.table, Contains("rate-and-latency-table"));
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
