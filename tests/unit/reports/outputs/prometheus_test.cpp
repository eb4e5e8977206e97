#include "reports/outputs/prometheus.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using outputs::Format;
using test::Told;

namespace {

struct Samples {
  std::map<std::string, double> values;  ///< by name and labels
  std::map<std::string, std::string> types;

  double operator[](const std::string& name) const {
    INFO(name);
    const auto found = values.find(name);
    REQUIRE(found != values.end());
    return found->second;
  }
  std::size_t beginning(const std::string& name) const {
    std::size_t n = 0;
    for (const auto& [sample, value] : values) n += sample.starts_with(name) ? 1U : 0U;
    return n;
  }
};

// What both formats must hold: each family once, its samples behind its head, no sample twice.
Samples samples_of(const Told& run, Format format = Format::open_metrics) {
  Samples found;
  std::string family;
  bool repeated = false, astray = false, ended = false;
  for (const std::string& line : test::lines_of(outputs::prometheus_text(run.record, run.conclusion, format))) {
    if (line == "# EOF") ended = true;
    if (line.starts_with("# TYPE ")) {
      const std::size_t blank = line.find(' ', 7);
      family = line.substr(7, blank - 7);
      repeated |= !found.types.emplace(family, line.substr(blank + 1)).second;
    }
    if (line.starts_with('#')) continue;
    const std::size_t blank = line.rfind(' ');
    astray |= !line.starts_with(family);
    repeated |= !found.values.emplace(line.substr(0, blank), std::strtod(line.c_str() + blank, nullptr)).second;
  }
  CHECK_FALSE(repeated);
  CHECK_FALSE(astray);
  CHECK(ended == (format == Format::open_metrics));
  return found;
}

}  // namespace

TEST_CASE("metrics of a run say what its summary says") {
  const Told run = test::failed_run();
  const runs::Summary& summary = run.conclusion.summary;
  const Samples samples = samples_of(run);
  CHECK(samples["rushhour_run_info{run=\"lunch-rush-20261121T063000Z-7f3a\",scenario=\"lunch_rush\",version=\"0.1.0\",seed=\"42\","
                "target=\"http://127.0.0.1:8080\"}"] == 1);
  CHECK(samples["rushhour_run_finished"] == 1);
  CHECK(samples["rushhour_run_measurement_valid"] == 1);
  CHECK(samples["rushhour_run_exit_code"] == 99);
  CHECK(samples["rushhour_run_length_seconds"] == 70);
  CHECK(samples["rushhour_run_start_time_seconds"] == Approx(1795242600.123));
  CHECK(samples["rushhour_iterations_offered_total{scenario=\"diners\"}"] == static_cast<double>(summary.load.offered));
  CHECK(samples["rushhour_iterations_unfinished_total{scenario=\"diners\"}"] == static_cast<double>(summary.load.censored));
  double requests = 0;
  double errors = 0;
  for (const runs::StepFigures& step : summary.steps) {
    const std::string labels = "{scenario=\"diners\",step=\"" + step.step + "\",outcome=\"";
    CHECK(samples["rushhour_requests_total" + labels + "error\"}"] == static_cast<double>(step.errors));
    requests += samples["rushhour_requests_total" + labels + "ok\"}"] + samples["rushhour_requests_total" + labels + "error\"}"];
    errors += samples["rushhour_requests_total" + labels + "error\"}"];
  }
  CHECK(requests == static_cast<double>(summary.totals.count));
  CHECK(errors == static_cast<double>(summary.totals.errors));
  CHECK(samples["rushhour_errors_total{class=\"http 503\"}"] == static_cast<double>(summary.errors.at("http 503")));
  CHECK(samples["rushhour_checks_total{check=\"menu has dishes\",outcome=\"failed\"}"] == 5);
  CHECK(samples["rushhour_run_response_time_percentile_seconds{percentile=\"99\",at_least=\"false\"}"] ==
        Approx(static_cast<double>(summary.totals.response.all.quantile(0.99)) / 1e9));
  CHECK(samples["rushhour_run_service_time_percentile_seconds{percentile=\"100\",at_least=\"true\"}"] == Approx(2).epsilon(0.01));
  CHECK(samples["rushhour_threshold_passed{metric=\"response_time{step:place order}\",expression=\"p(99) < 250ms\"}"] == 0);
  CHECK(samples["rushhour_threshold_limit{metric=\"response_time{step:place order}\",expression=\"p(99) < 250ms\"}"] == 0.25);
  CHECK(samples.values.count("rushhour_threshold_observed{metric=\"response_time\",expression=\"p(99.99999) < 1m\"}") == 0);
  CHECK(samples["rushhour_script_added{metric=\"orders\"}"] == Approx(60 * 65));
  CHECK(samples["rushhour_script_hit_ratio{metric=\"from_cache\"}"] == 0.75);
  CHECK(samples["rushhour_script_time_percentile_seconds{metric=\"queue_time\",percentile=\"100\"}"] == Approx(0.062).epsilon(0.01));
  CHECK(samples["rushhour_script_trend_percentile{metric=\"basket\",percentile=\"100\"}"] == Approx(7).epsilon(0.01));
}

TEST_CASE("a histogram rises, ends with all samples, and never tells a share better than it was") {
  const Told run = test::failed_run();
  const Samples samples = samples_of(run);
  for (const runs::StepFigures& step : run.conclusion.summary.steps) {
    const std::string labels = "{scenario=\"diners\",step=\"" + step.step + "\"";
    const latency::Histogram& all = step.response.all;
    double before = 0;
    for (const char* bound : {"0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05",  "0.1",
                              "0.2",    "0.5",    "1.0",    "2.0",   "5.0",   "10.0",  "20.0", "50.0", "100.0", "200.0"}) {
      const double within = samples["rushhour_response_time_seconds_bucket" + labels + ",le=\"" + bound + "\"}"];
      CHECK(within >= before);
      std::uint64_t truly = 0;
      all.each_bucket([&](std::int64_t, std::int64_t highest, std::uint64_t n) {
        if (static_cast<double>(highest) <= std::strtod(bound, nullptr) * 1e9) truly += n;
      });
      CHECK(within == static_cast<double>(truly));
      before = within;
    }
    CHECK(samples["rushhour_response_time_seconds_bucket" + labels + ",le=\"+Inf\"}"] == static_cast<double>(all.count()));
    CHECK(samples["rushhour_response_time_seconds_count" + labels + "}"] == static_cast<double>(all.count()));
    CHECK(samples["rushhour_response_time_seconds_sum" + labels + "}"] == Approx(all.mean() * static_cast<double>(all.count()) / 1e9));
  }
}

TEST_CASE("the older format has the same samples, and an info is a gauge there") {
  const Told run = test::failed_run();
  CHECK(samples_of(run).values == samples_of(run, Format::text).values);
  CHECK(samples_of(run, Format::text).types.at("rushhour_run_info") == "gauge");
  CHECK(samples_of(run).types.at("rushhour_run") == "info");
  CHECK(samples_of(run, Format::text).types.at("rushhour_requests_total") == "counter");
}

TEST_CASE("what is not known has no sample") {
  const Samples empty = samples_of(test::empty_run());
  CHECK(empty.beginning("rushhour_requests_total") == 0);
  CHECK(empty.beginning("rushhour_response_time_seconds") == 0);
  CHECK(empty.beginning("rushhour_threshold_observed") == 0);
  const Samples single = samples_of(test::single_run());
  CHECK(single.values.count("rushhour_run_response_time_percentile_seconds{percentile=\"50\",at_least=\"false\"}") == 1);
  CHECK(single.beginning("rushhour_run_response_time_percentile_seconds{percentile=\"99\"") == 0);
  for (const Told& run : {test::imported_run(), test::stated_run()}) {
    const Samples imported = samples_of(run);
    CHECK(imported.beginning("rushhour_run_measurement_valid") == 0);
    CHECK(imported.beginning("rushhour_iterations_offered") == 0);
    CHECK(imported.beginning("rushhour_iterations_done") == 1);
    CHECK(imported.beginning("rushhour_generator") == 0);
  }
}

TEST_CASE("of a run that goes on there is no exit code, and it is not finished") {
  Told run = test::passed_run();
  run.record.meta["status"] = "running";
  run.record.meta.erase("ended_by");
  run.record.ticks.resize(20);
  run.record.intervals.resize(20);
  const Samples samples = samples_of(test::told(std::move(run.record)));
  CHECK(samples["rushhour_run_finished"] == 0);
  CHECK(samples.values.count("rushhour_run_exit_code") == 0);
  CHECK(samples["rushhour_run_length_seconds"] == 20);
  CHECK(samples.beginning("rushhour_requests_total") > 0);
}

TEST_CASE("steps beyond five hundred are one, and none of their requests is lost") {
  const Samples samples = samples_of(test::crowded_run(5000));
  CHECK(samples.beginning("rushhour_requests_total{") == 2 * 501);
  CHECK(samples["rushhour_requests_total{scenario=\"\",step=\"(other)\",outcome=\"ok\"}"] == 4500);
}

TEST_CASE("names are escaped, and those that are the same to a reader are one") {
  Told run = test::evil_run();
  for (const char* step : {"\x1b", "\\x1b"}) run.record.intervals[20].series[{"diners", step, "service"}].record(5);
  run = test::told(std::move(run.record));
  const Samples samples = samples_of(run);
  CHECK(samples["rushhour_requests_total{scenario=\"diners\",step=\"\\\\x1b\",outcome=\"ok\"}"] == 2);
  bool broken = false;
  for (const auto& [name, value] : samples.values) broken |= name.find_first_of("\x1b\r\xff") != std::string::npos;
  CHECK_FALSE(broken);
}
