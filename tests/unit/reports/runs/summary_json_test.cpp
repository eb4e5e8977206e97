#include <catch2/catch.hpp>

#include "reports/runs/summary.hpp"

using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Summary a_summary() {
  Summary summary;
  summary.load = {.offered = 12, .started = 11, .done = 10, .dropped = 1, .censored = 1, .offered_rate = 1.2, .achieved_rate = 1};
  StepFigures step;
  step.scenario = "diners";
  step.step = "place order";
  step.count = 1000;
  step.errors = 2;
  for (int i = 1; i <= 1000; ++i) {
    step.response.all.record(i);
    step.service.all.record(1);
  }
  step.response.bounds.record(1000);
  step.response.bounds.record(995);
  summary.totals = step;
  summary.steps = {step, StepFigures{"diners", "(not started)", 0, 0, {}, {}}};
  summary.errors = {{"closed", 1}, {"http 503", 7}, {"read timeout", 1}};
  summary.checks = {{"is ok", {5, 2}}};
  summary.generator.cpu_max = 0.5;
  summary.generator.users_permitted = 40;
  return summary;
}

}  // namespace

TEST_CASE("the summary is written as scripts rely on it") {
  const json written = to_json(a_summary());
  CHECK(written["load"] == json::parse(R"({"offered": 12, "started": 11, "done": 10, "dropped": 1, "censored": 1, "rejected": 0,
                                           "offered_rate": 1.2, "achieved_rate": 1.0})"));
  REQUIRE(written["steps"].size() == 2);
  const json& step = written["steps"][0];
  CHECK(step["scenario"] == "diners");
  CHECK(step["step"] == "place order");
  CHECK(step["count"] == 1000);
  CHECK(step["errors"] == 2);
  CHECK(step["response_time_ns"] == json::parse(R"({"mean": 500.5, "p50": 500, "p90": 900, "p99": 990, "p99.9": null, "max": 1000,
                                                    "at_least": ["max", "mean"]})"));
  CHECK(step["service_time_ns"] == json::parse(R"({"mean": 1.0, "p50": 1, "p90": 1, "p99": 1, "p99.9": null, "max": 1, "at_least": []})"));
  CHECK(written["totals"]["response_time_ns"] == step["response_time_ns"]);
  CHECK(written["totals"]["count"] == 1000);
  CHECK(written["errors"] == json::parse(R"([{"class": "http 503", "count": 7}, {"class": "closed", "count": 1},
                                             {"class": "read timeout", "count": 1}])"));
  CHECK(written["checks"] == json::parse(R"([{"check": "is ok", "passes": 5, "fails": 2}])"));
  CHECK(written["generator"]["cpu_max"] == 0.5);
  CHECK(written["generator"]["users_permitted"] == 40);
  for (const char* key : {"cpu_mean", "users_max", "waited_for_user", "waited_beside_idle", "script_errors"})
    CHECK(written["generator"][key] == 0);
  CHECK(written["generator"]["send_lag_ns"].contains("p99"));
}

TEST_CASE("figures of what has no samples are null") {
  const json step = to_json(a_summary())["steps"][1];
  for (const char* key : {"mean", "p50", "p90", "p99", "p99.9", "max"}) CHECK(step["response_time_ns"][key].is_null());
  CHECK(step["response_time_ns"]["at_least"].empty());
}

TEST_CASE("percentiles that a threshold uses are written besides the usual ones") {
  const std::vector<double> wanted{95, 99, 98.5, 100};
  const json times = to_json(a_summary(), wanted)["totals"]["response_time_ns"];
  CHECK(times["p95"] == 950);
  CHECK(times["p98.5"] == 985);
  CHECK(times["p99"] == 990);
  CHECK(times["p100"] == 1000);
  CHECK(times["at_least"] == json({"p100", "max", "mean"}));
}

TEST_CASE("a percentile among lower bounds is named once") {
  Summary summary = a_summary();
  for (int i = 0; i < 20; ++i) {
    summary.totals.response.all.record(5000);
    summary.totals.response.bounds.record(5000);
  }
  const std::vector<double> wanted{99};
  CHECK(to_json(summary, wanted)["totals"]["response_time_ns"]["at_least"] == json({"p99", "max", "mean"}));
}

TEST_CASE("bytes of a step are null where nobody counted them") {
  Summary summary = a_summary();
  summary.steps[0].bytes_in = 105'000;
  const json steps = to_json(summary)["steps"];
  CHECK(steps[0]["bytes_in"] == 105'000);
  CHECK(steps[0]["bytes_out"].is_null());
  CHECK(steps[1]["bytes_in"].is_null());
}

TEST_CASE("phases and parts are written by name with their own counts") {
  Summary summary = a_summary();
  for (int i = 1; i <= 100; ++i) summary.steps[0].phases["wait"].record(i);
  summary.steps[0].phases["connect"].record(7);
  summary.steps[0].parts["db"].record(1500);
  const json step = to_json(summary)["steps"][0];
  CHECK(step["phases_ns"]["wait"] == json::parse(R"({"count": 100, "mean": 50.5, "p50": 50, "p90": 90, "p99": null, "max": 100})"));
  CHECK(step["phases_ns"]["connect"] == json::parse(R"({"count": 1, "mean": 7.0, "p50": 7, "p90": null, "p99": null, "max": 7})"));
  CHECK(step["phases_ns"].size() == 2);
  CHECK(step["parts_ns"]["db"]["count"] == 1);
  CHECK(to_json(summary)["steps"][1]["phases_ns"] == json::object());
}

TEST_CASE("the loop's lag is written beside the send lag") {
  Summary summary = a_summary();
  for (int i = 0; i < 100; ++i) summary.generator.loop_lag.record(1000);
  CHECK(to_json(summary)["generator"]["loop_lag_ns"]["p90"] == 1000);
}

TEST_CASE("the generator's health is written, null where it is unknown") {
  Summary summary = a_summary();
  summary.generator.steal = ShareFigures{0.25, 0.125};
  summary.generator.descriptors_max = 60;
  const json figures = to_json(summary)["generator"];
  CHECK(figures["steal_max"] == 0.25);
  CHECK(figures["steal_mean"] == 0.125);
  for (const char* key : {"core_wait_max", "core_wait_mean", "throttled_max", "throttled_mean"}) {
    REQUIRE(figures.contains(key));
    CHECK(figures[key].is_null());
  }
  CHECK(figures["descriptors_max"] == 60);
  for (const char* key :
       {"descriptor_limit", "resident_bytes_max", "throttled_ns", "connections_max", "connections_opened", "waited_for_connection"})
    CHECK(figures[key] == 0);
}
