// sleep and check.

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;
using Kind = load::Action::Kind;

TEST_CASE("a pace is handed out as one, for the worker to count from the iteration's begin") {
  const Stage stage("local sleep = require 'rushhour.sleep'\nfunction main() sleep.pace('2s') end");
  const load::Action action = stage.user("main")->begin(Stage::iteration());
  CHECK(action.kind == Kind::pace);
  CHECK(action.length == 2s);
}

TEST_CASE("think times are lognormal about their median, and the same for the same iteration") {
  const Stage stage("local sleep = require 'rushhour.sleep'\nfunction main() sleep.think('3s') end\nfunction even() sleep.think(2, 0) end");
  const auto one = stage.user("main"), other = stage.user("main", 9);
  double sum = 0, squares = 0;
  int below = 0;
  constexpr int count = 4000;
  for (std::uint64_t i = 0; i < count; ++i) {
    const load::Action action = one->begin(Stage::iteration(i));
    REQUIRE(action.kind == Kind::sleep);
    CHECK(other->begin(Stage::iteration(i)).length == action.length);
    one->cancel();
    other->cancel();
    const double log = std::log(seconds(action.length) / 3);
    sum += log;
    squares += log * log;
    below += action.length < 3s ? 1 : 0;
  }
  CHECK(sum / count == Approx(0).margin(0.03));
  CHECK(std::sqrt(squares / count) == Approx(0.5).margin(0.025));
  CHECK(below == Approx(count / 2).margin(130));
  CHECK(stage.user("even")->begin(Stage::iteration()).length == 2s);
}

TEST_CASE("pauses that cannot be are mistakes with their line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"sleep.think('soon')", "s.lua:2: sleep.think wants seconds"},
      {"sleep.think(1, 11)", "wants a sigma from 0 to 10"},
      {"sleep.pace(-1)", "s.lua:2: sleep.pace wants seconds"},
      {"sleep()", "s.lua:2: sleep wants seconds"},
  }));
  const Stage stage("local sleep = require 'rushhour.sleep'\nfunction main() " + std::get<0>(row) + " end");
  const auto user = stage.user("main");
  CHECK(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(user->failure(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("checks are asked in the order of their names, each once") {
  const Stage stage(R"(local check = require 'rushhour.check'
function main()
  local asked, all = {}, {}
  for i = 1, 60 do
    local name = string.char(97 + i * 7 % 26) .. i * 37 % 61
    all[name] = function(v) asked[#asked + 1] = name return v end
  end
  local fine = check(true, all)
  for i = 2, #asked do if asked[i - 1] >= asked[i] then return asked[i] end end
  return { fine, #asked }
end)");
  const auto user = stage.user("main");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(user->result_json() == "[true,60]");
}

TEST_CASE("a predicate may throw and does not hold then, and may take checks away without harm") {
  const Stage stage(R"(local check = require 'rushhour.check'
function main()
  local all
  all = { a = function() all.b = nil return true end, b = function() error('never asked') end, c = function(v) return v.x.y end }
  return { check(1, all), check(1, { d = true }), check(1, {}), check(1, { e = false }) }
end
function many() local t = {} for i = 1, 201 do t['n' .. i] = true end check(1, t) end
function odd() check(1, { true }) end)");
  const auto user = stage.user("main");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(user->result_json() == "[false,true,true,false]");
  const auto many = stage.user("many"), odd = stage.user("odd");
  CHECK(many->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(many->failure(), Catch::Contains("check takes at most 200 checks in one call"));
  CHECK(odd->begin(Stage::iteration()).kind == Kind::failed);
  CHECK_THAT(odd->failure(), Catch::Contains("check wants texts as keys"));
}
