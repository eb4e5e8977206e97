#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "sim/script/host.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;

namespace {

load::Plan plan_of(const std::string& text, const load::Overrides& overrides = {}) {
  Source source{"", "s.lua", text + "\nfunction go() end", ""};
  HostSettings settings;
  settings.source = &source;
  const HeldClock clock;
  return Host(settings, clock).read_plan(overrides);
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
  SECTION("ramping-vus") {
    const load::Scenario s =
        scenario("executor = 'ramping-vus', start_vus = 3, stages = { { '10s', 20 }, { 5, 0 } }, graceful_ramp_down = 4, pace = '1s'")
            .scenarios[0];
    REQUIRE(s.stages.size() == 2);
    CHECK(s.stages[0].from == 3);
    CHECK(s.stages[1].from == 20);
    CHECK(s.max_vus == 20);
    CHECK(s.graceful_ramp_down == 4s);
    CHECK(s.pace == 1s);
    CHECK(s.length() == 15s);
    CHECK(scenario("executor = 'ramping-vus', stages = { { 5, 0 } }").scenarios[0].max_vus == 1);  // the one that it begins with
  }
  SECTION("per-vu-iterations") {
    const load::Scenario s = scenario("executor = 'per-vu-iterations', vus = 4, iterations = 3, max_duration = '1m'").scenarios[0];
    CHECK(s.executor == load::Executor::per_vu_iterations);
    CHECK(s.max_vus == 4);
    CHECK(s.iterations == 3);
    CHECK(s.length() == 1min);
  }
  SECTION("shared-iterations") {
    const load::Scenario s = scenario("executor = 'shared-iterations'").scenarios[0];
    CHECK(s.executor == load::Executor::shared_iterations);
    CHECK(s.max_vus == 1);
    CHECK(s.iterations == 1);
    CHECK(s.length() == 10min);
  }
}

TEST_CASE("what all executors have is read for each") {
  const load::Plan plan = plan_of(R"(options = { tags = { build = 7 }, series_tags = { 'zone' }, scenarios = {
    go = { executor = 'constant-vus', duration = 1 },
    late = { executor = 'shared-iterations', exec = 'go', start_time = '5s', graceful_stop = 0,
             tags = { zone = 'north', vip = true }, env = { RATE = 5 } } } })");
  REQUIRE(plan.scenarios.size() == 2);
  const load::Scenario& s = plan.scenarios[1];
  CHECK(s.start_time == 5s);
  CHECK(s.graceful_stop == 0s);
  CHECK(s.tags == std::vector<load::Tag>{{"vip", "true"}, {"zone", "north"}});
  CHECK(s.env == std::map<std::string, std::string>{{"RATE", "5"}});
  CHECK(plan.tags == std::vector<load::Tag>{{"build", "7"}});
  CHECK(plan.series_tags == std::vector<std::string>{"zone"});
}

TEST_CASE("a load may be stated in short, as k6 has it") {
  const std::string play = "\nfunction default() end";
  SECTION("users for a time") {
    const load::Scenario s = plan_of("options = { vus = 10, duration = '30s' }" + play).scenarios.at(0);
    CHECK(s.name == "default");
    CHECK(s.exec == "default");
    CHECK(s.executor == load::Executor::constant_vus);
    CHECK(s.max_vus == 10);
    CHECK(s.length() == 30s);
  }
  SECTION("stages") {
    const load::Scenario s = plan_of("options = { stages = { { 5, 10 } } }" + play).scenarios.at(0);
    CHECK(s.executor == load::Executor::ramping_vus);
    CHECK(s.stages.at(0).from == 1);
    CHECK(s.max_vus == 10);
  }
  SECTION("iterations") {
    const load::Scenario s = plan_of("options = { vus = 2, iterations = 10, duration = '1m' }" + play).scenarios.at(0);
    CHECK(s.executor == load::Executor::shared_iterations);
    CHECK(s.max_vus == 2);
    CHECK(s.iterations == 10);
    CHECK(s.length() == 1min);
  }
}

TEST_CASE("where flags state a load, a script need not") {
  const std::string play = "function default() end";
  CHECK(plan_of(play, {.vus = 3, .duration = 2s}).scenarios.at(0).max_vus == 3);
  CHECK(plan_of("options = { warmup = 1 }\n" + play, {.duration = 2s}).length() == 2s);
  CHECK(plan_of(play, {.iterations = 5}).scenarios.at(0).executor == load::Executor::shared_iterations);
  CHECK_THROWS_WITH(plan_of("", {.duration = 2s}), Catch::Contains("there is no global function 'default'"));
  CHECK_THROWS_WITH(plan_of(play, {.vus = 3}), Catch::Contains("sets no global table 'options'"));
}

TEST_CASE("what else the options say is judged by the load that flags make of them") {
  const std::string text = "options = { scenarios = { go = { executor = 'constant-vus', duration = 10 } }, warmup = 2 }";
  CHECK(plan_of(text, {.duration = 3s}).length() == 3s);
  CHECK_THROWS_WITH(plan_of(text, {.duration = 2s}), Catch::Contains("options.warmup: is 2.00s, which leaves nothing of a plan of 2.00s"));
  try {
    plan_of(text, {.scenarios = {"come"}});
    FAIL("it was accepted");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
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

// What k6 calls something is no option here, but the message says what is.
TEST_CASE("a word of k6's is answered with ours") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"preAllocatedVUs = 5", "options.scenarios.a.preAllocatedVUs: is no option here; here that is max_vus"},
      {"maxVUs = 5", "here that is max_vus"},
      {"timeUnit = '1s'", "here that is part of the rate, as in \"500/s\""},
      {"startTime = '5s'", "here that is start_time"},
      {"gracefulStop = '5s'", "here that is graceful_stop"},
  }));
  CHECK_THROWS_WITH(scenario("executor = 'constant-arrival-rate', rate = 5, duration = 1, max_vus = 1, " + std::get<0>(row)),
                    Catch::EndsWith(std::get<1>(row)) || Catch::Contains(std::get<1>(row)));
  CHECK_THROWS_WITH(scenario("executor = 'ramping-arrival-rate', startRate = 5, stages = { { 1, 1 } }, max_vus = 1"),
                    Catch::EndsWith("here that is start_rate"));
  CHECK_THROWS_WITH(scenario("executor = 'ramping-vus', startVUs = 5, stages = { { 1, 1 } }"), Catch::EndsWith("here that is start_vus"));
  CHECK_THROWS_WITH(scenario("executor = 'shared-iterations', maxDuration = 5"), Catch::EndsWith("here that is max_duration"));
  CHECK_THROWS_WITH(plan_of("options = { insecureSkipTLSVerify = true }"), Catch::Contains("verify = false"));
}

// Every key of every executor, with a value of each type that it cannot have: the message names the path and what is wanted.
TEST_CASE("no key of a scenario takes a value of a wrong type") {
  struct Row {
    const char* executor;
    const char* rest;
    std::vector<const char*> durations, counts, tables;
  };
  const Row rows[] = {
      {"constant-arrival-rate", "rate = 5, duration = 1, max_vus = 1", {"duration", "max_wait"}, {"max_vus", "max_queue"}, {}},
      {"ramping-arrival-rate", "stages = { { 1, 1 } }, max_vus = 1", {"max_wait"}, {"max_vus", "max_queue"}, {"stages"}},
      {"constant-vus", "duration = 1", {"duration", "pace"}, {"vus"}, {}},
      {"ramping-vus", "stages = { { 1, 1 } }", {"graceful_ramp_down", "pace"}, {"start_vus"}, {"stages"}},
      {"per-vu-iterations", "vus = 1", {"max_duration", "pace"}, {"vus", "iterations"}, {}},
      {"shared-iterations", "vus = 1", {"max_duration", "pace"}, {"vus", "iterations"}, {}},
  };
  const auto refused = [](const Row& row, const std::string& key, const char* value) {
    // A later field of a table constructor goes before an earlier one of the same name.
    const std::string text = std::string("executor = '") + row.executor + "', " + row.rest + ", " + key + " = " + value;
    INFO(text);
    CHECK_THROWS_WITH(scenario(text), Catch::StartsWith("s.lua: options.scenarios.a." + key));
  };
  for (const Row& row : rows) {
    for (const char* key : {"start_time", "graceful_stop"})
      for (const char* value : {"'soon'", "{}", "true", "-1", "0/0", "1/0", "''", "function() end"}) refused(row, key, value);
    for (const char* key : row.durations)
      for (const char* value : {"'soon'", "{}", "true", "-1", "0/0", "1/0", "''", "function() end"}) refused(row, key, value);
    for (const char* key : row.counts)
      for (const char* value : {"'5'", "{}", "true", "-1", "1.5", "0/0", "1/0", "1e300", "function() end"}) refused(row, key, value);
    for (const char* key : row.tables)
      for (const char* value : {"'5'", "{}", "true", "5", "{ 5 }", "{ { 1 } }", "{ { 1, 2, 3 } }", "{ { 'x', 1 } }", "{ { 1, 'x' } }",
                                "{ { 1, -1 } }", "{ { 1, 0/0 } }", "{ { 0, 1 } }", "{ { duration = 1, target = 1 } }"})
        refused(row, key, value);
    for (const char* key : {"tags", "env"})
      for (const char* value : {"'5'", "{ 5 }", "true", "{ a = {} }", "{ a = function() end }"}) refused(row, key, value);
    for (const char* value : {"{ ['a b'] = 1 }", "{ step = 1 }", "{ a = '' }"}) refused(row, "tags", value);
    for (const char* value : {"5", "{}", "true"}) refused(row, "exec", value);
  }
}

TEST_CASE("a wrong option names file, key and what is wanted") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"", "s.lua: sets no global table 'options'"},
      {"options = 5", "s.lua: options: wants a table, not 5"},
      {"options = {}", "s.lua: options.scenarios: is missing"},
      {"options = { vus = 1, duration = 1, scenarios = {} }", "s.lua: options.vus: goes without scenarios"},
      {"options = { vus = 1 }", "s.lua: options.duration: is missing"},
      {"options = { duration = 0 }", "s.lua: options.duration: is zero"},
      {"options = { stages = { { 1, 1 } }, iterations = 3 }", "s.lua: options.iterations: goes without stages"},
      {"options = { vus = 0, stages = { { 1, 0 } } }", "s.lua: options.stages: never have a user"},
      {"options = { vus = 3, iterations = 2 }", "s.lua: options.iterations: is 2, which 3 users cannot share"},
      {"options = { vus = 3, duration = 2 }", "there is no global function 'default'"},
      {"options = { vus = 3, duration = 2, series_tags = { 'a', 'b', 'c', 'd' } }", "options.series_tags: are 4; at most 3"},
      {"options = { vus = 3, duration = 2, series_tags = { 'a', 'a' } }", "options.series_tags: names a tag twice"},
      {"options = { vus = 3, duration = 2, series_tags = { 'step' } }", "'step' is a word of rushhour's own"},
      {"options = { vus = 3, duration = 2, series_tags = 5 }", "options.series_tags: wants a text or a list"},
      {"options = { vus = 3, duration = 2, tags = { 5 } }", "options.tags: wants names as keys"},
      {"options = { scenarios = { a = { executor = 'ramping-vus', start_vus = 0, stages = { { 1, 0 } } } } }", "never have a user"},
      {"options = { scenarios = { a = { executor = 'ramping-vus' } } }", "stages: is missing; a ramp wants stages such as {{\"20s\", 100}"},
      {"options = { scenarios = { a = { executor = 'constant-vus', duration = 0 } } }", "duration: is zero"},
      {"options = { scenarios = { a = { executor = 'constant-arrival-rate', rate = 0, duration = 1, max_vus = 1 } } }", "rate: is zero"},
      {"options = { scenarios = { a = { executor = 'constant-vus', duration = 1, grateful_stop = 1 } } }",
       "options.scenarios.a.grateful_stop: is no option here; did you mean 'graceful_stop'?"},
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
