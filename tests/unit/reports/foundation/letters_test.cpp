#include "reports/foundation/letters.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

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

TEST_CASE("a number is read only if a text is nothing but one") {
  CHECK(number_in<int>("42") == 42);
  CHECK(number_in<int>("-42") == -42);
  CHECK(number_in<std::uint16_t>("65535") == 65535);
  CHECK(number_in<std::uint64_t>("1F90", 16) == 8080);
  CHECK(number_in<double>("1.5e3") == 1500.0);
  for (const char* text : {"", " 42", "42 ", "+42", "4 2", "0x10", "4.2", "many", "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(number_in<int>(text));
  }
  CHECK_FALSE(number_in<std::uint16_t>("65536"));
  CHECK_FALSE(number_in<std::uint64_t>("-1"));
  CHECK_FALSE(number_in<double>("1.5s"));
  CHECK_FALSE(number_in<double>("1e999"));
}
