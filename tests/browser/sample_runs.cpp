// Writes run directories of known content for the browser tests: passed, failed, invalid, killed, small, empty (nothing happened), scripted
// (groups, tags, metrics), many (five thousand steps) and evil (names that try to be markup). usage: sample_runs FOLDER

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_run.hpp"

namespace {

using rushhour::runs::RunRecord;
using rushhour::test::SampleRun;

RunRecord with_thresholds(const SampleRun& wanted) {
  RunRecord record = rushhour::test::sample_run(wanted);
  rushhour::test::add_threshold(record, "response_time{step:place order}", "p(99) < 250ms");
  if (wanted.stalls) rushhour::test::add_threshold(record, "response_time", "p(99.99) < 1m");  // more than the sample carries
  rushhour::test::add_threshold(record, "service_time", "p(95) < 1s");
  rushhour::test::add_threshold(record, "checks", "rate > 99.9%");
  return record;
}

void annotate(RunRecord& record, const std::string& name) {
  const auto add = [&](std::uint64_t number, std::int64_t begin_s, const nlohmann::json& end_ns, const std::string& text) {
    record.events.push_back({{"event", "annotation"},
                             {"at_ns", begin_s * 1'000'000'000},
                             {"number", number},
                             {"kind", "fault"},
                             {"name", name},
                             {"text", text},
                             {"ended_ns", end_ns}});
  };
  add(1, 31, 36'000'000'000, "requests wait until the fault ends");
  add(2, 66, nullptr, name);
}

RunRecord evil_run(SampleRun wanted) {
  const std::string evil = "</script><img src=x onerror=document.title='hit'><!--\x1b[31m\xE2\x80\xA8\"'`${1}";
  wanted.step = evil;
  wanted.trouble = evil;
  RunRecord record = with_thresholds(wanted);
  record.meta["run"] = record.meta["target"] = record.meta["script"]["file"] = evil;
  record.meta["plan"]["scenarios"][0]["name"] = evil;
  record.meta["settings"][evil] = {{"value", evil}, {"source", evil}};
  record.meta["command_line"].push_back(evil);
  for (nlohmann::json& tick : record.ticks) tick["checks"][evil] = {1U, 1U};
  annotate(record, evil);
  return record;
}

// Five thousand steps, a few of them with names that a page may stumble over. The last ones have the most requests.
RunRecord many_run() {
  SampleRun wanted;
  wanted.length_s = 2;
  wanted.warmup_s = 0;
  RunRecord record = rushhour::test::sample_run(wanted);
  record.minutes.clear();
  for (rushhour::latency::Interval& interval : record.intervals) {
    std::erase_if(interval.series, [](const auto& entry) { return !entry.first.step.empty(); });
    for (std::uint64_t i = 0; i < 5000; ++i) {
      std::string name = "step " + std::to_string(i);
      if (i == 4997) name = "שלום 12 (מנה)";
      if (i == 4996) name = "🍕🍜 \"quoted\" 'too'";
      if (i == 4995) name = "two\nlines";
      for (const char* kind : {"response", "service"}) interval.series[{"diners", name, kind, true, false}].record(1'000'000, i + 1);
    }
  }
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: sample_runs FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  SampleRun slow;
  slow.stalls = true;
  SampleRun weak = slow;
  weak.weak_generator = true;
  SampleRun small;
  small.length_s = 2;
  small.scale = 0.1;
  small.warmup_s = 0;
  SampleRun empty;
  empty.length_s = 0;
  empty.warmup_s = 0;
  RunRecord killed = with_thresholds(slow);
  killed.meta.erase("ended_by");
  killed.interrupted = true;
  RunRecord scripted = with_thresholds(slow);
  rushhour::test::add_breakdown(scripted);
  annotate(scripted, "stall");
  rushhour::test::write_run(scripted, folder / "scripted");
  rushhour::test::write_run(with_thresholds({}), folder / "passed");
  rushhour::test::write_run(with_thresholds(slow), folder / "failed");
  rushhour::test::write_run(with_thresholds(weak), folder / "invalid");
  rushhour::test::write_run(killed, folder / "killed");
  rushhour::test::write_run(with_thresholds(small), folder / "small");
  rushhour::test::write_run(with_thresholds(empty), folder / "empty");
  rushhour::test::write_run(evil_run(slow), folder / "evil");
  rushhour::test::write_run(many_run(), folder / "many");
}
