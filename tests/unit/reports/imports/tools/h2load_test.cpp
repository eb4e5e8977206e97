#include "reports/imports/tools/h2load.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

TEST_CASE("h2load's log is start, status and duration in microseconds") {
  const std::string text =
      "1795243160024466\t200\t9686\n"
      "1795243160024471\t503\t100\n"
      "1795243160900000\t-1\t200000\n";
  CHECK(is_like_h2load(text));
  const Imported got = import_text(read_h2load, text);
  CHECK(got.accepted == 3);
  CHECK(got.step("(all requests)").count == 3);
  CHECK(got.summary.errors == std::map<std::string, std::uint64_t>{{"http 503", 1}, {"failed", 1}});
  CHECK(got.all.run.start() == WallTime(1'795'243'160s));
  CHECK(got.all.run.length() == 1100ms);
  CHECK(got.summary.totals.service.all.count_above(9'000'000) == 2);
  CHECK(got.record.ticks.size() == 2);
}

TEST_CASE("a line of h2load that cannot be read is rejected with a reason") {
  const Imported got = import_text(read_h2load,
                                   "1795243160024466\t200\t9686\n"
                                   "1795243160024466 200 9686\n"
                                   "1795243160\t200\t9686\n"
                                   "1795243160024466\t-2\t9686\n"
                                   "1795243160024466\t200\tlong\n"
                                   "1895243160024466\t200\t1\n"
                                   "1795243160024466\t200\t96");
  CHECK(got.accepted == 1);
  CHECK(got.reasons() ==
        "2: it is not start, status and duration with tabs between\n"
        "3: its start is no time in microseconds since 1970\n"
        "4: its status is neither a status nor -1\n"
        "5: its duration is no number of microseconds\n"
        "6: its time is more than 31 days from that of the first line\n"
        "7: the line is cut short\n");
}

TEST_CASE("what is not h2load's is told apart") {
  CHECK_FALSE(is_like_h2load("1795243160024\t200\t9686\n"));  // milliseconds
  CHECK_FALSE(is_like_h2load("1795243160024466\t200\n"));
  CHECK_FALSE(is_like_h2load("1795243160024466,200,9686\n"));
  CHECK_FALSE(is_like_h2load(""));
}

}  // namespace rushhour::imports
