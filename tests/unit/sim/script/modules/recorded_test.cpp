// What scripts note besides their requests: groups and metrics of their own.

#include <catch2/catch.hpp>

#include "sim/load/record/recorder.hpp"
#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

namespace {

load::Plan plan_of_one() {
  load::Plan plan;
  load::Scenario scenario;
  scenario.name = "s";
  scenario.exec = "go";
  scenario.duration = 60s;
  plan.scenarios.push_back(std::move(scenario));
  plan.series_tags = {"zone"};
  return plan;
}

/// A user whose script is recorded; the test says at which instants it is resumed.
struct Recorded {
  explicit Recorded(const std::string& text)
      : stage(
            "local http, group, metrics, sleep = require 'rushhour.http', require 'rushhour.group', require 'rushhour.metrics', require "
            "'rushhour.sleep'\n" +
            text) {
    stage.host->note_in(recorder);
    stage.host->play(plan);
    user = stage.user("go");
  }
  load::Action begin(Instant at = 1s) {
    recorder.playing(0, at);
    return user->begin(Stage::iteration());
  }
  load::Action wake(Instant at) {
    recorder.playing(0, at);
    return user->after_sleep();
  }
  load::Action answer(Instant at, std::size_t call = 0) {
    recorder.playing(0, at);
    load::Outcome outcome;
    outcome.status = 200;
    outcome.sent = at - 1ms;
    outcome.done = at;
    return user->after_outcome(call, std::move(outcome), true);
  }

  load::Plan plan = plan_of_one();
  load::Recorder recorder{plan};
  Stage stage;
  std::unique_ptr<LuaUser> user;
};

latency::Series group_series(const std::string& path) { return {"s", "", "group", true, false, {{"group", path}}}; }

}  // namespace

TEST_CASE("a group passes values through, and its requests carry the path of the groups they are in") {
  Recorded run(R"(function go()
  local a, b, c = group("outer", function(x, ...)
    http.get("/1")
    group("inner", function() http.get("/2") end)
    http.get("/3")
    return x, select("#", ...), nil
  end, "x", nil, nil)
  http.get("/4")
  return { a, b, c == nil }
end)");
  REQUIRE(run.begin().kind == Kind::send);
  CHECK(run.user->call(0).group == "outer");
  REQUIRE(run.answer(2s).kind == Kind::send);
  CHECK(run.user->call(0).group == "outer/inner");
  REQUIRE(run.answer(2500ms).kind == Kind::send);
  CHECK(run.user->call(0).group == "outer");
  REQUIRE(run.answer(3s).kind == Kind::send);
  CHECK(run.user->call(0).group.empty());
  REQUIRE(run.answer(9s).kind == Kind::done);
  CHECK(run.user->result_json() == R"(["x",2,true])");
  const auto interval = run.recorder.take_interval(0s, 10s);
  CHECK(interval.series.at(group_series("outer")).max() == Approx(2e9).epsilon(0.001));
  CHECK(interval.series.at(group_series("outer/inner")).max() == Approx(5e8).epsilon(0.001));
}

TEST_CASE("an error closes the groups that it leaves, and stays the error that it was") {
  Recorded run(R"(function go()
  local ok, message = pcall(group, "outer", function() group("inner", function() sleep(1) error("oh") end) end)
  http.get("/after")
  return { ok, message }
end
function fail() group("a", function() error({ code = 7 }) end) end)");
  REQUIRE(run.begin().kind == Kind::sleep);
  REQUIRE(run.wake(2s).kind == Kind::send);
  CHECK(run.user->call(0).group.empty());
  REQUIRE(run.answer(3s).kind == Kind::done);
  CHECK(run.user->result_json() == R"([false,"s.lua:3: oh"])");
  const auto interval = run.recorder.take_interval(0s, 10s);
  CHECK(interval.series.at(group_series("outer/inner")).count() == 1);
  CHECK(interval.series.at(group_series("outer")).count() == 1);
}

TEST_CASE("an iteration that ends within a group leaves nothing behind for the next") {
  Recorded run("n = 0\nfunction go(ctx) n = n + 1 if n == 1 then group('a', function() ctx.fail('no') end) end http.get('/') end");
  CHECK(run.begin().kind == Kind::rejected);
  REQUIRE(run.begin(2s).kind == Kind::send);
  CHECK(run.user->call(0).group.empty());
  CHECK(run.recorder.take_interval(0s, 10s).series.count(group_series("a")) == 0);
}

TEST_CASE("what is no group is a mistake with its line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"group()", "s.lua:2: group wants a name"},
      {"group('a/b', print)", "s.lua:2: group wants a name without '/'"},
      {"group('a')", "s.lua:2: group wants a function second, not a no value"},
      {"group(string.rep('x', 201), print)", "longer than 200 bytes"},
      {"local function deeper() group('xxxxxxxxx', deeper) end deeper()", "longer than 200 bytes"},
  }));
  Recorded run("function go() " + std::get<0>(row) + " end");
  REQUIRE(run.begin().kind == Kind::failed);
  CHECK_THAT(run.user->failure(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("metrics are noted by their kind, with the tags of the call and of the user that are series tags") {
  Recorded run(R"(local orders, queue, sold_out = metrics.counter("orders"), metrics.gauge("queue"), metrics.rate("sold_out")
local price, eta = metrics.trend("price"), metrics.trend("eta", { time = true })
function go(ctx)
  orders:add(2)
  orders:add(3, { zone = "north", other = 1 })
  ctx.tag("zone", "south")
  orders:add(0.5)
  queue:add(7)
  queue:set(4)
  sold_out:add(true)
  sold_out:add(false)
  sold_out:add(1)
  price:add(12.5, { zone = "east" })
  eta:add(250)
end)");
  REQUIRE(run.begin(3s).kind == Kind::done);
  const load::Tick tick = run.recorder.take_tick();
  using load::MetricKind;
  const auto figures = [&tick](const char* name, MetricKind kind, latency::Tags tags) {
    return tick.metrics.at({name, kind, 0, std::move(tags)});
  };
  CHECK(figures("orders", MetricKind::counter, {}).sum == 2);
  CHECK(figures("orders", MetricKind::counter, {{"zone", "north"}}).sum == 3);
  CHECK(figures("orders", MetricKind::counter, {{"zone", "south"}}).sum == 0.5);
  const load::MetricFigures queue = figures("queue", MetricKind::gauge, {{"zone", "south"}});
  CHECK(queue.last == 4);
  CHECK(queue.max == 7);
  CHECK(queue.last_at == 3s);
  const load::MetricFigures sold_out = figures("sold_out", MetricKind::rate, {{"zone", "south"}});
  CHECK(sold_out.hits == 2);
  CHECK(sold_out.count == 3);
  const auto interval = run.recorder.take_interval(0s, 10s);
  CHECK(interval.series.at({"s", "", "trend:price", true, false, {{"zone", "east"}}}).max() == Approx(12500).epsilon(0.001));
  CHECK(interval.series.at({"s", "", "time:eta", true, false, {{"zone", "south"}}}).max() == Approx(250e6).epsilon(0.001));
}

TEST_CASE("users of a state share a metric, and its name has one kind") {
  Recorded run("local orders = metrics.counter('orders')\nfunction go() orders:add(1) return tostring(orders) end");
  const auto other = run.stage.user("go");
  REQUIRE(run.begin().kind == Kind::done);
  REQUIRE(other->begin(Stage::iteration()).kind == Kind::done);
  CHECK(other->result_json() == run.user->result_json());
  CHECK(run.recorder.take_tick().metrics.at({"orders", load::MetricKind::counter, 0, {}}).sum == 2);
}

TEST_CASE("what is wrong with a metric is said with its line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"metrics.counter()", "s.lua:2: a metric wants a name of 1 to 100 letters"},
      {"metrics.counter('a b')", "a metric wants a name"},
      {"metrics.rate('checks')", "s.lua:2: 'checks' is a metric of rushhour's own; give yours another name"},
      {"metrics.trend('http_req_duration')", "'http_req_duration' is a metric of rushhour's own"},
      {"metrics.counter('a') metrics.rate('a')", "s.lua:2: the metric 'a' is a counter already and cannot be a rate"},
      {"metrics.trend('a') metrics.trend('a', { time = true })", "the metric 'a' is a trend already and cannot be a time"},
      {"metrics.counter('a', {})", "only metrics.trend takes options"},
      {"metrics.trend('a', { tme = true })", "has no 'tme'; did you mean 'time'?"},
      {"metrics.trend('a', { time = 1 })", "time is true or false"},
      {"metrics.counter('a'):add(1)", "s.lua:2: a metric is added to by functions that a run plays"},
      {"local _ = metrics.counter('a').inc", "a metric has no 'inc'"},
      {"local _ = metrics.counter('a').set", "a metric has no 'set'"},
  }));
  Recorded run(std::get<0>(row) + "\nfunction go() end");
  REQUIRE(run.begin().kind == Kind::failed);
  CHECK_THAT(run.user->failure(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("what is wrong with what is added is said with its line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"c:add()", "s.lua:3: a counter wants a number, not a no value"},
      {"c:add('1')", "a counter wants a number, not a string"},
      {"c:add(-1)", "a counter wants a number that is not negative, not -1"},
      {"t:add(-1)", "a trend wants a number that is not negative"},
      {"c:add(0/0)", "a counter wants a finite number"},
      {"c:add(1, { zone = {} })", "tags.zone wants a text or a number"},
      {"c:add(1, 5)", "tags wants a table, not a number"},
      {"r:add('yes')", "a rate wants a truth value, not a string"},
      {"metrics.counter('late')", "metrics are made while the script is loaded"},
  }));
  Recorded run("local c, t, r = metrics.counter('c'), metrics.trend('t'), metrics.rate('r')\nfunction go() " + std::get<0>(row) + " end");
  REQUIRE(run.begin().kind == Kind::failed);
  CHECK_THAT(run.user->failure(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("outside a run nothing is recorded and nothing fails") {
  const Stage stage(
      "local metrics, group = require 'rushhour.metrics', require 'rushhour.group'\nlocal c = metrics.counter('c')\n"
      "function go() return group('g', function() c:add(1) return 5 end) end");
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(user->result_json() == "5");
}

TEST_CASE("a response time counts from the instant at which the request was intended, for all calls of a batch") {
  Recorded run(R"(function go()
  local one = http.get("/").response_time
  local r = http.batch { "/a", "/b" }
  return { one, r[1].response_time, r[2].response_time, r[1].service_time }
end)");
  REQUIRE(run.begin(1s).kind == Kind::send);
  REQUIRE(run.answer(1250ms).kind == Kind::send);
  REQUIRE(run.answer(1260ms, 1).kind == Kind::wait);
  REQUIRE(run.answer(1300ms, 0).kind == Kind::done);
  CHECK(run.user->result_json() == "[250,50,10,1]");
}
