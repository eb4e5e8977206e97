#include "sim/load/record/tick.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/load/record/tick_line.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

TEST_CASE("ticks of workers add up, and every worker's processor share stands beside the others") {
  Tick one, two;
  one.offered = 3;
  one.errors = {{"http 500", 1}};
  one.checks = {{"c", {1, 2}}};
  one.cpu = {0.5};
  one.scenarios.resize(1);
  one.scenarios[0].offered = 3;
  two.offered = 4;
  two.errors = {{"http 500", 2}, {"tls", 1}};
  two.checks = {{"c", {10, 20}}};
  two.cpu = {0.25};
  two.warnings = {"full"};
  two.scenarios.resize(2);
  two.scenarios[0].offered = 1;
  two.scenarios[1].offered = 3;
  one.merge(two);
  CHECK(one.offered == 7);
  CHECK(one.errors == std::map<std::string, std::uint64_t>{{"http 500", 3}, {"tls", 1}});
  CHECK(one.checks.at("c") == std::pair<std::uint64_t, std::uint64_t>{11, 22});
  CHECK(one.cpu == std::vector<double>{0.5, 0.25});
  REQUIRE(one.scenarios.size() == 2);
  CHECK(one.scenarios[0].offered == 4);
  CHECK(one.scenarios[1].offered == 3);
  CHECK(one.warnings == std::set<std::string>{"full"});
}

TEST_CASE("metrics of workers merge by name, scenario and tags, and the later of two last values stays") {
  const MetricKey depth{"depth", MetricKind::gauge, 0, {}}, orders{"orders", MetricKind::counter, 0, {{"zone", "north"}}};
  Tick one, two;
  one.metrics[depth].add(MetricKind::gauge, 5, 2s);
  one.metrics[depth].add(MetricKind::gauge, 9, 3s);
  two.metrics[depth].add(MetricKind::gauge, 1, 2500ms);
  one.metrics[orders].add(MetricKind::counter, 1.5, 1s);
  two.metrics[orders].add(MetricKind::counter, 2, 1s);
  two.metrics[{"orders", MetricKind::counter, 0, {}}].add(MetricKind::counter, 7, 1s);
  SECTION("in one order") { one.merge(two); }
  SECTION("in the other") {
    two.merge(one);
    one = two;
  }
  CHECK(one.metrics.size() == 3);
  CHECK(one.metrics[depth].last == 9);
  CHECK(one.metrics[depth].last_at == 3s);
  CHECK(one.metrics[depth].min == 1);
  CHECK(one.metrics[depth].max == 9);
  CHECK(one.metrics[depth].count == 3);
  CHECK(one.metrics[orders].sum == 3.5);
  CHECK(one.metrics[orders].count == 2);
}

TEST_CASE("a rate counts what was not zero") {
  MetricFigures figures;
  for (const double value : {1.0, 0.0, -2.0, 0.0, 0.5}) figures.add(MetricKind::rate, value, 1s);
  CHECK(figures.count == 5);
  CHECK(figures.hits == 3);
}

TEST_CASE("failures are folded by the file:line they begin with") {
  struct Row {
    const char* says;
    const char* message;
    const char* place;
  };
  const Row row = GENERATE(values<Row>({
      {"as Lua has it", "shop.lua:12: attempt to index a nil value", "shop.lua:12"},
      {"in a folder", "lib/a b.lua:7: x", "lib/a b.lua:7"},
      {"a colon in the message alone", "shop.lua:12: got 5:6", "shop.lua:12"},
      {"a name with a colon", "C:x.lua:3: boom", "C:x.lua:3"},
      {"nothing behind the line", "shop.lua:12", "shop.lua:12"},
      {"no line at all", "sold out", "sold out"},
      {"no file", ":12: x", ":12: x"},
      {"nothing", "", ""},
  }));
  INFO(row.says);
  Failures failures;
  note(failures, 1, row.message);
  note(failures, 1, row.message, 2);
  REQUIRE(failures.size() == 1);
  CHECK(failures.at({1, row.place}).count == 3);
  CHECK(failures.at({1, row.place}).message == row.message);
}

TEST_CASE("the first message of a place stays, scenarios stand apart, and beyond fifty places the rest share one") {
  Failures failures;
  note(failures, 0, "s.lua:1: first");
  note(failures, 0, "s.lua:1: second");
  note(failures, 1, "s.lua:1: elsewhere");
  CHECK(failures.at({0, "s.lua:1"}).message == "s.lua:1: first");
  CHECK(failures.at({0, "s.lua:1"}).count == 2);
  CHECK(failures.at({1, "s.lua:1"}).count == 1);
  for (int line = 2; line < 100; ++line) note(failures, 0, "s.lua:" + std::to_string(line) + ": x");
  CHECK(failures.size() == 51);
  CHECK(failures.at({0, "(other)"}).count == 98 - 48);
}

namespace {

Plan one_scenario() {
  Plan plan;
  plan.scenarios.resize(1);
  plan.scenarios[0].name = "diners";
  plan.scenarios[0].max_vus = 7;
  return plan;
}

}  // namespace

TEST_CASE("a tick's line says of every scenario what it says of all") {
  Tick tick;
  tick.scenarios.resize(1);
  tick.scenarios[0].offered = tick.offered = 3;
  tick.scenarios[0].rejected = tick.rejected = 1;
  tick.scenarios[0].checks["c"] = tick.checks["c"] = {2, 1};
  const nlohmann::json line = tick_line(2s, tick, one_scenario());
  CHECK(line.at("at_ns") == 2'000'000'000);
  for (const auto* part : {&line, &line.at("scenarios").at("diners")}) {
    CHECK(part->at("offered") == 3);
    CHECK(part->at("rejected") == 1);
    CHECK(part->at("users_permitted") == 7);
    CHECK(part->at("checks").at("c") == nlohmann::json({2, 1}));
    CHECK(part->at("errors") == nlohmann::json::object());
  }
  CHECK(line.at("metrics") == nlohmann::json::array());
  CHECK_FALSE(line.contains("rejections"));
  CHECK_FALSE(line.contains("script_error_lines"));
}

TEST_CASE("a tick's line holds each metric with the figures of its kind") {
  Tick tick;
  tick.metrics[{"depth", MetricKind::gauge, 0, {}}].add(MetricKind::gauge, 4, 1500ms);
  tick.metrics[{"hit", MetricKind::rate, 0, {}}].add(MetricKind::rate, 1, 1s);
  tick.metrics[{"orders", MetricKind::counter, 0, {{"zone", "north"}}}].add(MetricKind::counter, 2.5, 1s);
  using nlohmann::json;
  CHECK(
      tick_line(2s, tick, one_scenario()).at("metrics") ==
      json::array(
          {{{"name", "depth"},
            {"kind", "gauge"},
            {"scenario", "diners"},
            {"tags", json::object()},
            {"count", 1},
            {"last", 4.0},
            {"last_ns", 1'500'000'000},
            {"min", 4.0},
            {"max", 4.0}},
           {{"name", "hit"}, {"kind", "rate"}, {"scenario", "diners"}, {"tags", json::object()}, {"count", 1}, {"hits", 1}},
           {{"name", "orders"}, {"kind", "counter"}, {"scenario", "diners"}, {"tags", {{"zone", "north"}}}, {"count", 1}, {"sum", 2.5}}}));
}

TEST_CASE("a tick's line names the places at which scripts failed and rejected") {
  Tick tick;
  note(tick.rejections, 0, "s.lua:4: sold out", 2);
  note(tick.script_error_lines, 0, "s.lua:9: boom");
  const nlohmann::json line = tick_line(1s, tick, one_scenario());
  CHECK(line.at("rejections") ==
        nlohmann::json::array({{{"scenario", "diners"}, {"where", "s.lua:4"}, {"message", "s.lua:4: sold out"}, {"count", 2}}}));
  CHECK(line.at("script_error_lines").at(0).at("where") == "s.lua:9");
}
