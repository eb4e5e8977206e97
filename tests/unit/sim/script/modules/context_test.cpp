// ctx, env and what an iteration may be ended by.

#include <catch2/catch.hpp>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;
using Beyond = load::Action::Beyond;

namespace {

const std::string modules = "local http, sleep, check = require 'rushhour.http', require 'rushhour.sleep', require 'rushhour.check'\n";

/// What `body` returns, or why it does not.
std::string result_of(const std::string& body) {
  const Stage stage(modules + "function main(ctx) " + body + " end");
  const auto user = stage.user("main");
  return user->begin(Stage::iteration(4)).kind == Kind::done ? user->result_json() : user->failure();
}

load::Plan plan_with(load::Scenario scenario) {
  load::Plan plan;
  scenario.name = "s";
  scenario.exec = "main";
  scenario.duration = 10s;
  plan.scenarios.push_back(std::move(scenario));
  return plan;
}

std::string result_of(const Stage& stage, load::User& user) {
  auto& lua = dynamic_cast<LuaUser&>(user);
  lua.keep_result();
  return user.begin(stage.iteration()).kind == Kind::done ? lua.result_json() : user.failure();
}

}  // namespace

TEST_CASE("ctx knows user, iteration and scenario, and nothing else") {
  CHECK(result_of("return { ctx.vu, ctx.iter, ctx.scenario, ctx.data == nil }") == R"([1,4,"s",true])");
  CHECK_THAT(result_of("return ctx.iteration"), Catch::StartsWith("s.lua:2: ctx has no 'iteration'"));
  CHECK_THAT(result_of("return ctx.itr"), Catch::Contains("did you mean 'iter'?"));
  CHECK_THAT(result_of("ctx.mine = 1"), Catch::StartsWith("s.lua:2: ctx cannot be changed"));
}

TEST_CASE("ctx.fail ends the iteration from any depth, as rejected by the script and not as its mistake") {
  const std::string how = GENERATE("ctx.fail('no menu')", "ctx:fail('no menu')", "pcall(ctx.fail, 'no menu')",
                                   "(function() (function() ctx.fail('no menu') end)() end)()", "sleep(1) ctx.fail('no menu')");
  const Stage stage(modules + "n = 0\nfunction main(ctx)\n" + how + "\nn = n + 1 end\nfunction count() return n end");
  const auto user = stage.user("main");
  load::Action action = user->begin(Stage::iteration());
  if (action.kind == Kind::sleep) action = user->after_sleep();
  CHECK(action.kind == Kind::rejected);
  CHECK(action.beyond == Beyond::nothing);
  CHECK_THAT(user->failure(), Catch::EndsWith("no menu"));
  if (how.find("pcall") == std::string::npos) CHECK(user->failure() == "s.lua:4: no menu");
  CHECK(user->begin(Stage::iteration()).kind != Kind::failed);  // the coroutine is good for another
}

TEST_CASE("ctx.abort asks for the end of the run and says why") {
  const Stage stage("function main(ctx) ctx.abort('the shop is closed') end");
  const auto user = stage.user("main");
  const load::Action action = user->begin(Stage::iteration());
  CHECK(action.kind == Kind::rejected);
  CHECK(action.beyond == Beyond::abort_run);
  CHECK(user->failure() == "s.lua:1: the shop is closed");
}

TEST_CASE("fail and abort want a reason") {
  CHECK(result_of("ctx.fail()") == "s.lua:2: ctx.fail wants a text that says why, not a no value");
  CHECK(result_of("ctx:abort({})") == "s.lua:2: ctx.abort wants a text that says why, not a table");
}

TEST_CASE("what must wait or end the iteration says so where nothing can") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"table.sort({ 1, 2 }, function() sleep(1) end)", "s.lua:2: sleep cannot be called here"},
      {"string.gsub('a', 'a', function() http.get('/') end)", "s.lua:2: http.get cannot be called here"},
      {"check(1, { fine = function() http.post('/') end })", "s.lua:2: http.post cannot be called here"},
      {"check(1, { fine = function() ctx.fail('x') end })", "s.lua:2: ctx.fail cannot be called here"},
      {"check(1, { fine = function() http.batch { '/' } end })", "s.lua:2: http.batch cannot be called here"},
      {"table.sort({ 1, 2 }, function() sleep.pace(1) end)", "s.lua:2: sleep.pace cannot be called here"},
      {"table.sort({ 1, 2 }, function() sleep.think(1) end)", "s.lua:2: sleep.think cannot be called here"},
  }));
  CHECK_THAT(result_of(std::get<0>(row)), Catch::StartsWith(std::get<1>(row)));
}

TEST_CASE("what must wait may do so within pcall and within metamethods") {
  const Stage stage(modules +
                    "local t = setmetatable({}, { __index = function(_, k) sleep(1) return k end })\n"
                    "function main() local ok, v = pcall(function() return t.dish end) return { ok, v } end");
  const auto user = stage.user("main");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::sleep);
  REQUIRE(user->after_sleep().kind == Kind::done);
  CHECK(user->result_json() == R"([true,"dish"])");
}

TEST_CASE("nothing waits while the script is loaded") {
  const Stage stage("require('rushhour.http').get('/')\nfunction main() end");
  const auto user = stage.user("main");
  CHECK(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK(user->failure() == "s.lua:1: http.get is for the functions that a run plays, not for the loading of the script");
}

TEST_CASE("ctx.running is true until the scenario's end, or until it is stopped") {
  Stage stage("function main(ctx) return { ctx.running(), ctx:running() } end");
  const load::Plan plan = plan_with({});
  stage.host->play(plan);
  const auto user = stage.host->make_user(0, 0);
  CHECK(result_of(stage, *user) == "[true,true]");
  SECTION("its end") {
    stage.clock.set(10s);
    CHECK(result_of(stage, *user) == "[false,false]");
  }
  SECTION("a stop") {
    stage.host->stop(0);
    CHECK(result_of(stage, *user) == "[false,false]");
  }
  CHECK(result_of("return ctx.running()") == "true");  // outside every scenario
}

TEST_CASE("tags of the call go before those of ctx.tag") {
  const Stage stage(modules +
                    "function main(ctx) ctx.tag('b', 'ctx') ctx:tag('c', 7) ctx.tag('gone', 1) ctx.tag('gone', nil)\n"
                    "http.get('/', { tags = { c = true } }) http.get('/') end");
  const auto user = stage.user("main");
  using Tags = std::vector<load::Tag>;
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
  CHECK(user->call(0).tags == Tags{{"c", "true"}, {"b", "ctx"}});
  REQUIRE(user->after_outcome(0, {}, true).kind == Kind::send);
  CHECK(user->call(0).tags == Tags{{"b", "ctx"}, {"c", "7"}});
  CHECK(user->after_outcome(0, {}, true).kind == Kind::done);
}

TEST_CASE("what ctx.tag says is gone with its iteration") {
  const Stage stage(modules + "function main(ctx) if ctx.iter == 0 then ctx.tag('a', 1) end http.get('/') end");
  const auto user = stage.user("main");
  user->begin(Stage::iteration(0));
  CHECK(user->call(0).tags.size() == 1);
  user->after_outcome(0, {}, true);
  user->begin(Stage::iteration(1));
  CHECK(user->call(0).tags.empty());
}

TEST_CASE("tags are few and short") {
  CHECK_THAT(result_of("ctx.tag()"), Catch::Contains("ctx.tag wants a name of 1 to 200 bytes"));
  CHECK_THAT(result_of("ctx.tag('a', {})"), Catch::Contains("ctx.tag wants a text of at most 200 bytes"));
  CHECK_THAT(result_of("ctx.tag('a', string.rep('x', 201))"), Catch::Contains("at most 200 bytes"));
  CHECK_THAT(result_of("for i = 1, 21 do ctx.tag('t' .. i, i) end"), Catch::Contains("ctx.tag keeps at most 20 tags"));
}

TEST_CASE("env is what -e gave, then what the scenario's env says, for its users alone") {
  Stage stage("local env = require 'rushhour.env'\nfunction main() return { env.RATE, env.CITY or 'none', env.NONE == nil } end");
  load::Scenario scenario;
  scenario.env = {{"RATE", "1"}, {"CITY", "Utrecht"}};
  const load::Plan plan = plan_with(scenario);
  stage.host->play(plan);
  CHECK(result_of(stage, *stage.host->make_user(0, 0)) == R"(["50","Utrecht",true])");
  CHECK(result_of(stage, *stage.user("main")) == R"(["50","none",true])");
}
