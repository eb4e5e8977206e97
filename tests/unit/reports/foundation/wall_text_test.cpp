#include "reports/foundation/wall_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

}  // namespace

TEST_CASE("a wall time is written as UTC with nine digits of a second") {
  CHECK(utc_text(noon) == "2026-03-01T12:00:00.000000000Z");
  CHECK(utc_text(noon + 123456789ns) == "2026-03-01T12:00:00.123456789Z");
  CHECK(utc_text(WallTime{} - 1ns) == "1969-12-31T23:59:59.999999999Z");
}

TEST_CASE("a date and time of RFC 3339 is read in all its spellings") {
  struct Row {
    const char* text;
    WallTime means;
  };
  for (const auto& [text, means] :
       {Row{"2026-03-01T12:00:00Z", noon}, Row{"2026-03-01t12:00:00z", noon}, Row{"2026-03-01T13:30:00+01:30", noon},
        Row{"2026-03-01T00:00:00-12:00", noon}, Row{"2026-03-01T12:00:00.5Z", noon + 500ms},
        Row{"2026-03-01T12:00:00.000000001Z", noon + 1ns},
        Row{"2024-02-29T23:59:59.999Z", WallTime{std::chrono::sys_days{std::chrono::year{2024} / 3 / 1}} - 1ms}}) {
    INFO(text);
    REQUIRE(parse_utc(text));
    CHECK(*parse_utc(text) == means);
  }
}

TEST_CASE("what was written is read back") {
  for (const auto t : {noon, noon + 1ns, noon + 86399s + 999999999ns, WallTime{}}) CHECK(parse_utc(utc_text(t)) == t);
}

TEST_CASE("what is no date and time of RFC 3339 is refused") {
  for (const char* text : {"",
                           "2026-03-01",
                           "2026-03-01T12:00:00",
                           "2026-03-01 12:00:00Z",
                           "2026-02-30T12:00:00Z",
                           "2026-13-01T12:00:00Z",
                           "2026-00-01T12:00:00Z",
                           "2026-03-01T24:00:00Z",
                           "2026-03-01T12:60:00Z",
                           "2026-03-01T12:00:60Z",
                           "2026-03-01T12:00:00.Z",
                           "2026-03-01T12:00:00.1234567891Z",
                           "2026-03-01T12:00:00+1:00",
                           "2026-03-01T12:00:00+24:00",
                           "2026-03-01T12:00:00+01:60",
                           "2026-03-01T12:00:00Zx",
                           "26-03-01T12:00:00Z",
                           "2026-3-1T12:00:00Z",
                           "1969-12-31T23:59:59Z",
                           "2200-01-01T00:00:00Z",
                           "-2026-03-01T12:00:00Z",
                           "2026-03-01T12:00:00+01:00:00",
                           "2026-03-01T12:00Z",
                           "10s"}) {
    INFO(text);
    CHECK_FALSE(parse_utc(text));
  }
}
