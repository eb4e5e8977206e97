#include "reports/runs/run_writer.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;
using rushhour::UserError;
using rushhour::WallTime;
using rushhour::latency::Interval;

namespace {

const WallTime started(1'795'415'400s + 123'456'789ns);  // 2026-11-23 06:30:00 UTC

Interval an_interval(rushhour::Instant begin) {
  Interval interval{begin, 1s, {}};
  interval.series[{"diners", "menu", "response"}].record(5'000'000);
  interval.series[{"diners", "menu", "service"}].record(4'000'000);
  return interval;
}

}  // namespace

TEST_CASE("a run is named by its script, the second it began, and four digits of its own") {
  struct Row {
    const char* says;
    std::string scenario, begins;
  };
  const Row row = GENERATE(values<Row>({
      {"a plain name stands as it is", "lunch_rush", "lunch_rush-20261123T063000Z-"},
      {"blanks, slashes and other letters become dashes", "l\xC3\xBCnch rush/1", "l--nch-rush-1-20261123T063000Z-"},
      {"no name is a run", "", "run-20261123T063000Z-"},
      {"a name leads to no other folder", "..", "..-20261123T063000Z-"},
  }));
  INFO(row.says);
  const std::string name = run_name(row.scenario, started);
  CHECK(name.starts_with(row.begins));
  CHECK(name.size() == row.begins.size() + 4);
  CHECK(name.substr(row.begins.size()).find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("runs of one second have names of their own, and names are of bounded length") {
  CHECK(run_name("a", started) != run_name("a", started + 1ns));
  CHECK(run_name("a", started) == run_name("a", started));
  CHECK(run_name(std::string(5000, 'x'), started).size() < 200);
}

TEST_CASE("a run directory has all its files from the start") {
  const ScratchFolder scratch;
  const RunWriter writer(scratch.path() / "some" / "run", {{"schema", 1}, {"run", "run"}}, started);
  CHECK(writer.directory() == scratch.path() / "some" / "run");
  for (const char* file : {"run.json", "latency.hlog", "counters.jsonl", "events.jsonl", "slowest.jsonl", "scenario"})
    CHECK(std::filesystem::exists(writer.directory() / file));
  CHECK(json::parse(text_of(writer.directory() / "run.json")) == json({{"schema", 1}, {"run", "run"}, {"status", "running"}}));
  CHECK(rushhour::latency::read_log(writer.directory() / "latency.hlog").start == WallTime(1'795'415'400'123ms));
}

TEST_CASE("what is appended stands in the files when the call returns") {
  const ScratchFolder scratch;
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, started);
  writer.append(an_interval(0s));
  writer.append(an_interval(1s));
  writer.append(Interval{2s, 1s, {}});
  writer.append_tick({{"at_ns", 1'000'000'000}, {"done", 3}});
  writer.append_event({{"at_ns", 5}, {"event", "stage"}});
  writer.append_slowest({6ns, "diners", "menu", 5ms, 4ms, 200, "", ""});
  const auto log = rushhour::latency::read_log(writer.directory() / "latency.hlog");
  REQUIRE(log.lines.size() == 4);
  CHECK(log.lines[2].tag == "diners|menu|response|ok|main");
  CHECK(log.lines[2].begin == 1s);
  CHECK(text_of(writer.directory() / "counters.jsonl") == "{\"at_ns\":1000000000,\"done\":3}\n");
  CHECK(text_of(writer.directory() / "events.jsonl") == "{\"at_ns\":5,\"event\":\"stage\"}\n");
  CHECK(text_of(writer.directory() / "slowest.jsonl") == to_line({6ns, "diners", "menu", 5ms, 4ms, 200, "", ""}) + '\n');
}

TEST_CASE("run.json is replaced as a whole, and nothing stays beside it") {
  const ScratchFolder scratch;
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, started);
  writer.replace_meta({{"schema", 1}, {"status", "finished"}});
  CHECK(json::parse(text_of(writer.directory() / "run.json")) == json({{"schema", 1}, {"status", "finished"}}));
  CHECK_FALSE(std::filesystem::exists(writer.directory() / "run.json.new"));
}

TEST_CASE("bytes that are no text do not stop a run") {
  const ScratchFolder scratch;
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, started);
  writer.append_event({{"at_ns", 1}, {"event", "script_error"}, {"message", "\xFF\xFE oops"}});
  CHECK(json::parse(text_of(writer.directory() / "events.jsonl"))["message"].get<std::string>().ends_with(" oops"));
}

TEST_CASE("the script is kept beside its results") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "lunch.lua", "function f() end\n");
  RunWriter writer(scratch.path() / "run", {{"schema", 1}}, started);
  writer.keep_script(scratch.path() / "lunch.lua");
  CHECK(text_of(writer.directory() / "scenario" / "lunch.lua") == "function f() end\n");
  CHECK_THROWS_AS(writer.keep_script(scratch.path() / "none.lua"), UserError);
}

TEST_CASE("a place that cannot be written is the user's to mend, and named") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "file", "");
  CHECK_THROWS_WITH(RunWriter(scratch.path() / "file" / "run", {{"schema", 1}}, started),
                    Catch::Contains((scratch.path() / "file").string()) && Catch::Contains("--out"));
  const RunWriter first(scratch.path() / "run", {{"schema", 1}}, started);
  CHECK_THROWS_WITH(RunWriter(scratch.path() / "run", {{"schema", 1}}, started), Catch::Contains("holds a run already"));
}

TEST_CASE("a full disk is the user's to mend, and named") {
  if (!std::filesystem::exists("/dev/full")) return;
  const ScratchFolder scratch;
  std::filesystem::create_symlink("/dev/full", scratch.path() / "counters.jsonl");
  RunWriter writer(scratch.path(), {{"schema", 1}}, started);
  CHECK_THROWS_WITH(writer.append_tick({{"at_ns", 1}}), Catch::Contains("counters.jsonl") && Catch::Contains("space"));
}
