// Where a sample stands is known before the run's start is: an earlier sample may still come. So cells are numbered from the second of the
// first sample met (`origin_`), backwards too, and moved by whole seconds when they are written. What was recorded in a cell that is left
// behind is brought into as little memory as it can; samples that come late are added to it all the same.

#include "reports/imports/run_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"
#include "reports/latency/interval.hpp"

namespace rushhour::imports {
namespace {

using nlohmann::json;
using std::chrono::floor;

constexpr Instant minute = std::chrono::minutes(1);
constexpr std::size_t most_classes = 100;  // of errors and of checks, in one stretch
constexpr std::size_t most_metrics = 500;
constexpr std::size_t kept_open = 8;  // cells that samples are still likely to come for

// Room for one more name, or the name that the rest share.
template <class Map>
auto& entry(Map& map, std::string_view name) {
  const auto found = map.find(name);
  if (found != map.end()) return found->second;
  return map[map.size() < most_classes ? kept_text(name, Names::longest) : std::string(Names::beyond)];
}

// Cells before the origin get longer with their distance from it as those behind it do.
Instant length_of_cell(Instant at) { return latency::interval_length(at < Instant(0) ? -at - Instant(1) : at); }

Instant begin_of_cell(Instant at) {
  const Instant length = length_of_cell(at), beyond = at % length;
  return at - beyond - (beyond < Instant(0) ? length : Instant(0));
}

void add_counts(Counts& sum, const Counts& counts) {
  sum.offered += counts.offered;
  sum.done += counts.done;
  sum.dropped += counts.dropped;
  sum.requests += counts.requests;
  sum.bytes_out += counts.bytes_out;
  sum.bytes_in += counts.bytes_in;
  if (counts.users) sum.users = sum.users.value_or(0) + *counts.users;
  if (counts.users_permitted) sum.users_permitted = sum.users_permitted.value_or(0) + *counts.users_permitted;
  for (const auto& [name, n] : counts.errors) sum.errors[name] += n;
  for (const auto& [name, n] : counts.checks)
    for (std::size_t i = 0; i < n.size(); ++i) sum.checks[name][i] += n[i];
}

json json_of(const Counts& counts) {
  json written{{"offered", counts.offered},   {"started", counts.done},        {"done", counts.done},
               {"dropped", counts.dropped},   {"requests", counts.requests},   {"bytes_out", counts.bytes_out},
               {"bytes_in", counts.bytes_in}, {"errors", json(counts.errors)}, {"checks", json(counts.checks)}};
  if (counts.users) written["users_busy"] = *counts.users;
  if (counts.users_permitted) written["users_permitted"] = *counts.users_permitted;
  return written;
}

json json_of(const std::array<std::string, 3>& key, const runs::MetricSums& sums, Instant shift) {
  json line{{"scenario", key[0]}, {"name", key[1]}, {"kind", key[2]}, {"tags", json::object()}, {"count", sums.count}};
  if (key[2] == "counter") line["sum"] = sums.sum;
  if (key[2] == "rate") line["hits"] = sums.hits;
  if (key[2] == "gauge")
    line.update({{"last", sums.last}, {"last_ns", (sums.last_at + shift).count()}, {"min", sums.min}, {"max", sums.max}});
  return line;
}

}  // namespace

std::uint64_t& Counts::error(std::string_view name) { return entry(errors, name); }

std::array<std::uint64_t, 2>& Counts::check(std::string_view name) { return entry(checks, name); }

bool RunBuilder::note(WallTime begin, WallTime end) {
  if (end - begin > farthest) return false;
  if (cells_.empty()) {
    const bool stated = stated_start_ && *stated_start_ <= begin && begin - *stated_start_ < farthest;
    origin_ = stated ? *stated_start_ : floor<std::chrono::seconds>(begin);
    earliest_ = begin;
    latest_ = end;
    return true;
  }
  if (begin < origin_ - farthest || end > origin_ + farthest) return false;
  earliest_ = std::min(earliest_, begin);
  latest_ = std::max(latest_, end);
  return true;
}

RunBuilder::Cell& RunBuilder::cell_at(WallTime at) {
  const Instant since = at - origin_;
  if (last_cell_.second != nullptr && since >= last_cell_.first && since < last_cell_.first + last_cell_.second->length)
    return *last_cell_.second;
  const Instant begin = begin_of_cell(since);
  const auto [place, is_new] = cells_.try_emplace(begin);
  Cell& cell = place->second;
  if (is_new) {
    cell.length = length_of_cell(begin);
    leave_behind(begin);
  }
  last_cell_ = {begin, &cell};
  return cell;
}

void RunBuilder::leave_behind(Instant begin) {
  recent_.push_back(begin);
  if (recent_.size() <= kept_open) return;
  std::vector<latency::BucketCount> counts;
  for (auto& [key, histogram] : cells_.at(recent_.front()).series) {
    counts.clear();
    histogram.each_count([&](std::size_t index, std::uint64_t count) { counts.push_back({static_cast<std::uint32_t>(index), count}); });
    histogram = latency::Histogram(histogram.layout(), counts);
  }
  recent_.pop_front();
}

// 9 bits of scenario, 12 of step, 10 of group, 10 of kind, 1 of outcome.
RunBuilder::SeriesKey RunBuilder::key_of(std::string_view scenario, std::string_view step, std::string_view group, std::string_view kind,
                                         bool ok) {
  const auto packed = [&](std::string_view step_name, std::string_view group_name) {
    SeriesKey key = scenarios_.number_of(scenario);
    key = key << 12 | steps_.number_of(step_name);
    key = key << 10 | groups_.number_of(group_name);
    key = key << 10 | kinds_.number_of(kind);
    return key << 1 | static_cast<SeriesKey>(ok);
  };
  const SeriesKey key = packed(step, group);
  if (known_.contains(key)) return key;
  if (known_.size() < most_series) {
    known_.emplace(key, true);
    return key;
  }
  too_many_ = true;
  return packed(step.empty() ? step : Names::beyond, "");
}

latency::Series RunBuilder::series_of(SeriesKey key) const {
  latency::Series series;
  series.ok = (key & 1) != 0;
  series.kind = kinds_[static_cast<std::uint32_t>(key >> 1 & 0x3ff)];
  if (const std::string& group = groups_[static_cast<std::uint32_t>(key >> 11 & 0x3ff)]; !group.empty())
    series.tags[std::string(latency::group_tag)] = group;
  series.step = steps_[static_cast<std::uint32_t>(key >> 21 & 0xfff)];
  series.scenario = scenarios_[static_cast<std::uint32_t>(key >> 33)];
  return series;
}

std::map<RunBuilder::SeriesKey, latency::Histogram>& RunBuilder::minute_at(WallTime at) {
  return minutes_[floor<std::chrono::minutes>(at - origin_)];
}

bool RunBuilder::add(const Sample& sample) {
  if (!note(sample.end - sample.time, sample.end)) return false;
  Cell& cell = cell_at(sample.end);
  cell.series[key_of(sample.scenario, sample.step, sample.group, sample.kind, sample.error.empty())].record(sample.time.count(),
                                                                                                            sample.times);
  const std::uint64_t sizes[] = {sample.bytes_out, sample.bytes_in};
  for (std::size_t i = 0; i < std::size(sizes); ++i)
    if (sizes[i] > 0)
      minute_at(sample.end)[key_of(sample.scenario, sample.step, sample.group, latency::size_kinds[i], sample.error.empty())].record(
          static_cast<std::int64_t>(sizes[i] / sample.times), sample.times);
  Counts& counts = cell.counts[scenarios_.number_of(sample.scenario)];
  counts.requests += sample.times;
  if (sample.is_iteration) {
    counts.offered += sample.times;
    counts.done += sample.times;
  }
  counts.bytes_out += sample.bytes_out;
  counts.bytes_in += sample.bytes_in;
  if (!sample.error.empty()) counts.error(sample.error) += sample.times;
  return true;
}

bool RunBuilder::add_time(WallTime end, Instant time, std::string_view scenario, std::string_view step, std::string_view group,
                          std::string_view kind, bool ok) {
  if (!note(end - time, end)) return false;
  const SeriesKey key = key_of(scenario, step, group, kind, ok);
  if (latency::is_by_minute(kind)) {
    cell_at(end);  // so that the run is as long as its minutes
    minute_at(end)[key].record(time.count());
  } else {
    cell_at(end).series[key].record(time.count());
  }
  return true;
}

bool RunBuilder::add_number(WallTime at, std::int64_t thousandths, std::string_view scenario, std::string_view kind) {
  if (!note(at, at)) return false;
  cell_at(at).series[key_of(scenario, "", "", kind, true)].record(thousandths);
  return true;
}

bool RunBuilder::add_histogram(WallTime begin, Instant length, const latency::Series& series, const latency::Histogram& histogram) {
  if (!note(begin, begin + length)) return false;
  auto& kept = cell_at(begin).foreign[{begin - origin_, length}];
  const auto [place, is_new] = kept.try_emplace(series, histogram);
  if (!is_new) place->second.merge(histogram);
  scenarios_.number_of(series.scenario);
  return true;
}

Counts* RunBuilder::counts_at(WallTime at, std::string_view scenario) {
  return note(at, at) ? &cell_at(at).counts[scenarios_.number_of(scenario)] : nullptr;
}

Counts* RunBuilder::counts_over(WallTime begin, Instant length, std::string_view scenario) {
  if (!note(begin, begin + length)) return nullptr;
  Cell& cell = cells_[begin - origin_];
  cell.length = std::max(cell.length, length);
  return &cell.counts[scenarios_.number_of(scenario)];
}

bool RunBuilder::add_metric(WallTime at, std::string_view scenario, std::string_view name, std::string_view kind, double value) {
  if (!note(at, at)) return false;
  auto& metrics = cell_at(at).metrics;
  MetricKey key{scenarios_[scenarios_.number_of(scenario)], kept_text(name, Names::longest), std::string(kind)};
  if (metrics.size() >= most_metrics && !metrics.contains(key)) key[1] = Names::beyond;
  runs::MetricSums one;
  one.count = 1;
  one.hits = value != 0 ? 1 : 0;
  one.sum = one.last = one.min = one.max = value;
  one.last_at = at - origin_;
  metrics[key].merge(one);
  return true;
}

WallTime RunBuilder::start() const {
  const Instant before = std::chrono::ceil<std::chrono::seconds>(std::max(origin_ - earliest_, Instant(0)));
  return origin_ + std::min({-before, cells_.begin()->first, Instant(0)});
}

Instant RunBuilder::length() const { return latest_ - start(); }

std::vector<std::string> RunBuilder::warnings() const {
  std::vector<std::string> sentences;
  const auto say = [&](bool full, std::size_t most, const char* what) {
    if (full)
      sentences.push_back(fmt::format("There are more than {} {}; the rest stand under '{}'.", format_count(most), what, Names::beyond));
  };
  say(scenarios_.full(), 98, "scenarios");
  say(steps_.full(), 998, "steps");
  say(groups_.full(), 198, "groups");
  say(kinds_.full(), 248, "kinds of times");
  say(too_many_, most_series, "series (scenario, step, group, kind and outcome together)");
  return sentences;
}

json RunBuilder::tick_of(const Cell& cell, Instant at, Instant shift) const {
  Counts sum;
  for (const auto& [scenario, counts] : cell.counts) add_counts(sum, counts);
  json tick = json_of(sum);
  tick["at_ns"] = at.count();
  for (const auto& [scenario, counts] : cell.counts)
    if (!scenarios_[scenario].empty()) tick["scenarios"][scenarios_[scenario]] = json_of(counts);
  for (const auto& [key, sums] : cell.metrics) tick["metrics"].push_back(json_of(key, sums, shift));
  return tick;
}

void RunBuilder::write_cell(runs::RunWriter& writer, Instant begin, const Cell& cell, Instant shift) const {
  latency::Interval interval{begin + shift, cell.length, {}};
  for (const auto& [key, histogram] : cell.series) interval.series.emplace(series_of(key), histogram);
  writer.append(interval);
  for (const auto& [place, series] : cell.foreign) writer.append({place.first + shift, place.second, series});
}

void RunBuilder::write_minutes(runs::RunWriter& writer, Instant shift) const {
  for (const auto& [begin, all] : minutes_) {
    const Instant from = std::max(begin + shift, Instant(0));
    latency::Interval interval{from, std::min(begin + shift + minute, std::max(length(), from + std::chrono::seconds(1))) - from, {}};
    for (const auto& [key, histogram] : all) interval.series.emplace(series_of(key), histogram);
    writer.append(interval);
  }
}

// Stretches without a sample have ticks of their own, or a rate would be spread over them.
void RunBuilder::write_gap(runs::RunWriter& writer, Instant from, Instant to, Instant shift) const {
  while (from < to) {
    from = std::min(from + length_of_cell(from), to);
    writer.append_tick(tick_of(Cell(), from + shift, shift));
  }
}

void RunBuilder::write(runs::RunWriter& writer) const {
  const Instant shift = origin_ - start();
  const Instant end = latest_ - origin_;
  Instant at = -shift;
  for (const auto& [begin, cell] : cells_) {
    write_gap(writer, at, begin, shift);
    write_cell(writer, begin, cell, shift);
    at = std::max(at, std::min(begin + cell.length, std::max(end, begin)));
    writer.append_tick(tick_of(cell, at + shift, shift));
  }
  write_minutes(writer, shift);
}

}  // namespace rushhour::imports
