#include "reports/runs/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>

#include "reports/foundation/overlapped.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"
#include "reports/runs/beside/run_json.hpp"

namespace rushhour::runs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A line of a file of objects.
template <class Object>
struct ObjectLine {
  std::size_t number = 0;
  bool cut = false;                ///< the file ends within it
  std::optional<Object> object{};  ///< none: it is damaged
};

/// One object a line, read and parsed on a second thread. What a kill leaves, a last line without its end, is left out with a warning.
template <class Parse, class Visit>
void each_object(const fs::path& file, std::vector<std::string>& warnings, Parse&& parse, Visit&& visit) {
  using Line = ObjectLine<typename decltype(parse(std::string()))::value_type>;
  constexpr std::size_t batch_lines = 256;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    warnings.push_back(fmt::format("{} is missing", file.filename().string()));
    return;
  }
  std::size_t number = 0;
  const auto read = [&] {
    std::vector<Line> batch;
    std::string line;
    while (batch.size() < batch_lines && std::getline(in, line)) batch.push_back({++number, in.eof(), parse(line)});
    return batch;
  };
  overlapped(read, [&](std::vector<Line>& batch) {
    for (Line& line : batch) {
      if (line.object) {
        visit(std::move(*line.object));
      } else if (line.cut) {
        warnings.push_back(fmt::format("{}:{} is cut short and was left out", file.filename().string(), line.number));
      } else {
        throw UserError(
            fmt::format("{}:{} is damaged: it is not a JSON object; restore the file or take the line out", file.string(), line.number));
      }
    }
  });
}

std::optional<json> as_object(const std::string& line) {
  json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  return object;
}

template <class Visit>
void each_slow_request(const fs::path& directory, std::vector<std::string>& warnings, Visit&& visit) {
  SlowRequestReader reader;
  each_object(
      directory / "slowest.jsonl", warnings, [&](const std::string& line) { return reader.read(line); }, visit);
}

template <class Object>
auto into(std::vector<Object>& list) {
  return [&list](Object&& object) { list.push_back(std::move(object)); };
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

using TakeLine = std::function<void(latency::Series&&, latency::LogLine&)>;

void each_series(const fs::path& directory, std::vector<std::string>& warnings, const TakeLine& take) {
  const fs::path file = directory / "latency.hlog";
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    warnings.push_back(fmt::format("{} is missing", file.filename().string()));
    return;
  }
  try {
    const latency::HistogramLog log = latency::read_log(in, file.filename().string(), [&](latency::LogLine&& line) {
      std::optional<latency::Series> series = latency::from_tag(line.tag);
      if (!series) throw UserError(fmt::format("{}:{} is damaged: '{}' is no tag of a series", file.string(), line.number, line.tag));
      take(std::move(*series), line);
    });
    warnings.insert(warnings.end(), log.warnings.begin(), log.warnings.end());
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}: {}; restore the file or take the line out", directory.string(), error.what()));
  }
}

void read_intervals(const fs::path& directory, RunRecord& record) {
  ByBegin intervals, minutes;
  each_series(directory, record.warnings, [&](latency::Series&& series, latency::LogLine& line) {
    ByBegin& where = latency::is_by_minute(series.kind) ? minutes : intervals;
    add_line(where, std::move(series), line);
  });
  record.intervals = in_order(std::move(intervals));
  record.minutes = in_order(std::move(minutes));
}

/// Puts the lines of an interval together that stand one behind the other, as a RunWriter has written them.
class Grouping {
 public:
  explicit Grouping(RunWatcher& watcher) : watcher_(watcher) {}

  void take(latency::Series&& series, latency::LogLine& line) {
    if (line.begin != current_.begin || current_.series.empty()) {
      in_order_ = in_order_ && line.begin > current_.begin;
      flush();
      current_ = {line.begin, line.length, {}};
    }
    current_.length = std::max(current_.length, line.length);
    // Their order in the log is most often that of the map.
    const std::size_t before = current_.series.size();
    const auto place = current_.series.try_emplace(current_.series.end(), std::move(series), std::move(line.histogram));
    if (current_.series.size() == before) place->second.merge(line.histogram);
  }

  void flush() {
    if (in_order_ && !current_.series.empty()) watcher_.wrote(std::move(current_));
    current_.series.clear();
  }

  bool in_order() const noexcept { return in_order_; }

 private:
  RunWatcher& watcher_;
  latency::Interval current_{Instant(-1), Instant(0), {}};
  bool in_order_ = true;
};

RunRecord head_of(const fs::path& directory) {
  RunRecord record;
  record.directory = directory;
  record.meta = read_meta(directory);
  const auto status = record.meta.find("status");
  record.interrupted = status == record.meta.end() || *status != "finished";
  return record;
}

}  // namespace

RunRecord read_run(const fs::path& directory) {
  RunRecord record = head_of(directory);
  read_intervals(directory, record);
  each_object(directory / "counters.jsonl", record.warnings, as_object, into(record.ticks));
  each_object(directory / "events.jsonl", record.warnings, as_object, into(record.events));
  read_telemetry(directory / "telemetry.jsonl", record);
  each_slow_request(directory, record.warnings, into(record.slowest));
  tell_lost_minute(record);
  return record;
}

void tell_lost_minute(RunRecord& record) {
  if (!record.interrupted || record.minutes.empty() || record.intervals.empty()) return;
  const auto end_of = [](const latency::Interval& interval) { return interval.begin + interval.length; };
  const Instant lost = end_of(record.intervals.back()) - end_of(record.minutes.back());
  if (lost <= Instant(0)) return;
  for (latency::Interval& minute : record.minutes)
    std::erase_if(minute.series, [](const auto& entry) {
      return std::find(latency::size_kinds.begin(), latency::size_kinds.end(), entry.first.kind) != latency::size_kinds.end();
    });
  record.warnings.push_back(
      fmt::format("The last {} of sizes and phases, which are logged once a minute, were lost: no step has sizes, and phases are of fewer "
                  "requests than there were.",
                  format_duration(lost)));
}

std::optional<RunRecord> tell_run(const fs::path& directory, const std::function<RunWatcher&(const json& meta)>& begin) {
  RunRecord rest = head_of(directory);
  RunWatcher& watcher = begin(rest.meta);
  Grouping intervals(watcher), minutes(watcher);
  each_series(directory, rest.warnings, [&](latency::Series&& series, latency::LogLine& line) {
    Grouping& where = latency::is_by_minute(series.kind) ? minutes : intervals;
    where.take(std::move(series), line);
  });
  intervals.flush();
  minutes.flush();
  if (!intervals.in_order() || !minutes.in_order()) return std::nullopt;
  each_object(directory / "counters.jsonl", rest.warnings, as_object, [&](json&& tick) { watcher.wrote_tick(std::move(tick)); });
  each_object(directory / "events.jsonl", rest.warnings, as_object, [&](json&& event) { watcher.wrote_event(std::move(event)); });
  each_slow_request(directory, rest.warnings, [&](SlowRequest&& request) { watcher.wrote_slowest(std::move(request)); });
  read_telemetry(directory / "telemetry.jsonl", rest);
  return rest;
}

}  // namespace rushhour::runs
