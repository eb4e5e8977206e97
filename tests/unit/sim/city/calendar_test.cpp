#include "sim/city/calendar.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/wall_text.hpp"

using namespace rushhour::city;
using namespace std::chrono_literals;

namespace {

Day day(int year, unsigned month, unsigned of_month) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month);
}

std::string milliseconds_of(Moment at) {
  MomentWriter writer;
  std::string text;
  writer.to_milliseconds(text, at);
  return text;
}

}  // namespace

TEST_CASE("dates and moments are written as RFC 3339 has them") {
  MomentWriter writer;
  std::string text;
  writer.date(text, day(2025, 3, 1));
  CHECK(text == "2025-03-01");
  writer.to_seconds(text = "", midnight(day(2024, 2, 29)) + 12h + 30min + 5s + 999ms);
  CHECK(text == "2024-02-29T12:30:05Z");
  CHECK(milliseconds_of(midnight(day(1970, 1, 1))) == "1970-01-01T00:00:00.000Z");
  CHECK(milliseconds_of(midnight(day(2199, 12, 31)) + 24h - 1ms) == "2199-12-31T23:59:59.999Z");
}

TEST_CASE("a writer of moments forgets a day when another one comes") {
  MomentWriter writer;
  std::string text;
  for (const Day one : {day(2025, 1, 31), day(2025, 2, 1), day(2025, 1, 31)}) writer.date(text, one);
  CHECK(text == "2025-01-312025-02-012025-01-31");
}

TEST_CASE("moments are appended, and read back as they were") {
  for (std::int64_t ms = -1; ms < 400LL * 86'400'000; ms += 86'399'987 / 3) {
    const Moment at = midnight(day(2023, 12, 1)) + std::chrono::milliseconds(ms + 1);
    REQUIRE(rushhour::parse_utc(milliseconds_of(at)) == rushhour::WallTime(at));
  }
}

TEST_CASE("a moment belongs to the day that it lies in") {
  const Day first = day(2025, 1, 1);
  CHECK(day_of(midnight(first)) == first);
  CHECK(day_of(midnight(first) + 24h - 1ms) == first);
  CHECK(day_of(midnight(first) - 1ms) == first - std::chrono::days(1));
}
