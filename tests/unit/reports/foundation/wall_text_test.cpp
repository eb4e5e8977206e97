#include "reports/foundation/wall_text.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace rushhour;
using namespace std::chrono_literals;

namespace {

WallTime noon() { return std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h; }

}  // namespace

TEST_CASE("an instant of RFC 3339 is read to the nanosecond, whatever its offset") {
  CHECK(parse_utc("2026-03-01T12:00:00Z") == noon());
  CHECK(parse_utc("2026-03-01t12:00:00z") == noon());
  CHECK(parse_utc("2026-03-01T13:30:00+01:30") == noon());
  CHECK(parse_utc("2026-02-28T23:00:00-13:00") == noon());
  CHECK(parse_utc("2026-03-01T12:00:00.5Z") == noon() + 500ms);
  CHECK(parse_utc("2026-03-01T12:00:00.123456789Z") == noon() + 123456789ns);
  CHECK(parse_utc("1970-01-01T00:00:00Z") == WallTime{});
}

TEST_CASE("what is no instant of RFC 3339 is none") {
  for (const std::string text :
       {"", "now", "2026-03-01", "2026-03-01T12:00:00", "2026-03-01 12:00:00Z", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z",
        "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:60Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00.1234567890Z",
        "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+01:60", "2026-03-01T12:00:00+0100", "2026-03-01T12:00:00Z ",
        "1699-01-01T00:00:00Z", "2201-01-01T00:00:00Z", "+026-03-01T12:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(parse_utc(text));
  }
}
