#include "reports/warehouse/ingest/text_encoding.hpp"

#include <simdjson.h>

#include <catch2/catch.hpp>
#include <vector>

namespace rushhour::warehouse {
namespace {

TEST_CASE("each byte of Latin-1 becomes the character of its number") {
  std::string latin1, utf8;
  for (int i = 0; i < 256; ++i) latin1 += static_cast<char>(i);
  utf8 = utf8_of_latin1(latin1);
  CHECK(simdjson::validate_utf8(utf8));
  CHECK(utf8.size() == 128 + 2 * 128);
  CHECK(utf8_of_latin1("K\xe4se \xff\x80") == "K\xc3\xa4se \xc3\xbf\xc2\x80");
  CHECK(utf8_of_latin1("").empty());
}

TEST_CASE("a file is taken for Latin-1 if that is more likely than UTF-8 with faults") {
  std::string many_lines;
  for (int i = 0; i < 100; ++i) many_lines += "x\n";
  struct Sample {
    const char* what;
    std::string text;
    bool latin1;
  };
  const std::vector<Sample> table{
      {"nothing", "", false},
      {"ASCII", "a,b\n", false},
      {"UTF-8", "K\xc3\xa4se \xe2\x82\xac \xf0\x9f\x8d\x95\n", false},
      {"Latin-1", "K\xe4se\n", true},
      {"one byte at the end", "K\xe4", true},
      {"both, UTF-8 more often", "\xc3\xa4\xc3\xb6 \xe4\n", false},
      {"both, as often", "\xc3\xa4 \xe4\n", false},
      {"both, Latin-1 more often", "\xc3\xa4 \xe4 \xf6\n", true},
      {"one fault in many lines", many_lines + "K\xe4se\n", false},
      {"one in twenty lines", many_lines + "\xe4\xe4\xe4\xe4\xe4\xe4", true},
      {"a character cut in two by the end of the sample", "\xc3\xa4\n\xe2\x82", false},
      {"a byte that begins nothing, in front of one that does", "\xff\xc3\xa4\xc3\xa4\n", false},
  };
  for (const Sample& row : table) {
    INFO(row.what);
    CHECK(looks_like_latin1(row.text) == row.latin1);
  }
}

}  // namespace
}  // namespace rushhour::warehouse
