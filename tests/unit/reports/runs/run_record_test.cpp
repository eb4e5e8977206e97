#include "reports/runs/run_record.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/summary.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;
using rushhour::UserError;
using rushhour::WallTime;
using rushhour::latency::Interval;
using rushhour::latency::Series;

namespace {

const Series response{"diners", "menu", "response"}, service{"diners", "menu", "service"};

// A run of two seconds, as a kill leaves it.
void write_run(const std::filesystem::path& directory) {
  RunWriter writer(directory, {{"schema", 1}, {"run", "a-run"}, {"plan", {{"length_ns", 2'000'000'000}}}}, WallTime(1'700'000'000s));
  for (int second = 0; second < 2; ++second) {
    Interval interval{std::chrono::seconds(second), 1s, {}};
    for (int i = 1; i <= 40; ++i) {
      interval.series[response].record(i * 1'000'000);
      interval.series[service].record(i * 900'000);
    }
    writer.append(interval);
    writer.append_tick({{"at_ns", (second + 1) * 1'000'000'000}, {"offered", 40}, {"done", 40}});
    writer.append_event({{"at_ns", second}, {"event", "stage"}, {"scenario", "diners"}, {"stage", second}});
    writer.append_slowest({std::chrono::seconds(second), "diners", "menu", 40ms, 39ms, 200, "", ""});
  }
}

}  // namespace

TEST_CASE("a run directory is read as it was written") {
  const ScratchFolder scratch;
  write_run(scratch.path() / "run");
  const RunRecord record = read_run(scratch.path() / "run");
  CHECK(record.directory == scratch.path() / "run");
  CHECK(record.meta["run"] == "a-run");
  CHECK(record.interrupted);
  CHECK(record.warnings.empty());
  REQUIRE(record.intervals.size() == 2);
  CHECK(record.intervals[1].begin == 1s);
  CHECK(record.intervals[1].length == 1s);
  CHECK(record.intervals[1].series.at(response).count() == 40);
  CHECK(record.intervals[1].series.at(service).count() == 40);
  CHECK(record.ticks.size() == 2);
  CHECK(record.events.size() == 2);
  CHECK(record.slowest.size() == 2);
}

TEST_CASE("a run is interrupted until it has written how it ended") {
  const ScratchFolder scratch;
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, WallTime(0s));
  CHECK(read_run(scratch.path() / "run").interrupted);
  writer.replace_meta({{"schema", 1}, {"status", "finished"}});
  CHECK_FALSE(read_run(scratch.path() / "run").interrupted);
}

TEST_CASE("lines of equal begin are one interval, in time order") {
  const ScratchFolder scratch;
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, WallTime(0s));
  for (const auto begin : {1s, 0s, 1s}) {
    Interval interval{begin, 1s, {}};
    interval.series[response].record(1'000'000);
    writer.append(interval);
  }
  const RunRecord record = read_run(scratch.path() / "run");
  REQUIRE(record.intervals.size() == 2);
  CHECK(record.intervals[0].begin == 0s);
  CHECK(record.intervals[0].series.at(response).count() == 1);
  CHECK(record.intervals[1].series.at(response).count() == 2);
}

TEST_CASE("a run killed at any byte of any file is read up to its last whole line") {
  const ScratchFolder scratch;
  const std::filesystem::path run = scratch.path() / "run";
  write_run(run);
  const std::string name = GENERATE(values<std::string>({"latency.hlog", "counters.jsonl", "events.jsonl", "slowest.jsonl"}));
  const std::string whole = text_of(run / name);
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t length = last; length <= whole.size(); ++length) {
    write_text(run / name, whole.substr(0, length));
    const RunRecord record = read_run(run);
    const bool cut = length != last && length + 1 < whole.size();
    REQUIRE(record.warnings.size() == (cut ? 1 : 0));
    if (cut) REQUIRE(record.warnings[0].find(name) != std::string::npos);
    REQUIRE(record.intervals.size() == 2);
    REQUIRE(record.ticks.size() + record.events.size() + record.slowest.size() >= 5);
    summarise(record);
  }
}

TEST_CASE("a run killed while its files were made is read as empty") {
  const ScratchFolder scratch;
  const std::filesystem::path run = scratch.path() / "run";
  { const RunWriter writer(run, {{"schema", 1}}, WallTime(0s)); }
  const std::string head = text_of(run / "latency.hlog");
  for (std::size_t length = 0; length < head.size(); ++length) {
    write_text(run / "latency.hlog", head.substr(0, length));
    REQUIRE(read_run(run).intervals.empty());
  }
  for (const char* name : {"latency.hlog", "counters.jsonl", "events.jsonl", "slowest.jsonl"}) std::filesystem::remove(run / name);
  const RunRecord record = read_run(run);
  CHECK(record.warnings.size() == 4);
  CHECK(summarise(record).load.offered == 0);
}

TEST_CASE("what is no run directory is refused with its path and what to do") {
  const ScratchFolder scratch;
  const std::filesystem::path run = scratch.path() / "run";
  struct Row {
    const char* says;
    std::string meta, reason;
  };
  const Row row = GENERATE(values<Row>({
      {"an empty run.json", "", "damaged"},
      {"half a run.json", "{\"schema\": 1, ", "damaged"},
      {"a run.json that is a list", "[1]", "damaged"},
      {"bytes", std::string("\0\xFF\x01", 3), "damaged"},
      {"no schema", "{}", "names no schema"},
      {"a schema that is no number", "{\"schema\": \"one\"}", "names no schema"},
      {"a schema of another version", "{\"schema\": 2}", "reads schema 1"},
  }));
  INFO(row.says);
  write_run(run);
  write_text(run / "run.json", row.meta);
  CHECK_THROWS_AS(read_run(run), UserError);
  CHECK_THROWS_WITH(read_run(run), Catch::Contains((run / "run.json").string()) && Catch::Contains(row.reason));
}

TEST_CASE("a path that leads to no run directory is refused") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "file", "");
  CHECK_THROWS_WITH(read_run(scratch.path() / "nothing"), Catch::Contains("no such run directory"));
  CHECK_THROWS_WITH(read_run(scratch.path() / "file"), Catch::Contains("is a file"));
  CHECK_THROWS_WITH(read_run(scratch.path()), Catch::Contains("no run.json"));
  CHECK_THROWS_AS(read_run(scratch.path()), UserError);
}

TEST_CASE("a file damaged in the middle is refused with its line") {
  const ScratchFolder scratch;
  const std::filesystem::path run = scratch.path() / "run";
  struct Row {
    const char* says;
    std::string file, from, to, place;
  };
  const Row row = GENERATE(values<Row>({
      {"a tick that is no JSON", "counters.jsonl", "{", "", "counters.jsonl:1"},
      {"an event that is no object", "events.jsonl", "{", "[{}]\n{", "events.jsonl:1"},
      {"an empty line", "slowest.jsonl", "\n", "\n\n", "slowest.jsonl:2"},
      {"a payload with a byte missing", "latency.hlog", "HISTF", "HIST", "latency.hlog:5"},
      {"a tag of another program", "latency.hlog", "|ok|", "|fine|", "latency.hlog:5"},
      {"a line without a tag", "latency.hlog", "Tag=diners|menu|response|ok|main,", "", "latency.hlog:5"},
  }));
  INFO(row.says);
  write_run(run);
  std::string text = text_of(run / row.file);
  text.replace(text.find(row.from), row.from.size(), row.to);
  write_text(run / row.file, text);
  CHECK_THROWS_AS(read_run(run), UserError);
  CHECK_THROWS_WITH(read_run(run), Catch::Contains(run.string()) && Catch::Contains(row.place));
}

TEST_CASE("of a killed run the sizes and phases of the last minute are lost, and it says so") {
  const ScratchFolder scratch;
  const Series sizes{"diners", "menu", "bytes_in"}, waits{"diners", "menu", "wait"};
  const auto logged = [&](std::chrono::seconds intervals, std::chrono::seconds minute, const char* status) {
    std::filesystem::remove_all(scratch.path() / "run");
    RunWriter writer(scratch.path() / "run", {{"schema", 1}}, WallTime(0s));
    writer.replace_meta({{"schema", 1}, {"status", status}});
    for (auto begin = 0s; begin < intervals; begin += 1s) {
      Interval interval{begin, 1s, {}};
      interval.series[response].record(1'000'000);
      interval.series[service].record(900'000);
      writer.append(interval);
      if (begin + 1s != minute) continue;
      Interval by_minute{0s, minute, {}};
      by_minute.series[sizes].record(500);
      by_minute.series[waits].record(900'000);
      writer.append(by_minute);
    }
    return read_run(scratch.path() / "run");
  };
  const RunRecord killed = logged(63s, 60s, "running");
  REQUIRE(killed.warnings.size() == 1);
  CHECK(
      killed.warnings.front() ==
      "The last 3.00s of sizes and phases, which are logged once a minute, were lost: no step has sizes, and phases are of fewer requests "
      "than there were.");
  const Summary summary = summarise(killed);
  CHECK(summary.totals.count == 63);
  CHECK(summary.totals.bytes_in == 0);
  CHECK(summary.totals.phases.at("wait").count() == 1);
  for (const RunRecord& whole : {logged(60s, 60s, "running"), logged(63s, 60s, "finished"), logged(30s, 60s, "running")}) {
    INFO(whole.meta["status"] << ' ' << whole.intervals.size());
    CHECK(whole.warnings == std::vector<std::string>{});
    CHECK(summarise(whole).totals.bytes_in == (whole.minutes.empty() ? 0 : 500));
  }
}
