#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/breakdown.hpp"
#include "reports/runs/summary.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::int64_t second = 1'000'000'000;

json stage(std::int64_t length_s, int from, int to) { return {{"length_ns", length_s * second}, {"rate_begin", from}, {"rate_end", to}}; }

// Two scenarios, the second of which is named first by the alphabet and begins 2 s later.
RunRecord two_scenarios() {
  RunRecord record;
  record.directory = "runs/x";
  record.meta = {{"status", "finished"},
                 {"ended_by", "plan"},
                 {"plan",
                  {{"length_ns", 10 * second},
                   {"warmup_ns", second},
                   {"scenarios",
                    {{{"name", "diners"}, {"start_ns", 0}, {"length_ns", 10 * second}, {"stages", {stage(4, 0, 20), stage(6, 20, 20)}}},
                     {{"name", "couriers"}, {"start_ns", 2 * second}, {"length_ns", 5 * second}}}}}}};
  return record;
}

json tick(std::int64_t at_s, json scenarios) { return {{"at_ns", at_s * second}, {"scenarios", std::move(scenarios)}}; }

using Histograms = std::map<latency::Series, latency::Histogram>;

void record_in(Histograms& series, latency::Series of, std::int64_t value, std::uint64_t times = 1) {
  series[std::move(of)].record(value, times);
}

// A request of `scenario`'s step with both latencies.
void request(Histograms& series, const char* step, bool ok, std::int64_t value, latency::Tags tags = {}, bool warmup = false) {
  for (const char* kind : {"response", "service"}) record_in(series, {"diners", step, kind, ok, warmup, tags}, value);
}

}  // namespace

TEST_CASE("each scenario has its own load, by its own length, in the plan's order") {
  RunRecord record = two_scenarios();
  record.ticks = {
      tick(4, {{"diners", {{"offered", 30}, {"done", 20}, {"rejected", 2}, {"users_busy", 7}, {"requests", 50}, {"errors", {{"tls", 1}}}}},
               {"couriers", {{"offered", 4}, {"done", 4}, {"checks", {{"ok", {3, 1}}}}}}}),
      tick(10, {{"diners", {{"offered", 20}, {"done", 30}, {"users_busy", 3}, {"script_errors", 1}, {"errors", {{"tls", 2}}}}},
                {"couriers", {{"offered", 6}, {"done", 6}, {"checks", {{"ok", {5, 0}}}}}}})};
  const Summary summary = summarise(record);
  REQUIRE(summary.scenarios.size() == 2);
  const ScenarioFigures &diners = summary.scenarios[0], &couriers = summary.scenarios[1];
  CHECK(diners.scenario == "diners");
  CHECK(diners.counted);
  CHECK(diners.load.offered == 50);
  CHECK(diners.load.rejected == 2);
  CHECK(diners.load.offered_rate == 5);
  CHECK(diners.users_max == 7);
  CHECK(diners.requests == 50);
  CHECK(diners.script_errors == 1);
  CHECK(diners.errors == std::map<std::string, std::uint64_t>{{"tls", 3}});
  CHECK(diners.checks.empty());
  CHECK(couriers.load.offered_rate == 2);
  CHECK(couriers.checks.at("ok").passes == 8);
  CHECK(couriers.checks.at("ok").fails == 1);
}

TEST_CASE("iterations are told apart by how they ended, by scenario and in all") {
  RunRecord record = two_scenarios();
  Histograms series;
  record_in(series, {"diners", "", "iteration", true, true}, 99);
  record_in(series, {"diners", "", "iteration", true, false}, 10, 3);
  record_in(series, {"diners", "", "iteration", false, false}, 20);
  record_in(series, {"couriers", "", "iteration", true, false}, 5);
  record.intervals = {{0s, 1s, series}};
  const Summary summary = summarise(record);
  CHECK(summary.iterations.ok.count() == 4);
  CHECK(summary.iterations.failed.count() == 1);
  REQUIRE(summary.scenarios.size() == 2);
  CHECK(summary.scenarios[0].iterations.ok.count() == 3);
  CHECK(summary.scenarios[0].iterations.failed.max() == 20);
  CHECK_FALSE(summary.scenarios[0].counted);
  CHECK(summary.scenarios[1].iterations.failed.empty());
}

TEST_CASE("groups come as a tree: each before those in it, and they before its neighbours") {
  RunRecord record = two_scenarios();
  Histograms series;
  for (const char* path : {"shop-b", "shop/pay/card", "shop", "shop/look", "shop/pay", "aisle", "shop b"})
    record_in(series, {"diners", "", "group", true, false, {{"group", path}}}, 7);
  record_in(series, {"couriers", "", "group", true, false, {{"group", "aisle"}}}, 7);
  request(series, "order", true, 5, {{"group", "shop/pay"}, {"zone", "north"}});
  request(series, "order", false, 9, {{"group", "shop/pay"}, {"zone", "south"}});
  request(series, "order", true, 5);
  record.intervals = {{0s, 1s, series}};
  const Summary summary = summarise(record);
  std::vector<std::string> paths;
  for (const GroupFigures& group : summary.groups) paths.push_back(group.scenario + " " + group.path);
  CHECK(paths == std::vector<std::string>{"diners aisle", "diners shop", "diners shop/look", "diners shop/pay", "diners shop/pay/card",
                                          "diners shop b", "diners shop-b", "couriers aisle"});
  const GroupFigures& pay = summary.groups[3];
  CHECK(pay.lengths.max() == 7);
  REQUIRE(pay.steps.size() == 1);
  CHECK(pay.steps[0].step == "order");
  CHECK(pay.steps[0].count == 2);
  CHECK(pay.steps[0].errors == 1);
  CHECK(summary.groups[0].steps.empty());
}

TEST_CASE("a step is one row whatever its tags, and each value of a tag adds up its own requests") {
  RunRecord record = two_scenarios();
  Histograms first, second_of;
  request(first, "order", true, 1000, {{"zone", "north"}, {"plan", "gold"}});
  request(first, "order", true, 5, {{"zone", "north"}}, true);
  request(second_of, "look", false, 3000, {{"zone", "north"}});
  request(second_of, "order", true, 9, {{"zone", "south"}});
  record.intervals = {{0s, 1s, first}, {1s, 1s, second_of}};
  const Summary summary = summarise(record);
  CHECK(summary.totals.count == 3);
  REQUIRE(summary.steps.size() == 2);
  CHECK(summary.steps[0].step == "order");
  CHECK(summary.steps[0].count == 2);
  REQUIRE(summary.tags.size() == 3);
  CHECK(summary.tags[0].tag == "plan");
  CHECK(summary.tags[0].totals.count == 1);
  CHECK(summary.tags[1].value == "north");
  CHECK(summary.tags[1].totals.count == 2);
  CHECK(summary.tags[1].totals.errors == 1);
  CHECK(summary.tags[1].totals.response.all.max() == Approx(3000).epsilon(0.001));
  CHECK(summary.tags[1].steps.size() == 2);
  CHECK(summary.tags[2].value == "south");
}

TEST_CASE("an interval belongs to the stage in which its middle lies, and so does a tick") {
  RunRecord record = two_scenarios();
  Histograms series;
  request(series, "order", true, 10);
  // Middles at 3.5 s, exactly 4 s, 9.5 s and, in the drain, 10.5 s.
  record.intervals = {{3s, 1s, series}, {3500ms, 1s, series}, {9s, 1s, series}, {10s, 1s, series}};
  record.ticks = {tick(4, {{"diners", {{"offered", 8}, {"done", 7}}}}), tick(5, {{"diners", {{"offered", 20}}}}),
                  tick(12, {{"diners", {{"offered", 1}}}}), tick(14, {{"diners", {{"done", 22}}}})};
  const Summary summary = summarise(record);
  REQUIRE(summary.stages.size() == 2);  // of the ramp only
  const StageFigures &climb = summary.stages[0], &plateau = summary.stages[1];
  CHECK(climb.scenario == "diners");
  CHECK(climb.number == 1);
  CHECK(climb.to == 20);
  CHECK_FALSE(climb.of_users);
  CHECK(climb.totals.count == 1);
  CHECK(is_counted(summary, climb));
  CHECK(climb.load.offered == 8);
  CHECK(plateau.begin == 4s);
  CHECK(plateau.length == 6s);
  CHECK(plateau.totals.count == 2);
  CHECK(plateau.steps.at(0).step == "order");
  CHECK(plateau.load.offered == 21);
  CHECK(plateau.load.done == 0);
}

TEST_CASE("stages of a scenario that begins later begin later, and may be of users") {
  RunRecord record = two_scenarios();
  json& late = record.meta["plan"]["scenarios"][0];
  late["start_ns"] = 3 * second;
  late["stages"] = {{{"length_ns", second}, {"users_begin", 0}, {"users_end", 5}},
                    {{"length_ns", second}, {"users_begin", 5}, {"users_end", 5}}};
  Histograms series;
  request(series, "order", true, 10);
  record.intervals = {{0s, 1s, series}, {3s, 1s, series}, {4s, 1s, series}};
  const Summary summary = summarise(record);
  REQUIRE(summary.stages.size() == 2);
  CHECK(summary.stages[0].of_users);
  CHECK(summary.stages[0].begin == 3s);
  CHECK(summary.stages[0].to == 5);
  CHECK(summary.stages[0].totals.count == 1);
  CHECK(summary.stages[1].totals.count == 1);
}

TEST_CASE("failures in the script add up by place, most first, with the first message") {
  RunRecord record = two_scenarios();
  const auto line = [](const char* scenario, const char* where, const char* message, int count) {
    return json{{"scenario", scenario}, {"where", where}, {"message", message}, {"count", count}};
  };
  record.ticks = {{{"at_ns", second},
                   {"rejections", {line("diners", "s.lua:4", "s.lua:4: sold out: 7", 1), line("couriers", "s.lua:4", "x", 2)}},
                   {"script_error_lines", {line("diners", "s.lua:9", "s.lua:9: boom", 5)}}},
                  {{"at_ns", 2 * second}, {"rejections", {line("diners", "s.lua:4", "s.lua:4: sold out: 8", 3)}}}};
  const Summary summary = summarise(record);
  REQUIRE(summary.rejections.size() == 2);
  CHECK(summary.rejections[0].scenario == "diners");
  CHECK(summary.rejections[0].count == 4);
  CHECK(summary.rejections[0].message == "s.lua:4: sold out: 7");
  REQUIRE(summary.script_errors.size() == 1);
  CHECK(summary.script_errors[0].where == "s.lua:9");
  CHECK(summary.script_errors[0].count == 5);
}

TEST_CASE("a run of an older generator has no breakdown, and its figures stand") {
  RunRecord record = two_scenarios();
  record.meta["plan"].erase("scenarios");
  Histograms series;
  request(series, "order", true, 10);
  record.intervals = {{0s, 1s, series}};
  record.ticks = {{{"at_ns", second}, {"offered", 3}, {"done", 3}}};
  const Summary summary = summarise(record);
  CHECK(summary.load.offered == 3);
  CHECK(summary.totals.count == 1);
  CHECK(summary.scenarios.empty());
  CHECK(summary.groups.empty());
  CHECK(summary.tags.empty());
  CHECK(summary.stages.empty());
  CHECK(summary.metrics.empty());
}

TEST_CASE("a breakdown of the wrong kind names the directory and the key") {
  struct Row {
    const char* says;
    json tick;
    const char* key;
  };
  const Row row = GENERATE(values<Row>({{"scenarios a list", {{"scenarios", json::array()}}, "'scenarios'"},
                                        {"a scenario a number", {{"scenarios", {{"diners", 3}}}}, "'scenarios'"},
                                        {"counts of a scenario a text", {{"scenarios", {{"diners", {{"offered", "x"}}}}}}, "'offered'"},
                                        {"rejections an object", {{"rejections", json::object()}}, "'rejections'"},
                                        {"a rejection a number", {{"rejections", {3}}}, "'rejections'"},
                                        {"a place a number", {{"rejections", {{{"where", 3}}}}}, "'where'"},
                                        {"metrics a number", {{"metrics", 3}}, "'metrics'"},
                                        {"a metric of no kind", {{"metrics", {{{"name", "x"}}}}}, "'kind'"},
                                        {"a sum a text", {{"metrics", {{{"name", "x"}, {"kind", "counter"}, {"sum", "1"}}}}}, "'sum'"},
                                        {"a tag a number", {{"metrics", {{{"kind", "rate"}, {"tags", {{"a", 1}}}}}}}, "'a'"}}));
  INFO(row.says);
  RunRecord record = two_scenarios();
  record.ticks = {row.tick};
  record.ticks[0]["at_ns"] = 9 * second;
  CHECK_THROWS_AS(summarise(record), UserError);
  CHECK_THROWS_WITH(summarise(record), Catch::Contains("runs/x") && Catch::Contains(row.key));
}

TEST_CASE("what a stage offered is not known where the record does not count by scenario") {
  RunRecord record = two_scenarios();
  record.ticks = {tick(4, json::object()), tick(5, json::object())};
  for (json& line : record.ticks) line.erase("scenarios");
  const Summary unknown = summarise(record);
  REQUIRE(unknown.stages.size() == 2);
  for (const StageFigures& stage : unknown.stages) CHECK_FALSE(is_counted(unknown, stage));
  record.ticks = {tick(4, {{"diners", {{"offered", 8}}}})};
  const Summary known = summarise(record);
  for (const StageFigures& stage : known.stages) CHECK(is_counted(known, stage));
}
