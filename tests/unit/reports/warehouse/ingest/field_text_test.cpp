#include "reports/warehouse/ingest/field_text.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace rushhour::warehouse;

namespace {

constexpr std::int64_t day = 86'400'000'000, hour = 3'600'000'000, second = 1'000'000;
// 2025-03-01 is the 20,148th day since 1970: 55 years of 365 days, 14 leap days, 59 days of 2025.
constexpr std::int64_t first_of_march = 55 * 365 + 14 + 59;

std::optional<std::int64_t> none() { return std::nullopt; }

}  // namespace

TEST_CASE("a date is read in each of its spellings, and nothing else is one") {
  for (const char* text : {"2025-03-01", "2025/03/01", "20250301", "01.03.2025", "2025-03-01T23:59:59Z", "2025-03-02T00:30:00+01:00"}) {
    INFO(text);
    CHECK(parse_date(text) == first_of_march);
  }
  CHECK(parse_date("1969-12-31") == -1);
  CHECK(parse_date("1969-12-31T23:00:00Z") == -1);
  CHECK(parse_date("1970-01-01") == 0);
  CHECK(parse_date("2024-02-29").has_value());
  for (const char* text : {"", "yesterday", "2025-02-29", "2025-02-30", "2025-13-01", "31/31/2025", "01/03/2025", "2025-3-1", "2025-03-01x",
                           "0000-01-01", "2025-03/01", "99999999", "2025-03-01T", "--------", "2025-00-10", "2025-01-00", "-2025-01-01"}) {
    INFO(text);
    CHECK(parse_date(text) == none());
  }
}

TEST_CASE("an instant is read as UTC whatever its offset is") {
  const std::int64_t noon = first_of_march * day + 12 * hour;
  for (const char* text : {"2025-03-01T12:00:00Z", "2025-03-01 12:00:00", "2025-03-01T12:00", "2025-03-01t12:00:00z",
                           "2025-03-01T13:00:00+01:00", "2025-03-01T13:00:00+0100", "2025-03-01T13:00:00+01", "2025-03-01T06:30:00-05:30",
                           "2025-03-01T12:00:00.0Z", "01.03.2025 12:00", "1740830400", "1740830400000"}) {
    INFO(text);
    CHECK(parse_instant(text) == noon);
  }
  CHECK(parse_instant("2025-03-01T12:00:00.25Z") == noon + second / 4);
  CHECK(parse_instant("2025-03-01T12:00:00.123456789Z") == noon + 123'456);
  CHECK(parse_instant("2025-03-01") == first_of_march * day);
  for (const char* text : {"2025-03-01T24:00:00Z", "2025-03-01T12:60:00Z", "2025-03-01T12:00:60Z", "2025-03-01T12:00:00.Z",
                           "2025-03-01T1:00:00", "2025-03-01T12:00:00+1", "2025-03-01T12:00:00 Z", "2025-03-01T12:00:00Zz",
                           "2025-02-30T12:00:00Z", "12:00:00", "174083040", "2025-03-01T12:00:00+24:00"}) {
    INFO(text);
    CHECK(parse_instant(text) == none());
  }
}

TEST_CASE("an amount is hundredths, its third decimal rounded half to even") {
  const std::pair<const char*, std::int64_t> rows[] = {{"12", 1200},
                                                       {"12.5", 1250},
                                                       {"12.50", 1250},
                                                       {"-12.50", -1250},
                                                       {"+0.5", 50},
                                                       {".5", 50},
                                                       {"12.", 1200},
                                                       {"12,50", 1250},
                                                       {"0.005", 0},
                                                       {"0.015", 2},
                                                       {"0.025", 2},
                                                       {"0.0251", 3},
                                                       {"0.0249999", 2},
                                                       {"-0.015", -2},
                                                       {"0", 0},
                                                       {"-0.00", 0},
                                                       {"99999999999999.99", 9'999'999'999'999'999}};
  for (const auto& [text, hundredths] : rows) {
    INFO(text);
    CHECK(parse_hundredths(text) == hundredths);
  }
  for (const char* text :
       {"", ".", "-", "1e3", "1,234", "1,2", "12.5.0", "12 50", "EUR 5", "5 EUR", "NaN", "0x10", "--1", "100000000000000"}) {
    INFO(text);
    CHECK(parse_hundredths(text) == none());
  }
}

TEST_CASE("a whole number stays within 64 bits") {
  CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
  CHECK(parse_integer("9223372036854775807") == INT64_MAX);
  CHECK(parse_integer("+7") == 7);
  for (const char* text : {"", "9223372036854775808", "7.0", "7 ", "seven", "+", "-"}) CHECK(parse_integer(text) == none());
}
