// Several calls at once, params that are prepared once, and what calls count as ok.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

namespace {

struct Made {
  explicit Made(const std::string& body) : stage("local http = require 'rushhour.http'\n" + body), user(stage.user("go")) {
    action = user->begin(Stage::iteration());
  }
  std::string failure() const { return action.kind == Kind::failed ? user->failure() : std::string("none"); }

  Stage stage;
  std::unique_ptr<LuaUser> user;
  load::Action action{};
};

load::Outcome answer(int status, std::string body = "") {
  load::Outcome outcome;
  outcome.status = status;
  outcome.body = std::move(body);
  return outcome;
}

}  // namespace

TEST_CASE("a batch is sent at once, lists first and then names in order, and its answers have the keys of their calls") {
  Made made(R"(function go()
  local r = http.batch {
    { "GET", "/a?x=1", { name = "first" } },
    "/plain",
    zone = { "DELETE", "/z" },
    menu = { "POST", "/m", { json = { n = 1 } }, { expect = 201, tags = { t = "x" } } },
    bare = { "POST", "/b", nil, { name = "empty" } },
  }
  local n = 0
  for _ in pairs(r) do n = n + 1 end
  return { r[1].body, r[2].body, r.zone.body, r.menu.body, r.bare.body, r.menu.ok, n }
end)");
  REQUIRE(made.action.kind == Kind::send);
  REQUIRE(made.action.calls == 5);
  const std::vector<std::string> steps{"first", "GET /plain", "empty", "POST /m", "DELETE /z"};
  for (std::size_t i = 0; i < steps.size(); ++i) CHECK(made.user->call(i).step == steps[i]);
  CHECK(made.user->call(3).request.body == R"({"n":1})");
  CHECK(made.user->call(3).expected == std::vector<int>{201});
  CHECK(made.user->call(3).tags == std::vector<load::Tag>{{"t", "x"}});
  CHECK(made.user->call(2).request.body.empty());
  // They come as they like.
  for (const std::size_t number : {4, 0, 3, 1})
    CHECK(made.user->after_outcome(number, answer(200, std::to_string(number)), number != 3).kind == Kind::wait);
  REQUIRE(made.user->after_outcome(2, answer(200, "2"), true).kind == Kind::done);
  CHECK(made.user->result_json() == R"(["0","1","4","3","2",false,5])");
}

TEST_CASE("after a batch, single calls and other batches go on") {
  Made made("function go() http.batch { '/a', '/b' } http.get('/c') http.batch { '/d' } return 'end' end");
  REQUIRE(made.action.calls == 2);
  made.user->after_outcome(1, answer(200), true);
  REQUIRE(made.user->after_outcome(0, answer(200), true).kind == Kind::send);
  CHECK(made.user->call(0).request.url == "/c");
  const load::Action last = made.user->after_outcome(0, answer(200), true);
  REQUIRE(last.kind == Kind::send);
  CHECK(last.calls == 1);
  CHECK(made.user->call(0).request.url == "/d");
  CHECK(made.user->after_outcome(0, answer(200), true).kind == Kind::done);
  CHECK(made.user->result_json() == "\"end\"");
}

TEST_CASE("a batch that is cut off gives its calls back, and the next iteration begins anew") {
  Made made("function go() http.batch { '/a', '/b' } end");
  const load::Call* const lent = &made.user->call(0);
  made.user->after_outcome(1, answer(200), true);
  made.user->cancel();
  REQUIRE(made.user->begin(Stage::iteration()).kind == Kind::send);
  CHECK((&made.user->call(0) == lent || &made.user->call(1) == lent));
  CHECK(made.user->call(1).request.url == "/b");
}

TEST_CASE("an empty batch gives an empty table and sends nothing") {
  Made made("function go() return next(http.batch {}) == nil end");
  REQUIRE(made.action.kind == Kind::done);
  CHECK(made.user->result_json() == "true");
}

TEST_CASE("what is wrong in a batch names its entry, and a call after it is whole") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"5", "bad argument #1"},
      {"{ '/a', { 'get', '/' } }", "s.lua:2: http.batch[2]: wants a method in capital letters first"},
      {"{ { 'GET' } }", "s.lua:2: http.batch[1]: http wants a path or a URL first, not a nil"},
      {"{ { 'GET', '/', { nme = 1 } } }", "s.lua:2: http.batch[1]: params has no 'nme'; did you mean 'name'?"},
      {"{ { 'GET', '/', nil, {} } }", "s.lua:2: http.batch[1]: is a GET, which takes a url and params, no more"},
      {"{ { 'POST', '/', '', {}, 5 } }", "s.lua:2: http.batch[1]: wants no more than { \"GET\", url, params }"},
      {"{ menu = { method = 'GET' } }", "s.lua:2: http.batch.menu: wants no more than"},
      {"{ 5 }", "s.lua:2: http.batch[1]: wants { METHOD, url, ... } or a url, not a number"},
      {"{ [2.5] = '/' }", "s.lua:2: http.batch wants a list of calls, calls by name, or both"},
  }));
  INFO(std::get<0>(row));
  CHECK_THAT(Made("function go() http.batch(" + std::get<0>(row) + ") end").failure(), Catch::Contains(std::get<1>(row)));
  Made caught("function go() pcall(http.batch, " + std::get<0>(row) + ") http.get('/next') end");
  REQUIRE(caught.action.kind == Kind::send);
  CHECK(caught.action.calls == 1);
  CHECK(caught.user->call(0).request.url == "/next");
}

TEST_CASE("a batch holds a hundred calls and no more") {
  const auto batch_of = [](int n) {
    return "function go() local t = {} for i = 1, " + std::to_string(n) + " do t[i] = '/' .. i end http.batch(t) end";
  };
  Made whole(batch_of(100));
  REQUIRE(whole.action.calls == 100);
  CHECK(whole.user->call(99).request.url == "/100");
  CHECK(Made(batch_of(101)).failure() == "s.lua:2: http.batch sends at most 100 calls, not 101");
}

TEST_CASE("prepared params say what their table says, in any call") {
  const std::string params =
      "{ name = 'n', expect = { 201, '4xx' }, headers = { A = 'b' }, query = { q = 'x y' }, timeout = 2, redirects = 0, body = 'discard',"
      " bearer = 'token', tags = { t = 1 } }";
  Made table("function go() http.post('/p?z=1#f', 'body', " + params + ") end");
  Made prepared("local p = http.params" + params + "\nfunction go() http.post('/p?z=1#f', 'body', p) http.get('/g', p) end");
  REQUIRE(table.action.kind == Kind::send);
  REQUIRE(prepared.action.kind == Kind::send);
  const load::Call &one = table.user->call(0), &other = prepared.user->call(0);
  CHECK(other.request.url == "/p?z=1&q=x%20y#f");
  CHECK(other.request.url == one.request.url);
  CHECK(other.step == one.step);
  CHECK(other.expected == std::vector<int>{201, 4});
  CHECK(other.expected == one.expected);
  CHECK(other.tags == one.tags);
  CHECK(other.request.timeout == 2s);
  CHECK(other.request.redirects == 0);
  CHECK(other.request.body_use == load::BodyUse::discard);
  REQUIRE(other.request.headers.size() == one.request.headers.size());
  for (std::size_t i = 0; i < one.request.headers.size(); ++i) {
    CHECK(other.request.headers[i].name == one.request.headers[i].name);
    CHECK(other.request.headers[i].value == one.request.headers[i].value);
  }
  REQUIRE(prepared.user->after_outcome(0, answer(200), true).kind == Kind::send);
  CHECK(prepared.user->call(0).request.url == "/g?q=x%20y");
}

TEST_CASE("prepared params leave to the run's defaults what they do not say") {
  load::Plan plan;
  plan.http.timeout = 3s;
  plan.http.redirects = 4;
  plan.http.body = load::BodyUse::hash;
  const Stage stage(
      "local http = require 'rushhour.http'\nlocal p = http.params { headers = { A = 'b' } }\nfunction go() http.get('/x', p) end");
  stage.host->play(plan);
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
  CHECK(user->call(0).step == "GET /x");
  CHECK(user->call(0).request.timeout == 3s);
  CHECK(user->call(0).request.redirects == 4);
  CHECK(user->call(0).request.body_use == load::BodyUse::hash);
}

TEST_CASE("params are checked when they are prepared, and can be neither read nor changed") {
  CHECK(Made("function go() http.params { nme = 'x' } end").failure() == "s.lua:2: params has no 'nme'; did you mean 'name'?");
  CHECK_THAT(Made("function go() http.params { timeout = 'soon' } end").failure(), Catch::Contains("timeout wants a duration"));
  CHECK_THAT(Made("function go() http.params(5) end").failure(), Catch::Contains("table expected"));
  CHECK_THAT(Made("function go() local p = http.params {} p.name = 'x' end").failure(), Catch::Contains("can be neither read nor changed"));
  CHECK_THAT(Made("function go() http.get('/', io or http.get) end").failure(), Catch::Contains("params wants a table, not a function"));
}

TEST_CASE("expect takes statuses, classes of them, and lists of both") {
  const auto row = GENERATE(table<std::string, std::vector<int>>({
      {"204", {204}},
      {"'2xx'", {2}},
      {"{ '2xx', 404, '5xx' }", {2, 404, 5}},
  }));
  Made made("function go() http.get('/', { expect = " + std::get<0>(row) + " }) end");
  REQUIRE(made.action.kind == Kind::send);
  CHECK(made.user->call(0).expected == std::get<1>(row));
  const std::string bad = GENERATE("'0xx'", "'6xx'", "'2x'", "'2XX'", "99", "600", "{ 'ok' }", "true", "2");
  CHECK_THAT(Made("function go() http.get('/', { expect = " + bad + " }) end").failure(), Catch::StartsWith("s.lua:2: expect wants"));
}
