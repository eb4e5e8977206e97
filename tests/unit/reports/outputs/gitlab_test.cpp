#include "reports/outputs/gitlab.hpp"

#include <catch2/catch.hpp>

#include "reports/outputs/k6.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using nlohmann::json;
using test::Told;

namespace {

json report_of(const Told& run) { return json::parse(outputs::gitlab_load_performance(run.record, run.conclusion)); }

// As GitLab reads a line of metrics: without comments, split like a shell's. The name with its labels, and the value.
std::map<std::string, std::string> metrics_of(const Told& run) {
  std::map<std::string, std::string> found;
  for (std::string line : test::lines_of(outputs::gitlab_metrics(run.record, run.conclusion))) {
    line.resize(std::min(line.size(), line.find('#')));
    std::vector<std::string> words(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"')
        quoted = !quoted;
      else if (line[i] == '\\' && i + 1 < line.size())
        words.back() += line[++i];
      else if (line[i] == ' ' && !quoted)
        words.emplace_back();
      else
        words.back() += line[i];
    }
    CHECK_FALSE(quoted);
    if (words.size() < 2) continue;
    CHECK(words.size() == 2);
    CHECK(found.emplace(words[0], words[1]).second);
  }
  return found;
}

}  // namespace

TEST_CASE("the report of a load test has what a merge request shows, where GitLab looks for it") {
  Told run = test::failed_run();
  run.conclusion.summary.totals.phases["wait"].record(3'000'000, run.conclusion.summary.totals.count);
  const json metrics = report_of(run)["metrics"];
  const json full = json::parse(outputs::k6_summary(run.record, run.conclusion))["metrics"];
  CHECK(metrics["http_reqs"]["rate"] == full["http_reqs"]["values"]["rate"]);
  CHECK(metrics["http_req_waiting"]["p(90)"].get<double>() == Approx(3).epsilon(0.001));
  CHECK(metrics["http_req_waiting"]["p(95)"].is_number());
  CHECK(metrics["checks"]["passes"] == full["checks"]["values"]["passes"]);
  CHECK(metrics["checks"]["fails"] == 5);
}

TEST_CASE("values stand flat, a rate is a value, and a threshold is true where it was crossed") {
  const json report = report_of(test::failed_run());
  CHECK(report["metrics"]["http_req_failed"].contains("value"));
  CHECK_FALSE(report["metrics"]["http_req_failed"].contains("rate"));
  CHECK(report["metrics"]["http_req_failed"]["thresholds"]["rate < 5%"] == false);
  CHECK(report["metrics"]["response_time{step:place order}"]["thresholds"]["p(99) < 250ms"] == true);
  CHECK(report["root_group"]["checks"]["menu has dishes"]["fails"] == 5);
  CHECK(report["root_group"]["groups"] == json::object());
}

TEST_CASE("metrics of a merge request are few, and of three digits") {
  const std::map<std::string, std::string> metrics = metrics_of(test::failed_run());
  CHECK(metrics.size() < 30);
  for (const char* name : {"load_time_seconds{percentile=p95}", "load_step_time_seconds{step=place order}", "load_requests_per_second",
                           "load_errors_ratio", "load_measurement_valid", "load_threshold_kept{threshold=http_req_failed: rate < 5%}"}) {
    INFO(name);
    CHECK(metrics.count(name) == 1);
  }
  CHECK(metrics.at("load_threshold_kept{threshold=response_time{step:place order}: p(99) < 250ms}") == "0");
  for (const auto& [name, value] : metrics) {
    std::size_t digits = 0;
    for (const char c : value.substr(std::min(value.size(), value.find_first_of("123456789")))) digits += c >= '0' && c <= '9' ? 1U : 0U;
    INFO(name << ' ' << value);
    CHECK((digits <= 3 || value.ends_with(".0")));
  }
}

TEST_CASE("runs of nothing, of many steps, imported and with evil names are reports too") {
  CHECK(metrics_of(test::empty_run()).count("load_time_seconds{percentile=p50}") == 0);
  CHECK(report_of(test::empty_run())["metrics"]["http_reqs"]["count"] == 0);
  CHECK(metrics_of(test::crowded_run(5000)).size() < 70);
  CHECK(metrics_of(test::imported_run()).count("load_measurement_valid") == 0);
  CHECK(metrics_of(test::imported_run()).count("load_time_seconds{percentile=p95}") == 1);
  CHECK(metrics_of(test::stated_run()).count("load_time_seconds{percentile=p95}") == 0);
  CHECK(report_of(test::stated_run())["metrics"]["http_req_duration"]["avg"] == 12.5);
  bool met = false;
  for (const auto& [name, value] : metrics_of(test::evil_run())) met |= name.find("@someone %2312") != std::string::npos;
  CHECK(met);
  CHECK(report_of(test::evil_run())["root_group"]["checks"].size() == 2);
}
