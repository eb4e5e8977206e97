#include "reports/imports/csv_fields.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace rushhour::imports {
namespace {

using Texts = std::vector<std::string>;

Texts split(std::string_view record, char delimiter = ',') {
  CsvFields fields;
  if (!fields.split(record, delimiter)) return {"(no record)"};
  Texts texts;
  for (std::size_t i = 0; i < fields.size(); ++i) texts.emplace_back(fields[i]);
  return texts;
}

}  // namespace

TEST_CASE("a record is cut at its delimiters, quotes apart") {
  struct Row {
    std::string record;
    Texts fields;
  };
  const Row row = GENERATE(values<Row>({
      {"", {""}},
      {"a", {"a"}},
      {"a,b", {"a", "b"}},
      {"a,", {"a", ""}},
      {",", {"", ""}},
      {"\"a,b\",c", {"a,b", "c"}},
      {"\"\"", {""}},
      {"\"\",\"\"", {"", ""}},
      {"\"say \"\"hi\"\"\",x", {"say \"hi\"", "x"}},
      {"a,\"b\nc\"", {"a", "b\nc"}},
      {"5\" wide,x", {"5\" wide", "x"}},
      {"\"open", {"(no record)"}},
      {"\"a\"b,c", {"(no record)"}},
      {"a,\"", {"(no record)"}},
  }));
  INFO(row.record);
  CHECK(split(row.record) == row.fields);
}

TEST_CASE("another delimiter cuts as well") {
  CHECK(split("a;b,c;d", ';') == Texts{"a", "b,c", "d"});
  CHECK(split("a\t\"b\tc\"\td", '\t') == Texts{"a", "b\tc", "d"});
}

TEST_CASE("a field beyond the record, or of no column, is empty") {
  CsvFields fields;
  REQUIRE(fields.split("label,elapsed", ','));
  CHECK(column_of(fields, "elapsed") == 1);
  CHECK(column_of(fields, "URL") == no_column);
  CHECK(fields.at(1) == "elapsed");
  CHECK(fields.at(2).empty());
  CHECK(fields.at(no_column).empty());
}

TEST_CASE("numbers are whole decimals or reals, and nothing else") {
  CHECK(whole_number("0") == 0);
  CHECK(whole_number("999999999999999999") == 999'999'999'999'999'999);
  for (const char* text : {"", "-1", "+1", "1.0", " 1", "1 ", "1e3", "0x1", "1000000000000000000", "\xD9\xA1"}) {
    INFO(text);
    CHECK_FALSE(whole_number(text));
  }
  CHECK(real_number("1.5") == 1.5);
  CHECK(real_number("-2e3") == -2000);
  for (const char* text : {"", "1,5", "nan", "inf", "1e999", "1.5ms"}) {
    INFO(text);
    CHECK_FALSE(real_number(text));
  }
}

TEST_CASE("a length of time is positive, and of a year at most") {
  constexpr Instant millisecond = std::chrono::milliseconds(1);
  CHECK(length_of("1.5", millisecond) == Instant(1'500'000));
  CHECK(length_of("0", millisecond) == Instant(0));
  CHECK(length_of(0.0000004, millisecond) == Instant(0));
  CHECK_FALSE(length_of("-1", millisecond));
  CHECK_FALSE(length_of("1e12", millisecond));
  CHECK_FALSE(length_of("x", millisecond));
  CHECK_FALSE(length_of(std::numeric_limits<double>::quiet_NaN(), millisecond));
}

TEST_CASE("a time since 1970 is exact in its unit, and of one unit only") {
  using namespace std::chrono_literals;
  CHECK(wall_time_of("1795243364", 1s) == WallTime(1'795'243'364s));
  CHECK(wall_time_of("1795243364.123456789", 1s) == WallTime(1'795'243'364'123'456'789ns));
  CHECK(wall_time_of("1795243364495", 1ms) == WallTime(1'795'243'364'495ms));
  CHECK(wall_time_of("1795243160024466", 1us) == WallTime(1'795'243'160'024'466us));
  CHECK(wall_time_of("1795243160024466.25", 1us) == WallTime(1'795'243'160'024'466'250ns));
  CHECK_FALSE(wall_time_of("1795243364495", 1s));  // milliseconds
  CHECK_FALSE(wall_time_of("1795243364", 1ms));    // seconds
  CHECK_FALSE(wall_time_of("1795243160024466", 1ms));
  CHECK_FALSE(wall_time_of("", 1s));
  CHECK_FALSE(wall_time_of("17952433x4", 1s));
  CHECK_FALSE(wall_time_of("1795243364.5x", 1s));
}

}  // namespace rushhour::imports
