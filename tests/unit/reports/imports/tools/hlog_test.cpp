#include "reports/imports/tools/hlog.hpp"

#include <catch2/catch.hpp>

#include "reports/latency/histogram_log.hpp"
#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

constexpr WallTime noon{1'795'262'400'285ms};

latency::Histogram of(std::int64_t ns, std::uint64_t times) {
  latency::Histogram histogram;
  histogram.record(ns, times);
  return histogram;
}

}  // namespace

TEST_CASE("a histogram log keeps its start, its intervals and its samples") {
  const std::string text = latency::log_head(noon) + latency::log_line("", 127ms, 1007ms, of(5'000'000, 10)) +
                           latency::log_line("orders", 1134ms, 999ms, of(9'000'000, 5));
  CHECK(is_like_hlog(text));
  const Imported got = import_text(read_hlog, text);
  CHECK(got.reasons().empty());
  CHECK(got.accepted == 2);
  CHECK(got.all.run.start() == noon);
  REQUIRE(got.record.intervals.size() == 2);
  CHECK(got.record.intervals[0].begin == 127ms);
  CHECK(got.record.intervals[1].length == 999ms);
  CHECK(got.step("(no tag)").count == 10);
  CHECK(got.step("orders").service.all.quantile(1) / 1'000'000 == 9);
  CHECK(got.summary.load.done == 15);
}

TEST_CASE("times that are absolute mean the same as those since the start") {
  const std::string absolute =
      "#[Histogram log format version 1.2]\n" + latency::log_line("", noon.time_since_epoch() + 127ms, 1s, of(5'000'000, 10));
  const Imported got = import_text(read_hlog, absolute);
  REQUIRE(got.record.intervals.size() == 1);
  CHECK(got.all.run.start() == WallTime(1'795'262'400s));
  CHECK(got.record.intervals[0].begin == 412ms);
}

TEST_CASE("a log of ours keeps its series") {
  const latency::Series series{"diners", "menu", "response", false};
  const Imported got =
      import_text(read_hlog, latency::log_head(noon) + latency::log_line(latency::to_tag(series), 0s, 1s, of(5'000'000, 10)));
  REQUIRE(got.record.intervals.size() == 1);
  CHECK(got.record.intervals[0].series.at(series).count() == 10);
}

TEST_CASE("whoever logged is told, and comments are passed over") {
  const Imported got = import_text(read_hlog, "#[Logged with jHiccup version 2.0.6]\n#[a comment]\n\n" + latency::log_head(noon) +
                                                  latency::log_line("", 0s, 1s, of(5'000'000, 1)));
  CHECK(got.all.tool_version == "jHiccup version 2.0.6");
  CHECK(got.accepted == 1);
}

TEST_CASE("a bad line of a histogram log costs that line only") {
  const std::string good = latency::log_line("", 1s, 1s, of(5'000'000, 1));
  const Imported got = import_text(read_hlog, latency::log_head(noon) + good + "1.000,1.000,2.000,HISTFAAAnonsense\n" + "1,2,3\n" +
                                                  "soon,1.000,1.000,HISTFAAA\n" + good + good.substr(0, good.size() - 9));
  CHECK(got.accepted == 2);
  REQUIRE(got.rejected.size() == 4);
  CHECK(got.rejected[0].line == 6);
  CHECK(got.rejected[0].reason.find("payload") != std::string::npos);
  CHECK(got.rejected[1].reason.find("an interval's line is") == 0);
  CHECK(got.rejected[2].reason.find("no begin and length in seconds") != std::string::npos);
  CHECK(got.rejected[3].reason == "the line is cut short");
}

}  // namespace rushhour::imports
