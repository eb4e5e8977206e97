#include "reports/verdicts/conclusion.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;
using test::add_threshold;
using test::sample_run;
using test::SampleRun;

TEST_CASE("of several endings the exit code tells the one that matters most") {
  struct Row {
    const char* says;
    const char* ended_by;
    bool weak;
    bool failing;
    Exit exit;
  };
  const Row row = GENERATE(values<Row>({
      {"all is well", "plan", false, false, Exit::passed},
      {"a broken threshold", "plan", false, true, Exit::thresholds},
      {"an invalid run whose thresholds fail too", "plan", true, true, Exit::invalid},
      {"an aborted run that is invalid too", "abort", true, true, Exit::aborted},
      {"an interrupted run that is invalid too", "interrupt", true, true, Exit::interrupted},
      {"a script that failed", "script", true, true, Exit::script},
      {"an end that nobody wrote down", "", false, false, Exit::interrupted},
  }));
  INFO(row.says);
  SampleRun wanted;
  wanted.length_s = 40;
  wanted.stalls = wanted.weak_generator = row.weak;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time", row.failing ? "p(99) < 1us" : "p(99) < 1m");
  record.meta["ended_by"] = row.ended_by;
  if (std::string(row.ended_by).empty()) {
    record.meta.erase("ended_by");
    record.meta["status"] = "running";
    record.interrupted = true;
  }
  const Conclusion conclusion = conclude(record);
  CHECK(conclusion.exit == row.exit);
  CHECK(conclusion.interrupted == (row.exit == Exit::interrupted));
}

TEST_CASE("an invalid measurement that was asked to be a warning leaves the exit code to the thresholds") {
  const bool failing = GENERATE(false, true);
  const std::string wish = GENERATE("fail", "warn", "retry", "retry:3");
  SampleRun wanted;
  wanted.length_s = 40;
  wanted.stalls = wanted.weak_generator = true;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time", failing ? "p(50) < 1us" : "p(50) < 1h");
  record.meta["settings"]["on-invalid"] = {{"value", wish}, {"source", "flag"}};
  const Conclusion conclusion = conclude(record);
  CHECK_FALSE(conclusion.validity.valid);
  const nlohmann::json meta = with_conclusion(record.meta, conclusion);
  CHECK(meta["verdict"]["measurement"] == "invalid");
  CHECK_FALSE(meta["verdict"]["reasons"].empty());
  CHECK(conclusion.exit == (wish != "warn" ? Exit::invalid : failing ? Exit::thresholds : Exit::passed));
}

TEST_CASE("a run that a threshold ended is failed, and cut short") {
  SampleRun wanted;
  wanted.length_s = 40;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time", "max < 1us");
  record.meta["plan"]["thresholds"][0]["abort_on_fail"] = true;
  record.meta["ended_by"] = "threshold";
  const Conclusion conclusion = conclude(record);
  CHECK(conclusion.exit == Exit::thresholds);
  CHECK(conclusion.cut_short);
  CHECK_FALSE(conclusion.interrupted);
  const nlohmann::json threshold = with_conclusion(record.meta, conclusion)["thresholds"][0];
  CHECK(threshold["first_crossing_ns"] == 6'000'000'000);  // the first second after the warm-up
  CHECK(threshold["over_ns"].is_null());
}

TEST_CASE("run.json says what scripts may rely on") {
  SampleRun wanted;
  wanted.length_s = 40;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time{step:place order}", "p(95) < 1us");
  add_threshold(record, "response_time{step:place order}", "p(99.99) < 1s");
  const Conclusion conclusion = conclude(record);
  const nlohmann::json meta = with_conclusion(record.meta, conclusion);

  CHECK(meta["schema"] == 1);
  CHECK(meta["seed"] == 42);
  CHECK(meta["verdict"]["measurement"] == "valid");
  CHECK(meta["verdict"]["reasons"].empty());
  CHECK(meta["verdict"]["thresholds"] == "failed");
  CHECK(meta["verdict"]["exit_code"] == 99);
  const nlohmann::json& load = meta["load"];
  CHECK(load["offered"] == load["done"].get<int>() + load["dropped"].get<int>() + load["censored"].get<int>());
  for (const char* key : {"mean", "p50", "p90", "p95", "p99", "p99.9", "p99.99", "max", "at_least"})
    CHECK(meta["totals"]["response_time_ns"].contains(key));
  CHECK(meta["totals"]["response_time_ns"]["p99"] == conclusion.summary.totals.response.all.quantile(0.99));
  REQUIRE(meta["steps"].size() == 3);
  CHECK(meta["steps"][0]["service_time_ns"]["p95"].is_number());
  CHECK(meta["steps"][0]["response_time_ns"]["p99.99"].is_null());
  REQUIRE(meta["thresholds"].size() == 2);
  CHECK(meta["thresholds"][0]["state"] == "failed");
  CHECK(meta["thresholds"][0]["limit"] == 1000);
  CHECK(meta["thresholds"][1]["state"] == "unsupported");
  CHECK(meta["thresholds"][1]["observed"].is_null());
  CHECK(meta["thresholds"][1]["samples_needed"] == 100'000);
  CHECK(meta["warnings"].size() == conclusion.validity.warnings.size());
  CHECK(meta["generator"]["send_lag_ns"]["p99"].is_number());
}

TEST_CASE("a conclusion drawn from a record that already holds one is the same") {
  SampleRun wanted;
  wanted.length_s = 40;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "checks", "rate > 99%");
  const nlohmann::json once = with_conclusion(record.meta, conclude(record));
  record.meta = once;
  CHECK(with_conclusion(record.meta, conclude(record)) == once);
}

TEST_CASE("a run without thresholds passes none and fails none") {
  SampleRun wanted;
  wanted.length_s = 10;
  const runs::RunRecord record = sample_run(wanted);
  const nlohmann::json meta = with_conclusion(record.meta, conclude(record));
  CHECK(meta["verdict"]["thresholds"] == "none");
  CHECK(meta["verdict"]["exit_code"] == 0);
}
