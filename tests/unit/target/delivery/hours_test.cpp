#include "target/delivery/hours.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::delivery;
using namespace std::chrono_literals;

namespace {

constexpr WallTime midnight{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

WallTime at(int hour, int minute) { return midnight + std::chrono::hours(hour) + std::chrono::minutes(minute); }

}  // namespace

TEST_CASE("a minute of the day begins with its first nanosecond and ends before the next one") {
  CHECK(minute_of_day(midnight) == 0);
  CHECK(minute_of_day(midnight + 1min - 1ns) == 0);
  CHECK(minute_of_day(midnight + 1min) == 1);
  CHECK(minute_of_day(midnight - 1ns) == 1439);
  CHECK(minute_of_day(at(18, 30)) == 18 * 60 + 30);
  CHECK(minute_of_day(WallTime{} - 25h) == 23 * 60);  // before 1970, too
}

TEST_CASE("hours hold their first minute and not their last, across midnight as well") {
  struct Row {
    const char* says;
    Hours hours;
    int hour, minute;
    bool open;
  };
  const Row rows[] = {
      {"just before it begins", {660, 840}, 10, 59, false},
      {"as it begins", {660, 840}, 11, 0, true},
      {"the last minute", {660, 840}, 13, 59, true},
      {"as it ends", {660, 840}, 14, 0, false},
      {"late in the evening", {1080, 120}, 23, 59, true},
      {"just after midnight", {1080, 120}, 0, 0, true},
      {"the last minute of a night", {1080, 120}, 1, 59, true},
      {"after the night", {1080, 120}, 2, 0, false},
      {"at noon, of a night", {1080, 120}, 12, 0, false},
      {"always", {0, 0}, 4, 44, true},
      {"always, named otherwise", {600, 600}, 10, 0, true},
      {"up to midnight", {1200, 0}, 23, 59, true},
      {"up to midnight, at midnight", {1200, 0}, 0, 0, false},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    CHECK(within(row.hours, at(row.hour, row.minute)) == row.open);
  }
}

TEST_CASE("the next begin and end lie ahead, at most by a day, and hours change there") {
  for (const Hours hours : {Hours{660, 840}, Hours{1080, 120}, Hours{1200, 0}, Hours{0, 1}}) {
    for (int minute = 0; minute < 1440; minute += 7) {
      const WallTime now = midnight + std::chrono::minutes(minute) + 30s;
      const WallTime begin = next_begin(hours, now);
      const WallTime end = next_end(hours, now);
      CHECK(begin > now);
      CHECK(begin <= now + 24h);
      CHECK(end > now);
      CHECK(end <= now + 24h);
      CHECK(within(hours, begin));
      CHECK_FALSE(within(hours, begin - 1ns));
      CHECK_FALSE(within(hours, end));
      CHECK(within(hours, end - 1ns));
      CHECK(within(hours, now) == (end < begin));
    }
  }
  CHECK(next_begin({660, 840}, at(11, 0)) == at(11, 0) + 24h);  // the one of now has been
}
