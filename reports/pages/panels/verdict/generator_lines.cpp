#include "reports/pages/panels/verdict/generator_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/verdicts/generator_use.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

constexpr std::size_t most_points = 200;
constexpr std::size_t most_workers = 8;  // as many lines as can be told apart; of more only the greatest is drawn

using Value = std::optional<double>;

// Ticks as points: several together where there are many, each with the greatest of its values.
class Ticks {
 public:
  explicit Ticks(const runs::RunRecord& record) : record_(record), together_(record.ticks.size() / most_points + 1) {
    Instant before{0};
    for (std::size_t i = 0; i < record.ticks.size(); ++i) {
      const Instant at(record.ticks[i].value("at_ns", std::int64_t{0}));
      if (i % together_ == 0) {
        begins_.push_back(rounded(seconds(before)));
        lengths_.push_back(0);
      }
      lengths_.back() = rounded(seconds(at) - begins_.back());
      before = std::max(before, at);
    }
  }

  std::vector<Value> greatest(const std::function<Value(const json&)>& read) const {
    std::vector<Value> values(begins_.size());
    for (std::size_t i = 0; i < record_.ticks.size(); ++i)
      if (const Value value = read(record_.ticks[i])) {
        Value& point = values[i / together_];
        point = std::max(point.value_or(*value), *value);
      }
    return values;
  }

  GeneratorLine line(std::string title, std::string unit, Value limit) const {
    return {std::move(title), std::move(unit), limit, begins_, lengths_, {}};
  }

 private:
  const runs::RunRecord& record_;
  std::size_t together_;
  std::vector<double> begins_, lengths_;
};

Value number(const json& tick, const char* key) {
  const auto found = tick.find(key);
  return found != tick.end() && found->is_number() ? Value(found->get<double>()) : std::nullopt;
}

std::size_t workers_in(const runs::RunRecord& record, const char* key) {
  std::size_t workers = 0;
  for (const json& tick : record.ticks)
    if (const auto found = tick.find(key); found != tick.end() && found->is_array()) workers = std::max(workers, found->size());
  return workers;
}

Value of_worker(const json& tick, const char* key, std::size_t worker) {
  const auto found = tick.find(key);
  if (found == tick.end() || !found->is_array() || worker >= found->size() || !(*found)[worker].is_number()) return std::nullopt;
  return (*found)[worker].get<double>();
}

Value greatest_worker(const json& tick, const char* key) {
  Value greatest;
  const auto found = tick.find(key);
  if (found != tick.end() && found->is_array())
    for (const json& share : *found)
      if (share.is_number()) greatest = std::max(greatest.value_or(0), share.get<double>());
  return greatest;
}

bool tells(const GeneratorSeries& series) {
  return std::any_of(series.values.begin(), series.values.end(), [](const Value& value) { return value.has_value(); });
}

void add(std::vector<GeneratorLine>& lines, GeneratorLine line) {
  line.series.erase(std::remove_if(line.series.begin(), line.series.end(), [](const auto& one) { return !tells(one); }), line.series.end());
  if (!line.series.empty()) lines.push_back(std::move(line));
}

GeneratorLine by_worker(const runs::RunRecord& record, const Ticks& ticks, const char* title, const char* key, double limit) {
  GeneratorLine line = ticks.line(title, "share", limit);
  const std::size_t workers = workers_in(record, key);
  if (workers > most_workers)
    line.series.push_back(
        {fmt::format("busiest of {}", workers), ticks.greatest([&](const json& tick) { return greatest_worker(tick, key); })});
  else
    for (std::size_t i = 0; i < workers; ++i)
      line.series.push_back({fmt::format("worker {}", i + 1), ticks.greatest([&](const json& tick) { return of_worker(tick, key, i); })});
  return line;
}

// What the intervals of the log say: lines of their own points.
GeneratorLine lag(const Material& material, const char* title, const verdicts::LagUse& use,
                  const latency::Histogram& (*lag_of)(const CourseInterval&)) {
  GeneratorLine line{title, "ns", static_cast<double>(use.limit_ns()), {}, {}, {{"p99", {}}, {"max", {}}}};
  const std::vector<CourseInterval>& intervals = material.course.intervals();
  const std::size_t together = intervals.size() / most_points + 1;
  latency::Histogram merged;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (i % together == 0) line.begins_s.push_back(rounded(seconds(intervals[i].begin)));
    merged.merge(lag_of(intervals[i]));
    if (i % together + 1 < together && i + 1 < intervals.size()) continue;
    line.lengths_s.push_back(rounded(seconds(intervals[i].begin + intervals[i].length) - line.begins_s.back()));
    const bool supported = runs::supports(merged, 0.99);
    line.series[0].values.push_back(supported ? Value(static_cast<double>(merged.quantile(0.99))) : std::nullopt);
    line.series[1].values.push_back(merged.empty() ? std::nullopt : Value(static_cast<double>(merged.max())));
    merged = {};
  }
  return line;
}

GeneratorLine plain(const Ticks& ticks, const char* title, const char* key, const char* unit, Value limit) {
  GeneratorLine line = ticks.line(title, unit, limit);
  line.series.push_back({title, ticks.greatest([key](const json& tick) { return number(tick, key); })});
  return line;
}

}  // namespace

std::vector<GeneratorLine> generator_lines(const Material& material) {
  const runs::RunRecord& record = material.record;
  const Ticks ticks(record);
  const runs::GeneratorFigures& generator = material.summary().generator;
  const auto limit_of = [](std::uint64_t limit) { return limit > 0 ? Value(static_cast<double>(limit)) : std::nullopt; };
  std::vector<GeneratorLine> lines;
  add(lines, by_worker(record, ticks, "CPU", "cpu", verdicts::busy_share));
  add(lines, lag(material, "send lag", verdicts::send_lag_use(material.summary()),
                 [](const CourseInterval& interval) -> const latency::Histogram& { return interval.send_lag; }));
  add(lines, lag(material, "loop lag", verdicts::loop_lag_use(material.summary()),
                 [](const CourseInterval& interval) -> const latency::Histogram& { return interval.loop_lag; }));
  add(lines, by_worker(record, ticks, "wait for a core", "core_wait", verdicts::long_core_wait));
  add(lines, plain(ticks, "steal", "steal", "share", verdicts::much_steal));
  add(lines, plain(ticks, "throttled", "throttled", "share", verdicts::much_throttling));
  add(lines, plain(ticks, "users busy", "users_busy", "", limit_of(generator.users_permitted)));
  add(lines, plain(ticks, "connections", "connections", "", std::nullopt));
  add(lines, plain(ticks, "descriptors", "descriptors", "", limit_of(generator.descriptor_limit)));
  add(lines, plain(ticks, "memory", "resident_bytes", "bytes", std::nullopt));
  if (generator.script_errors > 0) add(lines, plain(ticks, "script errors in a second", "script_errors", "", std::nullopt));
  return lines;
}

std::string amount_text(const std::string& unit, double value) {
  if (unit == "share") return fmt::format("{:.1f} %", 100 * value);
  if (unit == "ns") return time_text(value);
  if (unit == "bytes") return size_text(value);
  return format_count(static_cast<std::uint64_t>(std::max(value, 0.0)));
}

}  // namespace rushhour::pages
