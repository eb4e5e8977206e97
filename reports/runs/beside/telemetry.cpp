#include "reports/runs/beside/telemetry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Of two neighbours the later stands for both; of a gauge the greater, since it is peaks that one looks for.
void halve(TelemetrySource& source) {
  const std::size_t pairs = source.at.size() / 2;
  for (std::size_t i = 0; i < pairs; ++i) source.at[i] = source.at[2 * i + 1];
  source.at.resize(pairs);
  for (TelemetrySeries& series : source.series) {
    for (std::size_t i = 0; i < pairs; ++i) {
      const double early = series.values[2 * i], late = series.values[2 * i + 1];
      series.values[i] = series.counter && !std::isnan(late) ? late : std::fmax(early, late);
    }
    series.values.resize(pairs);
  }
}

}  // namespace

const TelemetrySeries* TelemetrySource::find(std::string_view series_name, std::string_view labels) const noexcept {
  const auto found = std::find_if(series.begin(), series.end(),
                                  [&](const TelemetrySeries& one) { return one.name == series_name && one.labels == labels; });
  return found == series.end() ? nullptr : &*found;
}

const TelemetrySource* Telemetry::find(std::string_view source) const noexcept {
  const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const TelemetrySource& one) { return one.name == source; });
  return found == sources_.end() ? nullptr : &*found;
}

TelemetrySource* Telemetry::source_named(const std::string& name) {
  const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const TelemetrySource& one) { return one.name == name; });
  if (found != sources_.end()) return &*found;
  if (sources_.size() == sources_at_most) {
    ++left_out_;
    return nullptr;
  }
  sources_.push_back({name, {}, {}, 0, {}});
  return &sources_.back();
}

bool Telemetry::add(const json& line) {
  if (!line.is_object()) return false;
  const std::string name = text_at(line, "source");
  if (name.empty()) return false;
  const auto series = line.find("series"), values = line.find("values"), gap = line.find("gap"), at = line.find("at_ns");
  if (series != line.end()) {
    if (!series->is_array()) return false;
    TelemetrySource* source = source_named(name);
    return source == nullptr || declare(*source, *series);
  }
  if (at == line.end() || !at->is_number_integer()) return false;
  TelemetrySource* source = source_named(name);
  if (source == nullptr) return true;
  if (gap != line.end() && gap->is_string()) {
    ++source->gaps;
    source->gap = gap->get<std::string>();
    return true;
  }
  return values != line.end() && values->is_array() && take_sample(*source, Instant(at->get<std::int64_t>()), *values);
}

bool Telemetry::declare(TelemetrySource& source, const json& list) {
  const std::size_t place = static_cast<std::size_t>(&source - sources_.data());
  for (const json& one : list) {
    if (!one.is_object()) return false;
    const auto id = one.find("id");
    const std::string name = text_at(one, "name");
    if (id == one.end() || !is_count(*id) || name.empty()) return false;
    if (places_.size() == series_at_most) {
      ++left_out_;
      continue;
    }
    if (!places_.emplace(id->get<std::uint64_t>(), Place{place, source.series.size()}).second) return false;
    source.series.push_back({name, text_at(one, "labels"), text_at(one, "type") == "counter", {}});
    source.series.back().values.assign(source.at.size(), missing);
  }
  return true;
}

bool Telemetry::take_sample(TelemetrySource& source, Instant at, const json& values) {
  if (!source.at.empty() && at <= source.at.back()) return false;
  if (source.at.size() == samples_at_most) halve(source);
  source.at.push_back(at);
  for (TelemetrySeries& series : source.series) series.values.push_back(missing);
  bool whole = true;
  for (const json& pair : values) {
    const bool sound = pair.is_array() && pair.size() == 2 && is_count(pair[0]) && pair[1].is_number();
    const auto place = sound ? places_.find(pair[0].get<std::uint64_t>()) : places_.end();
    if (place == places_.end() || &sources_[place->second.source] != &source)
      whole = whole && sound && places_.size() == series_at_most;  // one that was left out
    else
      source.series[place->second.series].values.back() = pair[1].get<double>();
  }
  return whole;
}

std::vector<double> over_time(const TelemetrySource& source, const TelemetrySeries& series) {
  if (!series.counter) return series.values;
  std::vector<double> rates(series.values.size(), missing);
  for (std::size_t i = 1; i < rates.size(); ++i) {
    const double grown = series.values[i] >= series.values[i - 1] ? series.values[i] - series.values[i - 1] : series.values[i];
    const Instant length = source.at[i] - source.at[i - 1];
    if (!std::isnan(series.values[i - 1]) && length >= shortest_tick) rates[i] = grown / seconds(length);
  }
  return rates;
}

}  // namespace rushhour::runs
