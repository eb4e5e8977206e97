// What a script may ask of an answer.

#include <catch2/catch.hpp>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

namespace {

load::Outcome answer() {
  load::Outcome outcome;
  outcome.status = 200;
  outcome.headers.add("Set-Cookie", "sid=a=b; Path=/; HttpOnly");
  outcome.headers.add("set-cookie", " zone = north ");
  outcome.headers.add("SET-COOKIE", "sid=later");
  outcome.headers.add("Set-Cookie", "no equals sign");
  outcome.headers.add("Set-Cookie2", "x=y");
  outcome.headers.add("X-Set-Cookie", "x=y");
  outcome.body_size = 5;
  outcome.body = "hello";
  outcome.phases.add(load::Phase::connect, 2ms);
  outcome.phases.add(load::Phase::wait, 1500us);
  outcome.phases.add(load::Phase::receive, 0ms);
  return outcome;
}

std::string said(const std::string& expression, load::Outcome outcome) {
  const Stage stage("local http = require 'rushhour.http'\nfunction go() local r = http.get('/') return " + expression + " end");
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::send);
  return user->after_outcome(0, std::move(outcome), true).kind == Kind::done ? user->result_json() : user->failure();
}

}  // namespace

TEST_CASE("a response tells its cookies, phases, size, digest and place") {
  load::Outcome outcome = answer();
  CHECK(said("r.cookies", answer()) == R"({"sid":"later","zone":"north"})");
  CHECK(said("r.phases", answer()) == R"({"connect":2,"receive":0,"wait":1.5})");
  CHECK(said("r.size", answer()) == "5");
  CHECK(said("{ r.digest == nil, r.url == nil }", answer()) == "[true,true]");
  outcome.digest = "00ff";
  outcome.url = "http://127.0.0.1/there";
  CHECK(said("{ r.digest, r.url }", outcome) == R"(["00ff","http://127.0.0.1/there"])");
}

TEST_CASE("an exchange that failed has empty tables and no size") {
  load::Outcome outcome;
  outcome.trouble = load::Trouble::bad_encoding;
  outcome.detail = "the body is no gzip stream: incorrect header check";
  CHECK(said("{ r.size, r.cookies, r.phases, r.error.kind }", outcome) == R"([0,{},{},"bad content encoding"])");
}

TEST_CASE("each text of a response is its own, whichever of them are empty") {
  const std::string all = "{ r.body, r.headers.a or '-', r.digest or '-', r.url or '-', r.error and r.error.message or '-' }";
  load::Outcome outcome;
  CHECK(said(all, outcome) == R"(["","-","-","-","-"])");
  outcome.trouble = load::Trouble::malformed;
  outcome.detail = "it is no HTTP";
  CHECK(said(all, outcome) == R"(["","-","-","-","it is no HTTP"])");
  outcome.url = "/there";
  CHECK(said(all, outcome) == R"(["","-","-","/there","it is no HTTP"])");
  outcome.headers.add("A", "b");
  outcome.headers.add("C", "");
  outcome.digest = "00ff";
  CHECK(said(all, outcome) == R"(["","b","00ff","/there","it is no HTTP"])");
  outcome.body = std::string("with \0 inside", 13);
  CHECK(said(all, outcome) == R"(["with \u0000 inside","b","00ff","/there","it is no HTTP"])");
}

TEST_CASE("a response that the script keeps says the same after many others, and after a collection") {
  const Stage stage(R"(
    local http = require 'rushhour.http'
    function go()
      local first = http.get('/')
      for _ = 1, 2000 do http.get('/') end
      return { first.body, first.cookies.zone, first:json('list.1') }
    end)");
  const auto user = stage.user("go");
  load::Action action = user->begin(Stage::iteration());
  load::Outcome outcome = answer();
  outcome.body = R"({"list":[1,"two"]})";
  for (int i = 0; action.kind == Kind::send; ++i) {
    load::Outcome next = outcome;
    if (i > 0) next.body = std::string(3000, 'x');
    action = user->after_outcome(0, std::move(next), true);
  }
  INFO(user->failure());
  CHECK(action.kind == Kind::done);
  CHECK(user->result_json() == R"(["{\"list\":[1,\"two\"]}","north","two"])");
}

TEST_CASE("what is asked for JSON must be a response") {
  for (const char* other : {"r.json('list')", "r.json(5)", "r.json({})", "r.json(http)"}) {
    INFO(other);
    CHECK_THAT(said(other, answer()), Catch::StartsWith("s.lua:2:") && Catch::Contains("rushhour.response expected"));
  }
}

TEST_CASE("a field that no response has is named, with those that it has") {
  CHECK_THAT(said("r.stauts", answer()),
             Catch::Contains("a response has no 'stauts'; it has status, ok, body") && Catch::Contains("digest"));
}
