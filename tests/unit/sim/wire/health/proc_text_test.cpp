#include "sim/wire/health/proc_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

const std::string stat_text =
    "cpu  740218 604931 246125 810686 4864 0 12436 2282 7 0\n"
    "cpu0 359372 305915 117667 419702 1155 0 5995 1155 0 0\n"
    "intr 10495489 0 0 0\n";

const std::string version_2 =
    "usage_usec 16037065380\nuser_usec 13451483747\nsystem_usec 2585581632\ncore_sched.force_idle_usec 0\n"
    "nr_periods 1200\nnr_throttled 37\nthrottled_usec 4100500\nnr_bursts 0\nburst_usec 0\n";

const std::string version_1 = "nr_periods 90\nnr_throttled 4\nthrottled_time 312000123\n";

}  // namespace

TEST_CASE("the machine's time is the sum of what its cores did, and what was stolen from them") {
  const auto times = parse_stat(stat_text);
  REQUIRE(times);
  CHECK(times->stolen == 2282);
  CHECK(times->all == 740218 + 604931 + 246125 + 810686 + 4864 + 0 + 12436 + 2282);
}

TEST_CASE("a /proc/stat that is cut short, of an old kernel or of something else says nothing") {
  const std::string first_line = stat_text.substr(0, stat_text.find('\n') + 1);
  for (std::size_t length = 0; length < first_line.size(); ++length) {
    INFO(length);
    CHECK_FALSE(parse_stat(stat_text.substr(0, length)));
  }
  CHECK(parse_stat(first_line));
  CHECK_FALSE(parse_stat("cpu  1 2 3 4 5 6 7\n"));  // no steal
  CHECK_FALSE(parse_stat("cpu0 1 2 3 4 5 6 7 8\n"));
  CHECK_FALSE(parse_stat("cpu  1 2 3 four 5 6 7 8\n"));
  CHECK_FALSE(parse_stat("cpu  1 2 3 -4 5 6 7 8\n"));
  CHECK_FALSE(parse_stat("cpu  1 2 3 99999999999999999999 5 6 7 8\n"));
}

TEST_CASE("a thread's wait for a core is the second figure of its schedstat") {
  CHECK(parse_core_wait("406269375 203310807 341\n") == 203'310'807ns);
  CHECK(parse_core_wait("0 0 1\n") == 0ns);
  for (const char* text : {"", "406269375", "406269375 2033", "a b c\n", "\n", "1 x 2\n", " 5 \n"}) {
    INFO(text);
    CHECK_FALSE(parse_core_wait(text));
  }
}

TEST_CASE("throttling is read of both versions of control groups") {
  const auto two = parse_cpu_stat(version_2), one = parse_cpu_stat(version_1);
  REQUIRE(two);
  CHECK(two->periods == 1200);
  CHECK(two->throttled == 37);
  CHECK(two->stood_still == 4'100'500us);
  REQUIRE(one);
  CHECK(one->periods == 90);
  CHECK(one->throttled == 4);
  CHECK(one->stood_still == 312'000'123ns);
}

TEST_CASE("a group without a limit, or a cpu.stat that is damaged, says nothing") {
  struct Row {
    const char* says;
    std::string text;
  };
  const Row row = GENERATE(values<Row>({
      {"the root group of version 2", "usage_usec 160\nuser_usec 134\nsystem_usec 25\n"},
      {"an empty file", ""},
      {"cut within its last figure", version_1.substr(0, version_1.size() - 4)},
      {"cut before its last line", version_1.substr(0, version_1.rfind("throttled_time"))},
      {"words for a figure", "nr_periods many\nnr_throttled 4\nthrottled_time 3\n"},
      {"a line without a figure", "nr_periods\nnr_throttled 4\nthrottled_time 3\n"},
      {"binary", std::string("\0\1\2\n\n\xff", 6)},
  }));
  INFO(row.says);
  CHECK_FALSE(parse_cpu_stat(row.text));
}

TEST_CASE("resident memory is the second figure of statm") {
  CHECK(parse_resident_pages("765 410 382 5 0 123 0\n") == 410U);
  CHECK_FALSE(parse_resident_pages("765\n"));
  CHECK_FALSE(parse_resident_pages("765 410"));
}
