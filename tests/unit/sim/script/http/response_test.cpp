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

TEST_CASE("a field that no response has is named, with those that it has") {
  CHECK_THAT(said("r.stauts", answer()),
             Catch::Contains("a response has no 'stauts'; it has status, ok, body") && Catch::Contains("digest"));
}
