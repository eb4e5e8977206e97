#include "reports/outputs/k6.hpp"

#include <catch2/catch.hpp>

#include "reports/outputs/k6_metrics.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using nlohmann::json;
using test::Told;

namespace {

json summary_of(const Told& run) { return json::parse(outputs::k6_summary(run.record, run.conclusion)); }
json metrics_of(const Told& run) { return summary_of(run)["metrics"]; }

// What k6 puts into each kind of metric.
void check_shape(const json& metrics) {
  const std::map<std::string, std::vector<std::string>> keys{
      {"counter", {"count", "rate"}}, {"gauge", {"value", "min", "max"}}, {"rate", {"rate", "passes", "fails"}}};
  for (const auto& [name, metric] : metrics.items()) {
    INFO(name);
    CHECK((metric["contains"] == "time" || metric["contains"] == "data" || metric["contains"] == "default"));
    for (const auto& [key, value] : metric["values"].items()) CHECK(value.is_number());
    if (name.find('{') != std::string::npos || metric["type"] == "trend") continue;
    for (const std::string& key : keys.at(metric["type"])) CHECK(metric["values"].contains(key));
  }
}

}  // namespace

TEST_CASE("a summary has the four parts that handleSummary() is given") {
  const json summary = summary_of(test::passed_run());
  CHECK(summary["root_group"]["path"] == "");
  CHECK(summary["root_group"]["groups"] == json::array());
  CHECK(summary["root_group"]["checks"][0]["name"] == "menu has dishes");
  CHECK(summary["root_group"]["checks"][0]["path"] == "::menu has dishes");
  CHECK(summary["root_group"]["checks"][0]["id"].get<std::string>().size() == 32);
  CHECK(summary["options"]["summaryTrendStats"][0] == "avg");
  CHECK(summary["state"]["testRunDurationMs"] == 70'000.0);
  check_shape(summary["metrics"]);
}

TEST_CASE("figures are the run's, under k6's names and in milliseconds") {
  const Told run = test::failed_run();
  const runs::Summary& sums = run.conclusion.summary;
  const json metrics = metrics_of(run);
  check_shape(metrics);
  CHECK(metrics["http_reqs"]["values"]["count"] == sums.totals.count);
  CHECK(metrics["http_reqs"]["values"]["rate"].get<double>() == Approx(static_cast<double>(sums.totals.count) / 65));
  CHECK(metrics["http_req_failed"]["values"]["passes"] == sums.totals.errors);
  CHECK(metrics["http_req_failed"]["values"]["fails"] == sums.totals.count - sums.totals.errors);
  CHECK(metrics["http_req_duration"]["type"] == "trend");
  CHECK(metrics["http_req_duration"]["contains"] == "time");
  CHECK(metrics["http_req_duration"]["values"]["p(95)"] == static_cast<double>(sums.totals.service.all.quantile(0.95)) / 1e6);
  CHECK(metrics["response_time"]["values"]["p(95)"] == static_cast<double>(sums.totals.response.all.quantile(0.95)) / 1e6);
  CHECK(metrics["response_time"]["values"]["max"] == static_cast<double>(sums.totals.response.all.max()) / 1e6);
  for (const std::string_view stat : outputs::k6_trend_stats) CHECK(metrics["response_time"]["values"].contains(std::string(stat)));
  CHECK(metrics["iterations"]["values"]["count"] == sums.load.done);
  CHECK(metrics["iteration_duration"]["values"]["med"].get<double>() > 500);
  CHECK(metrics["checks"]["values"]["fails"] == 5);
  CHECK(metrics["vus"]["values"]["max"] == sums.generator.users_max);
  CHECK(metrics["vus_max"]["values"]["value"] == 5000);
  CHECK(metrics["data_received"]["contains"] == "data");
  CHECK(metrics["orders"]["values"]["count"].get<double>() == Approx(60 * 65));
  CHECK(metrics["depth"]["values"]["max"] == 8.0);
  CHECK(metrics["from_cache"]["values"]["rate"] == 0.75);
  CHECK(metrics["queue_time"]["contains"] == "time");
  CHECK(metrics["basket"]["values"]["max"].get<double>() == Approx(7).epsilon(0.01));
}

TEST_CASE("a phase that a request did not have is zero to k6") {
  Told run = test::passed_run();
  const std::uint64_t requests = run.conclusion.summary.totals.count;
  latency::Histogram& connect = run.conclusion.summary.totals.phases["connect"];
  connect.record(4'000'000, 10);
  const json values = metrics_of(run)["http_req_connecting"]["values"];
  CHECK(values["med"] == 0);
  CHECK(values["max"].get<double>() == Approx(4).epsilon(0.001));
  CHECK(values["avg"].get<double>() == Approx(40.0 / static_cast<double>(requests)).epsilon(0.001));
}

TEST_CASE("thresholds stand at the metric that they look at, and say whether they were kept") {
  Told run = test::failed_run();
  test::add_threshold(run.record, "http_req_duration", "p(95)<200");
  test::add_threshold(run.record, "response_time", "p(99) < 1ms");
  test::add_threshold(run.record, "iterations", "count > 10");
  run = test::told(std::move(run.record));
  const json metrics = metrics_of(run);
  check_shape(metrics);
  CHECK(metrics["http_req_duration"]["thresholds"]["p(95)<200"]["ok"] == true);
  CHECK(metrics["response_time"]["thresholds"]["p(99) < 1ms"]["ok"] == false);
  CHECK(metrics["response_time"]["thresholds"]["p(99.99999) < 1m"]["ok"] == false);
  CHECK(metrics["iterations"]["thresholds"]["count > 10"]["ok"] == true);
  CHECK(metrics["http_req_failed"]["thresholds"]["rate < 5%"]["ok"] == true);
  const json& one_step = metrics["response_time{step:place order}"];
  CHECK(one_step["thresholds"]["p(99) < 250ms"]["ok"] == false);
  CHECK(one_step["type"] == "trend");
  CHECK(one_step["values"]["p(99)"].get<double>() > 250);
}

TEST_CASE("whether the measurement is valid is a threshold of its own, where it was judged") {
  CHECK(metrics_of(test::passed_run())["measurement_valid"]["thresholds"]["value == 1"]["ok"] == true);
  const json invalid = metrics_of(test::invalid_run())["measurement_valid"];
  CHECK(invalid["values"]["value"] == 0);
  CHECK(invalid["thresholds"]["value == 1"]["ok"] == false);
  CHECK(metrics_of(test::tolerated_run())["measurement_valid"]["thresholds"]["value == 1"]["ok"] == true);
  CHECK_FALSE(metrics_of(test::imported_run()).contains("measurement_valid"));
}

TEST_CASE("runs of nothing, of one request, of many steps and of evil names are summaries too") {
  const json empty = metrics_of(test::empty_run());
  check_shape(empty);
  CHECK(empty["http_reqs"]["values"]["count"] == 0);
  CHECK(empty["http_reqs"]["values"]["rate"] == 0);
  CHECK_FALSE(empty.contains("http_req_duration"));
  const json single = metrics_of(test::single_run());
  CHECK(single["http_req_duration"]["values"]["p(95)"].get<double>() == Approx(7).epsilon(0.001));
  check_shape(metrics_of(test::crowded_run(5000)));
  const json evil = summary_of(test::evil_run());
  check_shape(evil["metrics"]);
  CHECK(evil["root_group"]["checks"][0]["name"].get<std::string>().starts_with("=<script>"));
}

TEST_CASE("what a tool states itself goes back under k6's names") {
  const json metrics = metrics_of(test::stated_run());
  check_shape(metrics);
  CHECK(metrics["http_req_duration"]["values"]["avg"] == 12.5);
  CHECK(metrics["http_req_duration"]["values"]["med"] == 11.0);
  CHECK(metrics["http_req_duration"]["values"]["p(95)"] == 20.0);
  CHECK(metrics["http_req_duration"]["values"]["max"] == 90.0);
  CHECK(metrics["http_reqs"]["values"]["count"].get<int>() > 0);
}
