#include "reports/foundation/units.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace std::chrono_literals;

TEST_CASE("a duration is read from its text") {
  struct Row {
    const char* says;
    std::string text;
    std::optional<Instant> duration;
  };
  const Row row = GENERATE(values<Row>({
      {"milliseconds", "250ms", 250ms},
      {"microseconds", "10us", 10us},
      {"nanoseconds", "5ns", 5ns},
      {"minutes and seconds", "1m30s", 90s},
      {"hours", "2h", 2h},
      {"all units in a row", "1h2m3s4ms5us6ns", 1h + 2min + 3s + 4ms + 5us + 6ns},
      {"fractions of a unit", "1.5s", 1500ms},
      {"a bare number is in seconds", "0.5", 500ms},
      {"zero", "0", 0ns},
      {"zero with a unit", "0s", 0ns},
      {"a year of hours", "8784h", 8784h},
      {"more than a year", "8785h", std::nullopt},
      {"nothing", "", std::nullopt},
      {"a unit without a number", "ms", std::nullopt},
      {"a negative one", "-5s", std::nullopt},
      {"a unit that is none", "5days", std::nullopt},
      {"small units before large ones", "5s1m", std::nullopt},
      {"a unit twice", "5s5s", std::nullopt},
      {"a bare number at the end", "1m30", std::nullopt},
      {"a blank inside", "1m 30s", std::nullopt},
      {"blanks around", " 5s", std::nullopt},
      {"infinity", "inf", std::nullopt},
      {"not a number", "nan", std::nullopt},
      {"a number beyond all", "1e999s", std::nullopt},
  }));
  INFO(row.says);
  CHECK(parse_duration(row.text) == row.duration);
}

TEST_CASE("a rate is read from its text") {
  struct Row {
    const char* says;
    std::string text;
    std::optional<double> rate;
  };
  const Row row = GENERATE(values<Row>({
      {"per second", "500/s", 500.0},
      {"per minute", "30/m", 0.5},
      {"per hour", "7200/h", 2.0},
      {"a bare number is per second", "12.5", 12.5},
      {"zero", "0/s", 0.0},
      {"nothing", "", std::nullopt},
      {"a negative one", "-1/s", std::nullopt},
      {"per day", "1/d", std::nullopt},
      {"without a number", "/s", std::nullopt},
      {"infinity", "inf/s", std::nullopt},
      {"words", "fast", std::nullopt},
  }));
  INFO(row.says);
  CHECK(parse_rate(row.text) == row.rate);
}

TEST_CASE("a duration is shown with three digits and a unit") {
  struct Row {
    Instant duration;
    std::string text;
  };
  const Row row = GENERATE(values<Row>({
      {0ns, "0s"},        {1ns, "1ns"},     {999ns, "999ns"},     {1us, "1.00us"},         {4ms, "4.00ms"},    {38800us, "38.8ms"},
      {112ms, "112ms"},   {999ms, "999ms"}, {999600us, "1.00s"},  {1420ms, "1.42s"},       {59900ms, "59.9s"}, {59960ms, "1m"},
      {70s, "1m10s"},     {125s, "2m05s"},  {3599700ms, "1h00m"}, {3600s + 5min, "1h05m"}, {100h, "100h00m"},  {9999us, "10.0ms"},
      {99960us, "100ms"},
  }));
  CHECK(format_duration(row.duration) == row.text);
}

TEST_CASE("a count is shown with its thousands apart") {
  struct Row {
    std::uint64_t n;
    std::string text;
  };
  const Row row = GENERATE(
      values<Row>({{0, "0"}, {999, "999"}, {1000, "1,000"}, {11'200, "11,200"}, {123'456, "123,456"}, {1'234'567'890, "1,234,567,890"}}));
  CHECK(format_count(row.n) == row.text);
}

TEST_CASE("a size is a number of bytes with a unit or without") {
  const auto row = GENERATE(table<std::string, std::optional<std::uint64_t>>({
      {"0", 0},
      {"512", 512},
      {"512B", 512},
      {"1kB", 1000},
      {"1KB", 1000},
      {"64KiB", 65536},
      {"64MB", 64'000'000},
      {"1.5MiB", 1'572'864},
      {"2GB", 2'000'000'000},
      {"2GiB", std::uint64_t{2} << 30},
      {"", std::nullopt},
      {"MB", std::nullopt},
      {"-1", std::nullopt},
      {"64 MB", std::nullopt},
      {"64mb", std::nullopt},
      {"64MBs", std::nullopt},
      {"1e300", std::nullopt},
      {"nan", std::nullopt},
      {"inf", std::nullopt},
  }));
  INFO(std::get<0>(row));
  CHECK(parse_size(std::get<0>(row)) == std::get<1>(row));
}

TEST_CASE("an instant of a run is told as a stopwatch shows it") {
  CHECK(format_instant(0s) == "0:00");
  CHECK(format_instant(31'999ms) == "0:31");
  CHECK(format_instant(3599s) == "59:59");
  CHECK(format_instant(3665s) == "1:01:05");
  CHECK(format_instant(100h) == "100:00:00");
}
