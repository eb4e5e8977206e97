#include "reports/latency/histogram_log.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_codec.hpp"

using namespace rushhour::latency;
using namespace std::chrono_literals;
using rushhour::Instant;
using rushhour::UserError;
using rushhour::WallTime;

namespace {

HistogramLog read(const std::string& text) {
  std::istringstream in(text);
  return read_log(in, "some.hlog");
}

Histogram holding(std::int64_t value) {
  Histogram histogram;
  histogram.record(value);
  return histogram;
}

}  // namespace

TEST_CASE("a log that was written is read back") {
  const WallTime start(1'700'000'000'123ms);
  std::string text = log_head(start);
  text += log_line("diners|menu|response|ok|main", 0s, 1s, holding(2'500'000));
  text += log_line("", 61s + 250ms, 750ms, holding(7));
  const HistogramLog log = read(text);
  CHECK(log.start == start);
  CHECK(log.warnings.empty());
  REQUIRE(log.lines.size() == 2);
  CHECK(log.lines[0].tag == "diners|menu|response|ok|main");
  CHECK(log.lines[0].begin == 0s);
  CHECK(log.lines[0].length == 1s);
  CHECK(log.lines[0].number == 5);
  CHECK(log.lines[0].histogram.quantile(1) == holding(2'500'000).max());
  CHECK(log.lines[1].tag.empty());
  CHECK(log.lines[1].begin == 61'250ms);
  CHECK(log.lines[1].length == 750ms);
}

TEST_CASE("the head and the lines look as other readers expect them") {
  CHECK(log_head(WallTime(1'441'812'279'474ms)) ==
        "#[Histogram log format version 1.3]\n#[BaseTime: 1441812279.474 (seconds since epoch)]\n"
        "#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 15:24:39 UTC 2015]\n"
        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
  CHECK(log_line("a|b", 5s, 1s, holding(2'000)).starts_with("Tag=a|b,5.000,1.000,0.002,HISTFAAA"));
  CHECK(log_line("", 1234567us, 999600us, holding(0)).starts_with("1.235,1.000,0.000,HISTFAAA"));
}

TEST_CASE("times are relative to what the head says they are") {
  struct Row {
    const char* says;
    std::string head, time;
    WallTime start;
    Instant begin;
  };
  const WallTime none{};
  const Row row = GENERATE_COPY(values<Row>({
      {"small times are relative to the start, as jHiccup writes", "#[StartTime: 1441812279.474 (seconds since epoch), Wed]\n", "0.127",
       WallTime(1'441'812'279'474ms), 127ms},
      {"large times are absolute", "#[StartTime: 1441812279.474 (seconds since epoch), Wed]\n", "1441812280.000",
       WallTime(1'441'812'279'474ms), 526ms},
      {"a base time is added", "#[StartTime: 1000.000 (seconds since epoch)]\n#[BaseTime: 1000.500 (seconds since epoch)]\n", "2.000",
       WallTime(1000s), 2500ms},
      {"a base time may stand first", "#[BaseTime: 1000.500 (seconds since epoch)]\n#[StartTime: 1000.000 (seconds since epoch)]\n",
       "2.000", WallTime(1000s), 2500ms},
      {"a base time of zero makes them absolute", "#[StartTime: 100000000.000]\n#[BaseTime: 0]\n", "100000003.5", WallTime(100'000'000s),
       3500ms},
      {"a log without a head has no start", "", "12.5", none, 12'500ms},
      {"the start may be early in 1970, as of a clock that began there", "#[StartTime: 17.000 (seconds since epoch)]\n", "18.000",
       WallTime(17s), 1s},
      {"blanks around times are no harm", "#[StartTime:   0.000 (seconds since epoch), x]\n", "  0.250", none, 250ms},
      {"an exponent is a number too", "", "2.5e-1", none, 250ms},
  }));
  INFO(row.says);
  const HistogramLog log = read(row.head + "\n\"StartTimestamp\",\"and so on\"\n" + row.time + ",1.0, 3.1," + encode(holding(5)) + "\r\n");
  CHECK(log.start == row.start);
  REQUIRE(log.lines.size() == 1);
  CHECK(log.lines[0].begin == row.begin);
}

TEST_CASE("a log cut short anywhere in its last line is read but for that line") {
  const std::string first = log_head(WallTime(1'700'000'000s)) + log_line("a|b|c|ok|main", 0s, 1s, holding(5));
  const std::string last = log_line("a|b|d|ok|main", 0s, 1s, holding(6));
  for (std::size_t length = 0; length <= last.size(); ++length) {
    const HistogramLog log = read(first + last.substr(0, length));
    // Without its newline a line may still be whole.
    const bool whole = length + 1 >= last.size();
    REQUIRE(log.lines.size() == (whole ? 2 : 1));
    REQUIRE(log.warnings.size() == (whole || length == 0 ? 0 : 1));
    if (!log.warnings.empty()) REQUIRE(log.warnings[0] == "some.hlog:6 is cut short and was left out");
  }
}

TEST_CASE("a head cut short anywhere leaves no half time behind") {
  const WallTime start(1'700'000'000'500ms);
  const std::string head = log_head(start);
  for (std::size_t length = 0; length < head.size(); ++length) {
    const HistogramLog log = read(head.substr(0, length));
    REQUIRE((log.start == start || log.start == WallTime{}));
    REQUIRE(log.lines.empty());
  }
}

TEST_CASE("a bad line elsewhere is an error that names its place") {
  struct Row {
    const char* says;
    std::string line, reason;
  };
  const std::string payload = encode(holding(5));
  const Row row = GENERATE_COPY(values<Row>({
      {"words", "hello", "[Tag=NAME,]begin"},
      {"too few fields", "1.0,1.0," + payload, "[Tag=NAME,]begin"},
      {"too many fields", "1.0,1.0,1.0," + payload + ",x", "[Tag=NAME,]begin"},
      {"only a tag", "Tag=a", "[Tag=NAME,]begin"},
      {"a begin that is no number", "x,1.0,1.0," + payload, "begin and length"},
      {"a begin beyond all time", "1e300,1.0,1.0," + payload, "begin and length"},
      {"a begin that is not a number", "nan,1.0,1.0," + payload, "begin and length"},
      {"a negative length", "1.0,-1.0,1.0," + payload, "begin and length"},
      {"a payload in the middle of which something is missing", "1.0,1.0,1.0," + payload.substr(0, 12) + payload.substr(16), "payload"},
      {"a payload that is none", "1.0,1.0,1.0,abc", "base64"},
      {"a start time that is none", "#[StartTime: yesterday]", "no time"},
  }));
  INFO(row.says);
  const std::string text = log_head(WallTime(0s)) + row.line + "\n" + log_line("", 1s, 1s, holding(1));
  CHECK_THROWS_AS(read(text), UserError);
  CHECK_THROWS_WITH(read(text), Catch::StartsWith("some.hlog:5: ") && Catch::Contains(row.reason));
}

TEST_CASE("a file that is not there is an error that names it") {
  CHECK_THROWS_WITH(read_log(std::filesystem::path("/nowhere/at/all.hlog")), Catch::Contains("/nowhere/at/all.hlog"));
  CHECK_THROWS_WITH(read_log(std::filesystem::path("/tmp")), Catch::Contains("/tmp"));
}

TEST_CASE("logs that other writers left are read to their own figures") {
  struct Row {
    const char* file;
    std::size_t lines;
    std::uint64_t count;
    std::int64_t p999, max;
    WallTime start;
    Instant first;
  };
  const Row row = GENERATE(values<Row>({
      {"jHiccup-2.0.7S.logV2.hlog", 62, 48'761, 1'745'879'039, 1'796'210'687, WallTime(1'441'812'279'474ms), 127ms},
      {"jHiccup-2.0.6.logV1.hlog", 88, 65'964, 1'829'765'119, 1'888'485'375, WallTime(1'438'867'590'285ms), 133ms},
  }));
  const char* data = std::getenv("RUSHHOUR_DATA");
  if (data == nullptr) {
    std::cout << "skipped: no shared data\n";
    return;
  }
  INFO(row.file);
  const HistogramLog log = read_log(std::filesystem::path(data) / "foreign" / row.file);
  CHECK(log.lines.size() == row.lines);
  CHECK(log.start == row.start);
  CHECK(log.lines.at(0).begin == row.first);
  CHECK(log.warnings.empty());
  Histogram merged;
  for (const LogLine& line : log.lines) merged.merge(line.histogram);
  CHECK(merged.count() == row.count);
  CHECK(merged.quantile(0.999) == row.p999);
  CHECK(merged.max() == row.max);
}
