#include "reports/imports/names.hpp"

#include <catch2/catch.hpp>

namespace rushhour::imports {

TEST_CASE("names are numbered as they are met") {
  Names names(10);
  CHECK(names.number_of("menu") == 0);
  CHECK(names.number_of("orders") == 1);
  CHECK(names.number_of("menu") == 0);
  CHECK(names.number_of("") == 2);
  CHECK(names[1] == "orders");
  CHECK_FALSE(names.full());
}

TEST_CASE("names beyond the bound share one") {
  Names names(3);
  names.number_of("a");
  names.number_of("b");
  const std::uint32_t other = names.number_of("c");
  CHECK(names[other] == "(other)");
  CHECK(names.number_of("d") == other);
  CHECK(names.number_of("a") == 0);
  CHECK(names.number_of("c") == other);
  CHECK(names.full());
  CHECK(names.all().size() == 3);
}

TEST_CASE("a name is kept as UTF-8, cut at the end of a character") {
  CHECK(kept_text("menü", 200) == "menü");
  CHECK(kept_text("\xFF\xFEx\xC3", 200) == "??x?");
  CHECK(kept_text("\xED\xA0\x80", 200) == "???");  // half of a pair is no character
  CHECK(kept_text("\xF0\x9F\x8D\x9C", 200) == "\xF0\x9F\x8D\x9C");
  CHECK(kept_text("aaü", 3) == "aa");
  CHECK(kept_text(std::string(500, 'x'), Names::longest).size() == Names::longest);
  Names names(10);
  CHECK(names.number_of(std::string(500, 'x')) == names.number_of(std::string(200, 'x')));
  CHECK(names.number_of("\xFF") == names.number_of("?"));
}

}  // namespace rushhour::imports
