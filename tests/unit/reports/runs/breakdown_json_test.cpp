#include "reports/runs/breakdown_json.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

json written(const Summary& summary) {
  json all;
  add_breakdown(all, summary, std::vector<double>{95});
  return all;
}

StepFigures a_step(const char* name) {
  StepFigures step;
  step.scenario = "diners";
  step.step = name;
  step.count = 200;
  step.errors = 3;
  for (int i = 1; i <= 200; ++i) {
    step.response.all.record(i);
    step.service.all.record(i);
  }
  step.response.bounds.record(200);
  return step;
}

}  // namespace

TEST_CASE("without anything to break down every list is there and empty") {
  CHECK(written(Summary()) == json::parse(R"({"scenarios": [], "groups": [], "tagged": [], "stages": [], "metrics": [],
                                              "script_errors": [], "rejections": []})"));
}

TEST_CASE("a scenario is written with what was counted, or with its iterations alone") {
  Summary summary;
  ScenarioFigures diners;
  diners.scenario = "diners";
  diners.iterations.ok.record(5, 40);
  diners.iterations.failed.record(9);
  summary.scenarios = {diners};
  json alone = written(summary)["scenarios"][0];
  CHECK(alone["iteration_duration_ns"]["all"] == json::parse(R"({"count": 41, "mean": 5.097560975609756, "max": 9, "p50": 5, "p90": null,
                                                                 "p99": null})"));
  CHECK(alone["iteration_duration_ns"]["ok"]["count"] == 40);
  CHECK(alone["iteration_duration_ns"]["error"]["count"] == 1);
  CHECK_FALSE(alone.contains("load"));
  summary.scenarios[0].counted = true;
  summary.scenarios[0].load.rejected = 2;
  summary.scenarios[0].checks = {{"c", {1, 2}}};
  summary.scenarios[0].errors = {{"tls", 1}, {"http 500", 4}};
  json counted = written(summary)["scenarios"][0];
  CHECK(counted["load"]["rejected"] == 2);
  CHECK(counted["checks"] == json::parse(R"([{"check": "c", "passes": 1, "fails": 2}])"));
  CHECK(counted["errors"][0]["class"] == "http 500");
  for (const char* key : {"requests", "script_errors", "waited_for_user", "users_max", "users_permitted"}) CHECK(counted[key] == 0);
}

TEST_CASE("groups, tags and stages carry their steps with every percentile that is shown") {
  Summary summary;
  GroupFigures group{"diners", "shop/pay", {}, {a_step("order")}};
  group.lengths.record(7, 20);
  summary.groups = {group};
  summary.tags = {{"zone", "north", a_step(""), {a_step("order"), a_step("look")}}};
  summary.tags[0].totals.scenario.clear();
  StageFigures climb;
  climb.scenario = "diners";
  climb.begin = 2s;
  climb.length = 4s;
  climb.to = 20;
  climb.load.offered = 8;
  climb.steps = {a_step("order")};
  StageFigures crowd = climb;
  crowd.number = 2;
  crowd.of_users = true;
  summary.stages = {climb, crowd};
  summary.scenarios.emplace_back();
  summary.scenarios[0].scenario = "diners";
  summary.scenarios[0].counted = true;
  const json all = written(summary);
  CHECK(all["groups"][0]["group"] == "shop/pay");
  CHECK(all["groups"][0]["duration_ns"]["p50"] == 7);
  CHECK(all["groups"][0]["duration_ns"]["p90"].is_null());
  const json& order = all["groups"][0]["steps"][0];
  CHECK(order["step"] == "order");
  CHECK(order["errors"] == 3);
  CHECK(order["response_time_ns"]["p95"] == 190);
  CHECK(order["response_time_ns"]["p99"].is_null());
  CHECK(order["response_time_ns"]["at_least"] == json({"max", "mean"}));
  CHECK(all["tagged"][0]["tag"] == "zone");
  CHECK(all["tagged"][0]["value"] == "north");
  CHECK(all["tagged"][0]["count"] == 200);
  CHECK_FALSE(all["tagged"][0].contains("step"));
  CHECK(all["tagged"][0]["steps"].size() == 2);
  const json& stage = all["stages"][0];
  CHECK(stage["stage"] == 1);
  CHECK(stage["begin_ns"] == 2'000'000'000);
  CHECK(stage["rate_end"] == 20);
  CHECK(stage["load"]["offered"] == 8);
  CHECK_FALSE(stage["load"].contains("offered_rate"));
  CHECK(stage["steps"][0]["service_time_ns"]["p50"] == 100);
  CHECK(all["stages"][1]["users_end"] == 20);
  CHECK_FALSE(all["stages"][1].contains("rate_end"));
  summary.scenarios[0].counted = false;
  CHECK_FALSE(written(summary)["stages"][0].contains("load"));
}

TEST_CASE("failures in the script are written with their place") {
  Summary summary;
  summary.rejections = {{"diners", "s.lua:4", "s.lua:4: sold out", 7}};
  const json all = written(summary);
  CHECK(all["rejections"] == json::parse(R"([{"scenario": "diners", "where": "s.lua:4", "message": "s.lua:4: sold out", "count": 7}])"));
  CHECK(all["script_errors"] == json::array());
}
