#include "reports/pages/terminal/terminal_summary.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/golden.hpp"
#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using test::add_threshold;
using test::sample_run;
using test::SampleRun;

namespace {

std::string summary_of(const runs::RunRecord& record, bool colour = false, bool utf8 = false) {
  pages::TerminalStyle style;
  style.colour = colour;
  style.utf8 = utf8;
  return pages::terminal_summary(test::SampleMaterial{record}.material(), style);
}

runs::RunRecord with_thresholds(const SampleRun& wanted) {
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time{step:place order}", "p(99) < 250ms");
  add_threshold(record, "http_req_duration", "p(95)<200");
  add_threshold(record, "checks", "rate > 99.9%");
  return record;
}

}  // namespace

TEST_CASE("a terminal summary puts thresholds first and ends with the report") {
  struct Row {
    const char* golden;
    SampleRun wanted;
    bool killed;
  };
  SampleRun good;
  SampleRun slow;
  slow.stalls = true;
  SampleRun weak = slow;
  weak.weak_generator = true;
  SampleRun small;
  small.length_s = 2;
  small.scale = 0.1;
  small.warmup_s = 0;
  const Row rows[] = {{"tests/golden/summary-passed.txt", good, false},
                      {"tests/golden/summary-failed.txt", slow, false},
                      {"tests/golden/summary-invalid.txt", weak, false},
                      {"tests/golden/summary-small.txt", small, false},
                      {"tests/golden/summary-killed.txt", slow, true}};
  for (const Row& row : rows) {
    INFO(row.golden);
    runs::RunRecord record = with_thresholds(row.wanted);
    record.interrupted = row.killed;
    if (row.killed) record.meta["plan"]["length_ns"] = 600'000'000'000;
    check_golden(row.golden, summary_of(record));
  }
}

TEST_CASE("a threshold that is judged on windows says so, and when it was first crossed") {
  SampleRun wanted;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  const auto judged = [&record](const char* expression, std::int64_t over_s, std::int64_t for_s) {
    add_threshold(record, "response_time", expression);
    nlohmann::json& stated = record.meta["plan"]["thresholds"].back();
    stated["over_ns"] = over_s * 1'000'000'000;
    stated["for_ns"] = for_s * 1'000'000'000;
  };
  judged("p(95) < 500ms", 1, 0);
  judged("p(95) < 1h", 10, 30);
  judged("p(99.999) < 1h", 60, 0);
  judged("max < 1h", 3600, 0);
  const std::string text = summary_of(record);
  CHECK_THAT(text, Catch::Contains("over 1s, first at 00:32\n"));
  CHECK_THAT(text, Catch::Contains(" %  over 10s for 30s\n"));
  CHECK_THAT(text, Catch::Contains("over 1m, needs 1,000,000 samples, had "));
  CHECK_THAT(text, Catch::Contains("the run was too short for a window\n"));
}

TEST_CASE("an invalid measurement is said loudly even where it was asked to be a warning") {
  SampleRun wanted;
  wanted.stalls = wanted.weak_generator = true;
  runs::RunRecord record = sample_run(wanted);
  record.meta["settings"]["on-invalid"]["value"] = "warn";
  CHECK_THAT(summary_of(record), Catch::Contains("TRUST    INVALID") &&
                                     Catch::Contains("VERDICT  invalid measurement, which was asked to be a warning only; no thresholds"));
}

TEST_CASE("a terminal summary tells of iterations, of what the script rejected and where it failed, and of its metrics") {
  runs::RunRecord record = with_thresholds({});
  test::add_breakdown(record);
  check_golden("tests/golden/summary-scripted.txt", summary_of(record));
}

TEST_CASE("names in a summary cannot steer the terminal") {
  SampleRun wanted;
  wanted.stalls = true;
  wanted.step = "\x1b]0;owned\x07\x1b[2Jstep\r\nTRUST    valid";
  wanted.trouble =
      "http \xE2\x80\xAE"
      "503";
  runs::RunRecord record = sample_run(wanted);
  record.meta["target"] = "http://\x1b[31mhost";
  const std::string text = summary_of(record);
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(text.find("\nTRUST") == std::string::npos);
}

TEST_CASE("colour comes only when asked for, and only around words") {
  const runs::RunRecord record = with_thresholds({});
  CHECK(summary_of(record).find('\x1b') == std::string::npos);
  std::string text = summary_of(record, true);
  CHECK(text.find("\x1b[") != std::string::npos);
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == summary_of(record));
}

TEST_CASE("a lower bound is marked, and what the sample does not support is a dash") {
  SampleRun wanted;
  wanted.stalls = true;
  const std::string text = summary_of(sample_run(wanted));
  CHECK_THAT(text, Catch::Contains("> 2.00s"));
  runs::RunRecord record;
  record.meta = {{"ended_by", "plan"}};
  latency::Interval interval;
  interval.length = std::chrono::seconds(1);
  interval.series[{"a", "x", "response", true, false}].record(5'000'000, 30);
  interval.series[{"a", "x", "service", true, false}].record(5'000'000, 30);
  record.intervals.push_back(interval);
  CHECK_THAT(summary_of(record), Catch::Matches("[^]*x +30 +0 % +5\\.00ms +- +- +- +5\\.00ms\n[^]*"));
}

TEST_CASE("phases are told where getting a connection costs more than a twentieth of a step's time, and nowhere else") {
  runs::RunRecord record = sample_run({});
  const auto with_phase = [&](const std::string& kind, std::int64_t ns) {
    runs::RunRecord with = record;
    with.minutes.push_back({Instant(0), std::chrono::seconds(60), {}});
    with.minutes.back().series[{"diners", "place order", kind, true, false}].record(ns, 1000);
    return summary_of(with);
  };
  CHECK(summary_of(record).find("PHASES") == std::string::npos);
  CHECK(with_phase("connect", 10'000).find("PHASES") == std::string::npos);
  CHECK(with_phase("wait", 4'000'000'000).find("PHASES") == std::string::npos);
  const std::string told = with_phase("connect", 40'000'000);
  CHECK_THAT(told, Catch::Contains("PHASES") && Catch::Contains("place order  connect") && Catch::Contains("1,000  40.0ms"));
  CHECK(told.find("PHASES") < told.find("ERRORS"));
}

TEST_CASE("a summary lists what the target told of itself, ten at most") {
  runs::RunRecord record = sample_run({});
  CHECK(summary_of(record).find("EVENTS") == std::string::npos);
  for (int i = 0; i < 12; ++i)
    record.events.push_back({{"event", "annotation"},
                             {"at_ns", i * 5'000'000'000},
                             {"number", i + 1},
                             {"kind", "fault"},
                             {"name", i == 0 ? "evil\x1b[31m" : "stall"},
                             {"text", "all wait"},
                             {"ended_ns", i == 1 ? nlohmann::json() : nlohmann::json(i * 5'000'000'000 + 2'000'000'000)}});
  const std::string text = summary_of(record);
  CHECK_THAT(text, Catch::Contains("EVENTS of the target  kind   from  until\n"));
  CHECK_THAT(text, Catch::Contains("    evil\\x1b[31m        fault  0:00  0:02           all wait\n"));
  CHECK_THAT(text, Catch::Contains("    stall               fault  0:05  after the run  all wait\n"));
  CHECK_THAT(text, Catch::Contains("    and 2 more\n"));
  CHECK(text.find("EVENTS") < text.find("TRUST"));
}

TEST_CASE("where the locale is UTF-8 the summary draws rate and latency over the run") {
  SampleRun slow;
  slow.stalls = true;
  check_golden("tests/golden/summary-utf8.txt", summary_of(with_thresholds(slow), false, true));
}

TEST_CASE("of a run of a second or two nothing is drawn") {
  SampleRun small;
  small.length_s = 1;
  small.warmup_s = 0;
  const std::string text = summary_of(with_thresholds(small), false, true);
  CHECK_THAT(text, !Catch::Contains("over the run"));
}

TEST_CASE("where the locale is not UTF-8 the summary is ASCII, and its columns still stand below each other") {
  SampleRun wanted;
  wanted.step =
      "gr\xC3\xB6\xC3\x9F"
      "er";
  const std::string text = summary_of(with_thresholds(wanted));
  CHECK(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  const auto line_with = [&text](const char* what) {
    const std::size_t begin = text.rfind('\n', text.find(what)) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(line_with("gr\\u00f6\\u00dfer").size() == line_with("    place order ").size());
  CHECK_THAT(summary_of(with_thresholds(wanted), false, true), Catch::Contains(wanted.step));
}

TEST_CASE("on a terminal the sentences of trust are folded under their begin, elsewhere each is one line") {
  SampleRun wanted;
  wanted.stalls = wanted.weak_generator = true;
  const runs::RunRecord record = with_thresholds(wanted);
  const auto widths = [&record](std::size_t fold) {
    pages::TerminalStyle style;
    style.fold = fold;
    const std::string text = pages::terminal_summary(test::SampleMaterial{record}.material(), style);
    const std::string trust = text.substr(text.find("  TRUST"), text.find("  VERDICT") - text.find("  TRUST"));
    std::size_t widest = 0, lines = 0;
    for (std::size_t at = 0; at < trust.size(); ++lines) {
      const std::size_t end = trust.find('\n', at);
      widest = std::max(widest, end - at);
      const std::string line = trust.substr(at, end - at);
      const bool begins = line.starts_with("  TRUST    ") || line.starts_with("  WARNING  ");
      CHECK((begins || (line.starts_with(std::string(11, ' ')) && line[11] != ' ')));
      at = end + 1;
    }
    return std::pair(widest, lines);
  };
  const auto [plain_width, plain_lines] = widths(0);
  CHECK(plain_width > 120);
  for (const std::size_t fold : {40U, 80U, 120U}) {
    const auto [width, lines] = widths(fold);
    CHECK(width <= fold);
    CHECK(lines > plain_lines);
  }
}
