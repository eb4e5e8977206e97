#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

namespace {

load::Outcome answer(int status, std::string body) {
  load::Outcome outcome;
  outcome.status = status;
  outcome.body = std::move(body);
  outcome.headers.add("Content-Type", "application/json");
  outcome.done = 4ms;
  outcome.sent = 1ms;
  return outcome;
}

/// What `body` returns, as JSON, or the failure.
std::string result_of(const std::string& body, const std::string& setup_json = "") {
  const Stage stage(
      "local json, random, env = require 'rushhour.json', require 'rushhour.random', require 'rushhour.env'\n"
      "local check = require 'rushhour.check'\nfunction main(ctx) " +
          body + "\nend",
      setup_json);
  const auto user = stage.user("main");
  return user->begin(Stage::iteration()).kind == Kind::done ? user->result_json() : "failed: " + user->failure();
}

}  // namespace

TEST_CASE("a script that does not parse is the user's mistake, named by file and line") {
  CHECK_THROWS_WITH(Stage("local a = 1\nlocal b = = 2\n"), Catch::StartsWith("s.lua:2:"));
  try {
    Stage("function (");
    FAIL("it parsed");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::script);
  }
}

TEST_CASE("a request is what the script said, and its answer is what the call returns") {
  const Stage stage(R"(
local http = require "rushhour.http"
function order()
  local r = http.post("/api/orders?x=1", { json = { b = 2, a = { 1, "two" } } },
    { name = "place order", expect = { 201, 409 }, headers = { ["X-B"] = "b", ["X-A"] = 1 }, timeout = "250ms" })
  return { r.status, r.ok, r:json("id"), r:json("lines.1.dish"), r.body, r.headers["content-type"], r.error == nil, r.service_time }
end)");
  const auto user = stage.user("order");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
  const load::Call& call = user->call(0);
  CHECK(call.request.method == "POST");
  CHECK(call.request.url == "/api/orders?x=1");
  CHECK(call.request.body == R"({"a":[1,"two"],"b":2})");
  CHECK(call.request.timeout == 250ms);
  CHECK(call.step == "place order");
  CHECK(call.expected == std::vector<int>{201, 409});
  REQUIRE(call.request.headers.size() == 3);
  CHECK(call.request.headers[1].name == "X-A");
  CHECK(call.request.headers[1].value == "1");
  const std::string body = R"({"id":"o-7","lines":[{"dish":1},{"dish":5}]})";
  REQUIRE(user->after_outcome(0, answer(201, body), true).kind == Kind::done);
  CHECK(nlohmann::json::parse(user->result_json()) == nlohmann::json{201, true, "o-7", 5, body, "application/json", true, 3.0});
}

TEST_CASE("trouble on the network is a value and no error") {
  const Stage stage(
      "local http = require 'rushhour.http'\n"
      "function go() local r = http.get('/') return { r.ok, r.status, r.error.kind, r:json() == nil } end");
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
  load::Outcome outcome;
  outcome.trouble = load::Trouble::read_timeout;
  REQUIRE(user->after_outcome(0, std::move(outcome), false).kind == Kind::done);
  CHECK(user->result_json() == R"([false,0,"read timeout",true])");
}

TEST_CASE("a step without a name is called by method and path, without query and host") {
  const auto named =
      GENERATE(table<std::string, std::string>({{"/a/b?c=d", "GET /a/b"}, {"http://h:80/x#y", "GET /x"}, {"https://h", "GET "}}));
  const Stage stage("local http = require 'rushhour.http'\nfunction go() http.get('" + std::get<0>(named) + "') end");
  const auto user = stage.user("go");
  user->begin(Stage::iteration());
  CHECK(user->call(0).step == std::get<1>(named));
}

TEST_CASE("a mistake in a call names its line and what was meant") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"http.get()", "s.lua:3: http wants a path or a URL first"},
      {"http.get('/', { nme = 'x' })", "s.lua:3: params has no 'nme'; did you mean 'name'?"},
      {"http.get('/', { expect = 'x' })", "s.lua:3: expect wants a status"},
      {"http.get('/', { timeout = 0 })", "s.lua:3: timeout wants a duration"},
      {"http.post('/', { jsn = {} })", "s.lua:3: a body has no 'jsn'; did you mean 'json'?"},
      {"http.post('/', { json = { print } })", "s.lua:3: json cannot hold a function"},
      {"http.post('/', { json = { 0 / 0 } })", "s.lua:3: json cannot hold a number that is not finite"},
      {"http.request('get', '/')", "s.lua:3: http.request wants a method in capital letters"},
      {"sleep(-1)", "s.lua:3: sleep wants seconds"},
      {"sleep('soon')", "s.lua:3: sleep wants seconds"},
      {"undefined()", "s.lua:3: attempt to call a nil value (global 'undefined')"},
      {"require 'rushhour.htp'", "there is no module 'rushhour.htp'"},
      {"require '../../etc/passwd'", "is no name of a module"},
      {"math.randomseed(1)", "random numbers come from the run's seed"},
  }));
  const Stage stage("local http, sleep = require 'rushhour.http', require 'rushhour.sleep'\nfunction go()\n" + std::get<0>(row) + "\nend");
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(user->failure(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("a user goes on after an error in one of its iterations") {
  const Stage stage("local n = 0\nfunction go() n = n + 1 if n == 1 then error('once') end return n end");
  const auto user = stage.user("go");
  CHECK(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(user->result_json() == "2");
}

TEST_CASE("globals and locals of the chunk belong to the user") {
  const Stage stage("count = 0\nlocal here = 0\nfunction go() count = count + 1 here = here + 1 return { count, here } end");
  const auto one = stage.user("go");
  const auto two = stage.user("go");
  one->begin(Stage::iteration());
  one->begin(Stage::iteration());
  two->begin(Stage::iteration());
  CHECK(one->result_json() == "[2,2]");
  CHECK(two->result_json() == "[1,1]");
}

TEST_CASE("what an iteration draws depends on the seed and its number alone") {
  const Stage stage(
      "local random = require 'rushhour.random'\nfunction go() return { math.random(1000000), random.uuid(), random.zipf(200, 1.1) } end");
  const auto one = stage.user("go");
  const auto two = stage.user("go", 5);
  one->begin(Stage::iteration(1));
  one->begin(Stage::iteration(2));
  two->begin(Stage::iteration(2));
  CHECK(one->result_json() == two->result_json());
  two->begin(Stage::iteration(3));
  CHECK(one->result_json() != two->result_json());
}

TEST_CASE("sleep hands out its duration, and the iteration goes on behind it") {
  const Stage stage("local sleep = require 'rushhour.sleep'\nfunction go() sleep('1m30s') sleep(0.25) return 'awake' end");
  const auto user = stage.user("go");
  const load::Action first = user->begin(Stage::iteration());
  CHECK(first.kind == Kind::sleep);
  CHECK(first.length == 90s);
  CHECK(user->after_sleep().length == 250ms);
  CHECK(user->after_sleep().kind == Kind::done);
  CHECK(user->result_json() == "\"awake\"");
}

TEST_CASE("small functions say what they should") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"return env.RATE", "\"50\""},
      {"return env.NONE == nil", "true"},
      {"env.RATE = 1", "failed: s.lua:3: env is what -e K=V and the scenario's env gave and cannot be changed"},
      {"return json.encode({ 1, { b = json.null, a = 'x\"\\n' } })", R"("[1,{\"a\":\"x\\\"\\n\",\"b\":null}]")"},
      {"return json.encode({})", "\"{}\""},
      {"return json.encode(json.empty_array)", "\"[]\""},
      {"return json.decode('[1, {\"a\": [true, null]}]')", R"([1,{"a":[true,null]}])"},
      {"return json.decode('{\"a\": [5, 6]}', 'a.1')", "6"},
      {"return json.decode('{')", "failed: s.lua:3: json.decode was given a text that is not JSON"},
      {"return os.time()", "1700000000"},
      {"return os.date('!%F')", "\"2023-11-14\""},
      {"return os.clock()", "0"},
      {"return require('rushhour.clock').now()", "0"},
      {"return require('rushhour.clock').unix()", "1700000000"},
      {"return { load == nil, dofile == nil, io == nil, debug == nil, os.execute == nil, coroutine == nil, package == nil }",
       "[true,true,true,true,true,true,true]"},
      {"setmetatable({}, { __gc = print })", "failed: s.lua:3: __gc is not for scenarios"},
      {"return check(5, { fine = true, good = function(v) return v == 5 end })", "true"},
      {"return check(5, { bad = function(v) return v.x.y end })", "false"},
      {"return random.integer(3, 3)", "3"},
      {"return random.chance(1)", "true"},
      {"return #random.string(12)", "12"},
      {"return random.pick({ 'only' })", "\"only\""},
      {"return random.lognormal('3s', 0)", "3"},
      {"return ctx.vu", "1"},
      {"return ctx.scenario", "\"s\""},
  }));
  INFO(std::get<0>(row));
  CHECK(result_of(std::get<0>(row)) == std::get<1>(row));
}

TEST_CASE("setup's data can be read, walked and sent, but not changed") {
  const std::string data = R"({"city":{"zones":["a","b"]},"n":3})";
  CHECK(result_of("return ctx.data.city.zones[2]", data) == "\"b\"");
  CHECK(result_of("return #ctx.data.city.zones", data) == "2");
  CHECK(result_of("local n = 0 for k, v in pairs(ctx.data) do n = n + 1 end return n", data) == "2");
  CHECK(result_of("return ctx.data", data) == data);
  CHECK_THAT(result_of("ctx.data.city.zones[3] = 'c'", data), Catch::Contains("frozen"));
}

TEST_CASE("zipf gives rank k in proportion to its power") {
  const double s = GENERATE(0.0, 0.7, 1.0, 1.5);
  const std::string count = result_of("local n = {0,0,0,0,0} for i = 1, 50000 do local k = random.zipf(5, " + std::to_string(s) +
                                      ") n[k] = n[k] + 1 end return n");
  const auto drawn = nlohmann::json::parse(count);
  double total = 0;
  for (int k = 1; k <= 5; ++k) total += std::pow(k, -s);
  double chi2 = 0;
  for (int k = 1; k <= 5; ++k) {
    const double expected = 50000 * std::pow(k, -s) / total;
    chi2 += std::pow(drawn[static_cast<std::size_t>(k - 1)].get<double>() - expected, 2) / expected;
  }
  INFO(count);
  CHECK(chi2 < 18.5);  // 0.1 % point of four degrees of freedom
}

TEST_CASE("a body deeper than any honest one and a text with every byte survive the way to JSON and back") {
  CHECK_THAT(result_of("local t = {} for i = 1, 100 do t = { t } end return json.encode(t)"), Catch::Contains("deeper than 64"));
  CHECK(result_of("local s = '' for i = 1, 127 do s = s .. string.char(i) end return json.decode(json.encode({ s }))[1] == s") == "true");
}

TEST_CASE("users share the table of options, which none of them can change") {
  const Stage stage(
      "options = { scenarios = { s = { executor = 'constant-vus', exec = 'go', vus = 2, duration = 1 } } }\n"
      "function go() return { options.scenarios.s.vus, tostring(options) } end\n"
      "function change() options.scenarios.s.vus = 5 end");
  load::Plan plan = stage.host->read_plan();
  CHECK(plan.scenarios[0].max_vus == 2);
  stage.host->play(plan);
  std::vector<std::string> seen;
  for (std::uint64_t vu = 0; vu < 2; ++vu) {
    const auto user = stage.host->make_user(0, vu);
    auto& lua = dynamic_cast<LuaUser&>(*user);
    lua.keep_result();
    REQUIRE(user->begin(Stage::iteration()).kind == Kind::done);
    seen.push_back(lua.result_json());
  }
  CHECK_THAT(seen[0], Catch::StartsWith("[2,"));
  CHECK(seen[0] == seen[1]);
  plan.scenarios[0].exec = "change";
  const auto user = stage.host->make_user(0, 2);
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(user->failure(), Catch::Contains("frozen"));
}

TEST_CASE("a call is lent while its request is under way, and users that wait hold none") {
  const Stage stage(
      "local http, sleep = require 'rushhour.http', require 'rushhour.sleep'\n"
      "function go() http.post('/', 'body') sleep(1) http.get('/next') end\n"
      "function slip() http.get('/', { timeout = 'soon' }) end");
  const auto one = stage.user("go");
  const auto two = stage.user("go");
  REQUIRE(one->begin(Stage::iteration()).kind == Kind::send);
  REQUIRE(two->begin(Stage::iteration()).kind == Kind::send);
  const load::Call* const lent = &one->call(0);
  CHECK(&two->call(0) != lent);
  REQUIRE(one->after_outcome(0, answer(200, ""), true).kind == Kind::sleep);
  const auto three = stage.user("slip");
  CHECK(three->begin(Stage::iteration()).kind == Kind::failed);  // gives back what it took
  const auto four = stage.user("go");
  REQUIRE(four->begin(Stage::iteration()).kind == Kind::send);
  CHECK(&four->call(0) == lent);
  CHECK(four->call(0).request.body == "body");
  REQUIRE(one->after_sleep().kind == Kind::send);
  CHECK(&one->call(0) != lent);
  CHECK(one->call(0).request.url == "/next");
  CHECK(one->call(0).request.body.empty());
  one->cancel();
  two->cancel();
}

TEST_CASE("an instance whose chunk throws fails each of its iterations with that message") {
  const Stage stage("if require('rushhour.env').RATE then error('closed today') end function go() end");
  const auto one = stage.user("go");
  CHECK(one->begin(Stage::iteration()).kind == Kind::failed);
  CHECK(one->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(one->failure(), Catch::StartsWith("s.lua:1: closed today"));
}
