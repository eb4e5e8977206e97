#include "reports/runs/run_record.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <system_error>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"
#include "reports/runs/beside/run_json.hpp"

namespace rushhour::runs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// One object a line. What a kill leaves, a last line without its end, is left out with a warning.
std::vector<json> read_lines(const fs::path& file, std::vector<std::string>& warnings) {
  std::vector<json> lines;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    warnings.push_back(fmt::format("{} is missing", file.filename().string()));
    return lines;
  }
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const bool cut = in.eof();
    json object = json::parse(line, nullptr, false);
    if (object.is_object()) {
      lines.push_back(std::move(object));
    } else if (cut) {
      warnings.push_back(fmt::format("{}:{} is cut short and was left out", file.filename().string(), number));
    } else {
      throw UserError(
          fmt::format("{}:{} is damaged: it is not a JSON object; restore the file or take the line out", file.string(), number));
    }
  }
  return lines;
}

/// A run without telemetry has no such file. What is damaged in it is left out with a warning: it is beside the measurement.
void read_telemetry(const fs::path& file, RunRecord& record) {
  std::ifstream in(file, std::ios::binary);
  std::string line;
  std::size_t damaged = 0, first = 0;
  for (std::size_t number = 1; std::getline(in, line); ++number)
    if (!record.telemetry.add(json::parse(line, nullptr, false)) && damaged++ == 0) first = number;
  if (damaged > 0)
    record.warnings.push_back(fmt::format("{}:{} is cut short or damaged and was left out{}", file.filename().string(), first,
                                          damaged > 1 ? fmt::format(", as were {} further lines", damaged - 1) : std::string()));
  if (record.telemetry.left_out() > 0)
    record.warnings.push_back(
        fmt::format("{} has more series than a report takes: {} were left out", file.filename().string(), record.telemetry.left_out()));
}

using ByBegin = std::map<Instant, latency::Interval>;

void add_line(ByBegin& by_begin, latency::Series&& series, latency::LogLine& line) {
  latency::Interval& interval = by_begin.try_emplace(line.begin, latency::Interval{line.begin, line.length, {}}).first->second;
  interval.length = std::max(interval.length, line.length);
  const auto [place, is_new] = interval.series.try_emplace(std::move(series), std::move(line.histogram));
  if (!is_new) place->second.merge(line.histogram);
}

std::vector<latency::Interval> in_order(ByBegin&& by_begin) {
  std::vector<latency::Interval> intervals;
  intervals.reserve(by_begin.size());
  for (auto& [begin, interval] : by_begin) intervals.push_back(std::move(interval));
  return intervals;
}

/// A minute begins where an interval does, and must not lend it its length: what is logged once a minute stands apart.
void read_intervals(const fs::path& file, RunRecord& record) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    record.warnings.push_back(fmt::format("{} is missing", file.filename().string()));
    return;
  }
  ByBegin intervals, minutes;
  const latency::HistogramLog log = latency::read_log(in, file.filename().string(), [&](latency::LogLine&& line) {
    std::optional<latency::Series> series = latency::from_tag(line.tag);
    if (!series) throw UserError(fmt::format("{}:{} is damaged: '{}' is no tag of a series", file.string(), line.number, line.tag));
    const bool by_minute = latency::is_phase(series->kind) || latency::is_part(series->kind);
    add_line(by_minute ? minutes : intervals, std::move(*series), line);
  });
  record.warnings.insert(record.warnings.end(), log.warnings.begin(), log.warnings.end());
  record.intervals = in_order(std::move(intervals));
  record.minutes = in_order(std::move(minutes));
}

}  // namespace

RunRecord read_run(const fs::path& directory) {
  RunRecord record;
  record.directory = directory;
  record.meta = read_meta(directory);
  const auto status = record.meta.find("status");
  record.interrupted = status == record.meta.end() || *status != "finished";
  try {
    read_intervals(directory / "latency.hlog", record);
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}: {}; restore the file or take the line out", directory.string(), error.what()));
  }
  record.ticks = read_lines(directory / "counters.jsonl", record.warnings);
  record.events = read_lines(directory / "events.jsonl", record.warnings);
  read_telemetry(directory / "telemetry.jsonl", record);
  record.slowest = read_lines(directory / "slowest.jsonl", record.warnings);
  return record;
}

}  // namespace rushhour::runs
