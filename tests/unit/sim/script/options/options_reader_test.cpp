#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "sim/script/host.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;

namespace {

load::Plan plan_of(const std::string& text) {
  Source source{"", "s.lua", text + "\nfunction go() end", ""};
  HostSettings settings;
  settings.source = &source;
  const HeldClock clock;
  return Host(settings, clock).read_plan();
}

load::Plan scenario(const std::string& options) { return plan_of("options = { scenarios = { a = { exec = 'go', " + options + " } } }"); }

}  // namespace

TEST_CASE("each executor's options become a plan") {
  SECTION("constant-arrival-rate") {
    const load::Plan plan =
        scenario("executor = 'constant-arrival-rate', rate = '30/m', duration = '1m30s', max_vus = 7, on_limit = 'drop'");
    REQUIRE(plan.scenarios.size() == 1);
    const load::Scenario& s = plan.scenarios[0];
    CHECK(s.stages.size() == 1);
    CHECK(s.stages[0].from == Approx(0.5));
    CHECK(s.length() == 90s);
    CHECK(s.max_vus == 7);
    CHECK(s.on_limit == load::OnLimit::drop);
    CHECK(s.graceful_stop == 30s);
  }
  SECTION("ramping-arrival-rate") {
    const load::Plan plan = scenario(
        "executor = 'ramping-arrival-rate', arrivals = 'poisson', start_rate = 5, stages = { { '10s', '20/s' }, { 5, 0 } }, max_vus = 1, "
        "graceful_stop = 2");
    const load::Scenario& s = plan.scenarios[0];
    REQUIRE(s.stages.size() == 2);
    CHECK(s.stages[0].from == 5);
    CHECK(s.stages[0].to == 20);
    CHECK(s.stages[1].from == 20);
    CHECK(s.stages[1].to == 0);
    CHECK(s.spacing == load::Spacing::poisson);
    CHECK(s.graceful_stop == 2s);
    CHECK(plan.length() == 15s);
  }
  SECTION("constant-vus") {
    const load::Scenario s = scenario("executor = 'constant-vus', vus = 12, duration = 2.5").scenarios[0];
    CHECK_FALSE(s.open());
    CHECK(s.max_vus == 12);
    CHECK(s.duration == 2500ms);
  }
}

TEST_CASE("thresholds and warm-up are read beside the scenarios") {
  const load::Plan plan = plan_of(
      "options = { scenarios = { go = { executor = 'constant-vus', duration = '10s' } }, warmup = '2s',\n"
      "thresholds = { response_time = { 'p(99) < 250ms', 'avg < 1s' }, checks = 'rate > 99%' } }");
  CHECK(plan.warmup == 2s);
  REQUIRE(plan.thresholds.size() == 3);
  CHECK(plan.thresholds[0].metric == "checks");
  CHECK(plan.thresholds[1].expression == "p(99) < 250ms");
  CHECK(plan.scenarios[0].exec == "go");  // a scenario plays the function of its name unless it says otherwise
}

TEST_CASE("what code may take is said in limits, or is a second and 64 MB") {
  const std::string head = "options = { scenarios = { go = { executor = 'constant-vus', duration = '10s' } }";
  const load::ScriptLimits unsaid = plan_of(head + " }").limits;
  CHECK(unsaid.script == 1s);
  CHECK(unsaid.memory == 64'000'000);
  const load::ScriptLimits said = plan_of(head + ", limits = { script = '250ms', memory = '1MiB' } }").limits;
  CHECK(said.script == 250ms);
  CHECK(said.memory == 1'048'576);
  CHECK_THROWS_WITH(plan_of(head + ", limits = { script = 0 } }"), Catch::StartsWith("s.lua: options.limits.script: wants at least 100ms"));
  CHECK_THROWS_WITH(plan_of(head + ", limits = { memory = '1KB' } }"),
                    Catch::StartsWith("s.lua: options.limits.memory: wants a number of bytes"));
  CHECK_THROWS_WITH(plan_of(head + ", limits = { cpu = 1 } }"), Catch::StartsWith("s.lua: options.limits.cpu: is no option here"));
  CHECK_THROWS_WITH(plan_of(head + ", limits = 5 }"), Catch::StartsWith("s.lua: options.limits: wants a table, not 5"));
}

TEST_CASE("a wrong option names file, key and what is wanted") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"", "s.lua: sets no global table 'options'"},
      {"options = 5", "s.lua: options: wants a table, not 5"},
      {"options = {}", "s.lua: options.scenarios: is missing"},
      {"options = { scenarios = {} }", "s.lua: options.scenarios: is empty"},
      {"options = { scenario = {} }", "s.lua: options.scenario: is no option here; did you mean 'scenarios'?"},
      {"options = { scenarios = { a = 1 } }", "s.lua: options.scenarios.a: wants a table, not 1"},
      {"options = { scenarios = { ['a b'] = {} } }", "is no name for a scenario"},
      {"options = { scenarios = { a = {} } }", "s.lua: options.scenarios.a.executor: is missing"},
      {"options = { scenarios = { a = { executor = 'constant-arival-rate' } } }", "did you mean 'constant-arrival-rate'?"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', duration = 5, max_vus = 1 } } }",
       "options.scenarios.a.rate: is missing"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 5, max_vus = 1 } } }",
       "options.scenarios.a.duration: is missing"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 5, duration = 1 } } }",
       "options.scenarios.a.max_vus: is missing"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 'fast', duration = 1, max_vus = 1 } } }",
       "wants a rate such as 50"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 1/0, duration = 1, max_vus = 1 } } }",
       "wants a rate such as 50"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 5, duration = {}, max_vus = 1 } } }", "not a table"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 5, duration = 1, max_vus = 1.5 } } }",
       "whole number from 1"},
      {"options = { scenarios = { a = { executor = 'constant-vus', duration = 1, rate = 5 } } }",
       "options.scenarios.a.rate: is no option here"},
      {"options = { scenarios = { a = { executor = 'ramping-arrival-rate', stages = { { 1 } }, max_vus = 1 } } }",
       "stages[1]: wants {duration, rate}"},
      {"options = { scenarios = { a = { executor = 'constant-vus', duration = 1 } } }", "there is no global function 'a'"},
      {"options = { scenarios = { go = { executor = 'constant-vus', duration = 1 } }, warmup = 1 }", "leaves nothing"},
      {"options = { scenarios = { go = { executor = 'constant-vus', duration = 1 } }, thresholds = { respons_time = 'p(99) < 1s' } }",
       "response_time"},
      {"options = { scenarios = { go = { executor = 'constant-vus', duration = 1 } }, thresholds = { response_time = 5 } }", "not 5"},
      {"options = { scenarios = { go = { executor = 'constant-vus', duration = 1 } }, thresholds = { checks = { 'rate > x' } } }",
       "checks"},
  }));
  INFO(std::get<0>(row));
  try {
    plan_of(std::get<0>(row));
    FAIL("it was accepted");
  } catch (const UserError& error) {
    CHECK_THAT(error.what(), Catch::Contains(std::get<1>(row)));
    CHECK(error.exit() == Exit::settings);
  }
}

TEST_CASE("a chunk that throws is a script that does not load") {
  try {
    plan_of("options = {}\nerror('no city today')");
    FAIL("it was accepted");
  } catch (const UserError& error) {
    CHECK_THAT(error.what(), Catch::StartsWith("s.lua:2: no city today"));
    CHECK(error.exit() == Exit::script);
  }
}
