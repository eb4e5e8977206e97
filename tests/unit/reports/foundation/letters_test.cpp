#include "reports/foundation/letters.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;

TEST_CASE("names are the same whatever the case of their letters, and differ in all else") {
  CHECK(same_name("Content-Type", "content-tYPE"));
  CHECK(same_name("", ""));
  CHECK_FALSE(same_name("Content-Type", "Content-Typ"));
  CHECK_FALSE(same_name("a@", "a`"));  // 0x20 apart, and no letters
  CHECK_FALSE(same_name("[", "{"));
  CHECK_FALSE(same_name("set\rcookie", "set-cookie"));
}

TEST_CASE("only the letters of ASCII have a small form") {
  CHECK(lower_case("AZ az-09_@[") == "az az-09_@[");
  CHECK(lower_case("\xc3\x84") == "\xc3\x84");
  CHECK(lower_case("").empty());
}
