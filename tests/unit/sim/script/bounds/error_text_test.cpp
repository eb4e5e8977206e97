#include "sim/script/bounds/error_text.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;

TEST_CASE("whatever a script throws becomes one line that begins with file and line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"error('no dish')", "s.lua:2: no dish"},
      {"error('no dish', 0)", "s.lua:2: no dish"},
      {"error('http://shop:80: closed', 0)", "s.lua:2: http://shop:80: closed"},
      {"error('other.lua:5: from there', 0)", "other.lua:5: from there"},
      {"error({ code = 5, why = 'late' })", "s.lua:2: {\"code\":5,\"why\":\"late\"}"},
      {"error({ print })", "s.lua:2: a table"},
      {"error(setmetatable({}, { __tostring = function() return 'an order' end }))", "s.lua:2: an order"},
      {"error(setmetatable({}, { __tostring = function() error('no') end }))", "s.lua:2: threw a value whose __tostring throws"},
      {"error()", "s.lua:2: nil"},
      {"error(nil)", "s.lua:2: nil"},
      {"error(true)", "s.lua:2: true"},
      {"error(7)", "s.lua:2: 7"},
      {"error(print)", "s.lua:2: a function"},
      {"error('two\\nlines', 0)", "s.lua:2: two lines"},
      {"local x = nil + 1", "s.lua:2: attempt to perform arithmetic on a nil value"},
      {"string.rep()", "s.lua:2: bad argument #1 to 'rep' (string expected, got no value)"},
  }));
  INFO(std::get<0>(row));
  const Stage in_main("function main()\n" + std::get<0>(row) + "\nend");
  const auto user = in_main.user("main");
  REQUIRE(user->begin(Stage::iteration()).kind == load::Action::Kind::failed);
  CHECK(user->failure() == std::get<1>(row));
  // The chunk itself fails in the same words.
  const Stage in_chunk("\n" + std::get<0>(row));
  const auto never = in_chunk.user("main");
  REQUIRE(never->begin(Stage::iteration()).kind == load::Action::Kind::failed);
  if (std::get<1>(row).find("__tostring throws") == std::string::npos) CHECK(never->failure() == std::get<1>(row));
}

TEST_CASE("a long message is cut between characters") {
  const std::string euro = "\xE2\x82\xAC";
  std::string text;
  for (int i = 0; i < 300; ++i) text += euro;
  const std::string line = one_line(text);
  CHECK(line.size() == 498 + 3);
  CHECK(line.ends_with(euro + "..."));
  CHECK(one_line("short") == "short");
  CHECK(one_line(std::string(500, 'x')) == std::string(500, 'x'));
  CHECK(one_line("a\tb\r\nc") == "a b  c");
}
