// What a script says in a call, and what is sent for it.

#include <catch2/catch.hpp>

#include <set>

#include "sim/script/http/trace_context.hpp"
#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

namespace {

/// A user that has made one call.
struct Made {
  explicit Made(const std::string& call, const load::Plan* plan = nullptr, const std::string& setup_json = "")
      : stage("local http = require 'rushhour.http'\nfunction go(ctx)\n" + call + "\nend", setup_json) {
    if (plan != nullptr) stage.host->play(*plan);
    user = stage.user("go");
    sent = user->begin(Stage::iteration()).kind == Kind::send;
  }
  const load::Request& request() const { return user->call(0).request; }
  std::string header(const std::string& name) const {
    std::string values;
    for (const load::Header& header : request().headers)
      if (header.name == name) values += (values.empty() ? "" : "|") + header.value;
    return values;
  }

  Stage stage;
  std::unique_ptr<LuaUser> user;
  bool sent;
};

}  // namespace

TEST_CASE("a body says what it is and is written in one order") {
  struct Row {
    std::string body;
    std::string type;
    std::string bytes;
  };
  const std::vector<Row> rows{
      {"'plain'", "", "plain"},
      {"nil", "", ""},
      {"{ json = { b = 1, a = 2 } }", "application/json", R"({"a":2,"b":1})"},
      {"{ form = { z = 'a b', a = { 1, 2.5, true }, m = '' } }", "application/x-www-form-urlencoded", "a=1&a=2.5&a=true&m=&z=a+b"},
      {"{ form = {} }", "application/x-www-form-urlencoded", ""},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    const Made made("http.post('/', " + row.body + ")");
    REQUIRE(made.sent);
    CHECK(made.request().body == row.bytes);
    CHECK(made.header("Content-Type") == row.type);
  }
}

TEST_CASE("a multipart body takes texts and files, sorted by name") {
  const Made made(
      "http.post('/', { multipart = { photo = { data = 'png', filename = 'a.png' }, note = { data = 'x', type = 'text/x' }, id = 7 } })");
  REQUIRE(made.sent);
  const std::string type = made.header("Content-Type");
  CHECK_THAT(type, Catch::StartsWith("multipart/form-data; boundary=rushhour-"));
  const std::string& body = made.request().body;
  const std::size_t id = body.find("name=\"id\"\r\n\r\n7\r\n");
  const std::size_t note = body.find("name=\"note\"\r\nContent-Type: text/x\r\n\r\nx\r\n");
  const std::size_t photo = body.find("name=\"photo\"; filename=\"a.png\"\r\nContent-Type: application/octet-stream\r\n\r\npng\r\n");
  REQUIRE(photo != std::string::npos);
  CHECK(id < note);
  CHECK(note < photo);
}

TEST_CASE("params become headers, query and limits") {
  const Made made(
      "http.get('/find?a=1#top', { query = { q = 'hot soup', page = 2, zone = { 'n', 's' } }, cookies = { sid = 'x y', a = 1 },\n"
      "  bearer = 'abc.def', redirects = 3, body = 'hash', headers = { Accept = 'text/html', ['X-Try'] = true } })");
  REQUIRE(made.sent);
  CHECK(made.request().url == "/find?a=1&page=2&q=hot%20soup&zone=n&zone=s#top");
  CHECK(made.header("Cookie") == "a=1; sid=x y");
  CHECK(made.header("Authorization") == "Bearer abc.def");
  CHECK(made.header("X-Try") == "true");
  CHECK(made.request().redirects == 3);
  CHECK(made.request().body_use == load::BodyUse::hash);
  CHECK(made.user->call(0).step == "GET /find");
  CHECK(std::is_sorted(made.request().headers.begin(), made.request().headers.end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST_CASE("basic authentication is user and password, in base64") {
  // RFC 7617, section 2
  CHECK(Made("http.get('/', { auth = { user = 'Aladdin', password = 'open sesame' } })").header("Authorization") ==
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(Made("http.get('/', { auth = { user = '', password = '' } })").header("Authorization") == "Basic Og==");
}

TEST_CASE("a script's own Content-Type goes before the one that a body brings") {
  const Made made("http.post('/', { json = {} }, { headers = { ['content-type'] = 'application/vnd.api+json' } })");
  REQUIRE(made.request().headers.size() == 1);
  CHECK(made.request().headers[0].value == "application/vnd.api+json");
}

TEST_CASE("what params do not say comes from options.http, and nothing from the call before") {
  load::Plan plan;
  plan.http.timeout = 7s;
  plan.http.redirects = 2;
  plan.http.body = load::BodyUse::discard;
  Made made("http.post('/a', 'body', { timeout = 1, redirects = 0, body = 'keep', bearer = 'x', expect = 404 }) http.get('/b')", &plan);
  CHECK(made.request().timeout == 1s);
  CHECK(made.request().redirects == 0);
  CHECK(made.request().body_use == load::BodyUse::keep);
  REQUIRE(made.user->after_outcome(0, {}, true).kind == Kind::send);
  CHECK(made.request().method == "GET");
  CHECK(made.request().timeout == 7s);
  CHECK(made.request().redirects == 2);
  CHECK(made.request().body_use == load::BodyUse::discard);
  CHECK(made.request().headers.empty());
  CHECK(made.request().body.empty());
  CHECK(made.user->call(0).expected.empty());
}

TEST_CASE("params, bodies and their tables may come from setup's frozen data") {
  const Made made(
      "http.post('/', { form = ctx.data.form }, ctx.data.params)", nullptr,
      R"({"form":{"a":[1,2]},"params":{"headers":{"X":"y"},"expect":[201,202],"auth":{"user":"u","password":"p"},"name":"n"}})");
  REQUIRE(made.sent);
  CHECK(made.request().body == "a=1&a=2");
  CHECK(made.header("X") == "y");
  CHECK(made.header("Authorization") == "Basic dTpw");
  CHECK(made.user->call(0).expected == std::vector<int>{201, 202});
  CHECK(made.user->call(0).step == "n");
}

TEST_CASE("a mistake in params or a body names the key and what is wanted") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"http.get('/', 5)", "params wants a table, not a number"},
      {"http.get('/', { 'x' })", "params holds a number as key"},
      {"http.get('/', { header = {} })", "params has no 'header'; did you mean 'headers'?"},
      {"http.get('/', { headers = 'x' })", "headers wants a table, not a string"},
      {"http.get('/', { headers = { 'x' } })", "headers holds a number as key"},
      {"http.get('/', { headers = { X = {} } })", "headers.X wants a text or a number, not a table"},
      {"http.get('/', { name = 5 })", "name wants a text that is not empty"},
      {"http.get('/', { cookies = { a = 'b;c' } })", "cookies.a holds a character"},
      {"http.get('/', { cookies = { ['a b'] = 'c' } })", "cookies.a b holds a character"},
      {"http.get('/', { cookies = { a = 'b\\r\\nX: y' } })", "cookies.a holds a character"},
      {"http.get('/', { cookies = { a = 'b' }, headers = { cookie = 'c=d' } })", "params has both cookies and headers.Cookie"},
      {"http.get('/', { redirects = -1 })", "redirects wants a whole number from 0 to 100"},
      {"http.get('/', { redirects = 1.5 })", "redirects wants a whole number"},
      {"http.get('/', { redirects = '3' })", "redirects wants a whole number"},
      {"http.get('/', { body = 'discrad' })", "body is one of keep, discard, hash; did you mean 'discard'?"},
      {"http.get('/', { auth = 'u:p' })", "auth wants a table, not a string"},
      {"http.get('/', { auth = { user = 'u' } })", "auth wants { user = \"...\", password = \"...\" }"},
      {"http.get('/', { auth = { user = 'u', passwrd = 'p' } })", "auth has no 'passwrd'; did you mean 'password'?"},
      {"http.get('/', { auth = { user = 'u', password = 5 } })", "auth.password wants a text, not a number"},
      {"http.get('/', { auth = { user = 'u:v', password = 'p' } })", "auth.user cannot hold a ':'"},
      {"http.get('/', { bearer = '' })", "bearer wants a token"},
      {"http.get('/', { bearer = 'a b' })", "bearer wants a token"},
      {"http.get('/', { bearer = 'a', auth = { user = 'u', password = 'p' } })", "two of auth, bearer and headers.Authorization"},
      {"http.get('/', { bearer = 'a', headers = { authorization = 'b' } })", "two of auth, bearer and headers.Authorization"},
      {"http.get('/', { query = 'a=b' })", "query wants a table, not a string"},
      {"http.get('/', { query = { a = print } })", "query.a wants a text or a number, or a list of them, not a function"},
      {"http.get('/', { query = { a = { {} } } })", "query.a[1] wants a text or a number, not a table"},
      {"http.get('/', { expect = { 200, 99 } })", "expect wants statuses from 100 to 599"},
      {"http.post('/', 5)", "a body wants a table, not a number"},
      {"http.post('/', { json = 1, form = {} })", "a body is one of json, form and multipart; this one has form and json"},
      {"http.post('/', { frm = {} })", "a body has no 'frm'; did you mean 'form'?"},
      {"http.post('/', { form = 'a=b' })", "form wants a table, not a string"},
      {"http.post('/', { form = { a = print } })", "form.a wants a text or a number, or a list of them, not a function"},
      {"http.post('/', { multipart = 'x' })", "multipart wants a table, not a string"},
      {"http.post('/', { multipart = { 'x' } })", "multipart holds a number as key"},
      {"http.post('/', { multipart = { f = print } })", "multipart.f wants a table, not a function"},
      {"http.post('/', { multipart = { f = {} } })", "multipart.f.data is missing"},
      {"http.post('/', { multipart = { f = { data = {} } } })", "multipart.f.data wants a text, not a table"},
      {"http.post('/', { multipart = { f = { data = 'x', filname = 'y' } } })", "multipart.f has no 'filname'; did you mean 'filename'?"},
      {"http.post('/', { multipart = { f = { data = 'x', type = 'a\\r\\nb' } } })",
       "multipart.f.type wants a text that is not empty, on one line"},
  }));
  INFO(std::get<0>(row));
  const Made made(std::get<0>(row));
  REQUIRE_FALSE(made.sent);
  CHECK_THAT(made.user->failure(), Catch::StartsWith("s.lua:3: ") && Catch::Contains(std::get<1>(row)));
}

TEST_CASE("a request carries a trace of its own where options.http says so, and nothing where it does not") {
  load::Plan plan;
  plan.http.traceparent = true;
  Made made("http.get('/a') http.get('/b')", &plan);
  const std::string first = made.header("traceparent");
  CHECK_THAT(first, Catch::Matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
  REQUIRE(made.user->after_outcome(0, {}, true).kind == Kind::send);
  const std::string second = made.header("traceparent");
  CHECK_THAT(second, Catch::Matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
  CHECK(first.substr(3, 32) != second.substr(3, 32));
  plan.http.traceparent = false;
  CHECK(Made("http.get('/a')", &plan).header("traceparent").empty());
}

TEST_CASE("a script that brings a trace of its own keeps it, whatever the case of its name") {
  load::Plan plan;
  plan.http.traceparent = true;
  const Made made("http.get('/', { headers = { TraceParent = 'mine' } })", &plan);
  REQUIRE(made.request().headers.size() == 1);
  CHECK(made.header("TraceParent") == "mine");
}

TEST_CASE("traces of other users differ, and so do those of drawn data that are the same") {
  load::Plan plan;
  plan.http.traceparent = true;
  const Stage stage("local http = require 'rushhour.http'\nfunction go() http.get('/') end");
  stage.host->play(plan);
  std::set<std::string> seen;
  for (std::uint64_t vu = 0; vu < 50; ++vu) {
    const auto user = stage.user("go", vu);
    REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
    REQUIRE(user->call(0).request.headers.size() == 1);
    seen.insert(user->call(0).request.headers[0].value.substr(3, 32));
  }
  CHECK(seen.size() == 50);
}

TEST_CASE("a trace is a function of its key and count, and no two pairs share one") {
  CHECK(traceparent(1, 2) == traceparent(1, 2));
  CHECK(traceparent(1, 2) != traceparent(1, 3));
  CHECK(traceparent(1, 2) != traceparent(2, 2));
  CHECK(traceparent(0, 0).size() == 55);
}
