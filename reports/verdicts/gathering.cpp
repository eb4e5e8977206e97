#include "reports/verdicts/gathering.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace rushhour::verdicts {
namespace {

using Metric = Threshold::Metric;
using nlohmann::json;

const json nothing = json::object();

const json& at(const json& object, std::string_view key) {
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

double number_at(const json& object, std::string_view key) {
  const json& value = at(object, key);
  return value.is_number() ? value.get<double>() : 0;
}

std::uint64_t count_at(const json& object, std::string_view key) {
  const json& value = at(object, key);
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

std::string_view text_at(const json& object, std::string_view key) {
  const json& value = at(object, key);
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view();
}

// --- series ---

bool has_tags(const Threshold& t, const latency::Tags& tags) {
  return std::all_of(t.tags.begin(), t.tags.end(), [&tags](const auto& wanted) {
    const auto found = tags.find(wanted.first);
    return found != tags.end() && found->second == wanted.second;
  });
}

bool selects(const Threshold& t, const latency::Series& series) {
  return !series.warmup && (t.scenario.empty() || t.scenario == series.scenario) && (t.step.empty() || t.step == series.step) &&
         has_tags(t, series.tags);
}

bool counts_requests(const Threshold& t) { return t.kind == Metric::requests || t.kind == Metric::errors; }

bool has_bounds(const Threshold& t) { return t.kind == Metric::response_time || t.kind == Metric::service_time; }

void gather_series(const Threshold& t, const latency::Series& series, const latency::Histogram& histogram, Gathering& into) {
  const bool bounds = series.kind.size() > t.series.size();
  if (counts_requests(t)) {
    into.of += histogram.count();
    const bool wanted = t.kind == Metric::errors ? !series.ok : !t.ok || *t.ok == series.ok;
    if (wanted) into.count += static_cast<double>(histogram.count());
    return;
  }
  if (t.ok && *t.ok != series.ok) return;
  (bounds ? into.times.bounds : into.times.all).merge(histogram);
  if (!bounds) into.of += histogram.count();
}

// --- ticks ---

void read_gauge(Gathering& into, double value, double min, double max, Instant when) {
  Gathering one;
  one.of = 1;
  one.last = value;
  one.min = min;
  one.max = max;
  one.last_at = when;
  into.merge(one);
}

void gather_checks(const Threshold& t, const json& counts, Gathering& into) {
  for (const auto& [name, pair] : at(counts, "checks").items()) {
    if ((!t.check.empty() && t.check != name) || !pair.is_array() || pair.size() != 2) continue;
    if (!pair[0].is_number_unsigned() || !pair[1].is_number_unsigned()) continue;
    into.count += pair[0].get<double>();
    into.of += pair[0].get<std::uint64_t>() + pair[1].get<std::uint64_t>();
  }
}

bool has_tags(const Threshold& t, const json& tags) {
  return std::all_of(t.tags.begin(), t.tags.end(), [&tags](const auto& wanted) { return text_at(tags, wanted.first) == wanted.second; });
}

// A counter that was never added to is zero, which is a figure; under a tag, nothing may match.
void gather_own(const Threshold& t, const json& tick, Gathering& into) {
  if (t.kind == Metric::counter && t.tags.empty()) ++into.of;
  const json& metrics = at(tick, "metrics");
  if (!metrics.is_array()) return;
  for (const json& metric : metrics) {
    if (text_at(metric, "name") != t.name || (!t.scenario.empty() && text_at(metric, "scenario") != t.scenario)) continue;
    if (!has_tags(t, at(metric, "tags"))) continue;
    if (t.kind == Metric::gauge) {
      read_gauge(into, number_at(metric, "last"), number_at(metric, "min"), number_at(metric, "max"),
                 Instant(static_cast<std::int64_t>(number_at(metric, "last_ns"))));
      continue;
    }
    into.count += number_at(metric, t.kind == Metric::counter ? "sum" : "hits");
    into.of += count_at(metric, "count");
  }
}

// What a sum or a share is counted from, and of how many.
struct Keys {
  const char* count;
  const char* of;
};

Keys keys_of(Metric kind) {
  switch (kind) {
    case Metric::dropped:
      return {"dropped", "offered"};
    case Metric::rejected:
      return {"rejected", "done"};
    case Metric::script_errors:
      return {"script_errors", "started"};
    case Metric::bytes_in:
      return {"bytes_in", "requests"};
    case Metric::bytes_out:
      return {"bytes_out", "requests"};
    default:
      return {"done", "offered"};
  }
}

}  // namespace

void Gathering::merge(const Gathering& other) {
  times.all.merge(other.times.all);
  times.bounds.merge(other.times.bounds);
  count += other.count;
  if (other.last_at >= Instant(0)) {
    min = last_at < Instant(0) ? other.min : std::min(min, other.min);
    max = last_at < Instant(0) ? other.max : std::max(max, other.max);
    if (other.last_at >= last_at) {
      last = other.last;
      last_at = other.last_at;
    }
  }
  of += other.of;
}

Source source_of(const Threshold& t) noexcept {
  if (t.series.empty()) return Source::ticks;
  return t.kind == Metric::phase || t.kind == Metric::part ? Source::minutes : Source::intervals;
}

void gather(const Threshold& t, const latency::Interval& interval, Gathering& into) {
  for (const auto& [series, histogram] : interval.series) {
    if (!series.kind.starts_with(t.series) || !selects(t, series)) continue;
    const std::string_view rest = std::string_view(series.kind).substr(t.series.size());
    if (rest.empty() || (rest == "_bound" && has_bounds(t))) gather_series(t, series, histogram, into);
  }
}

void gather(const Threshold& t, const json& tick, Gathering& into) {
  const json& counts = t.scenario.empty() ? tick : at(at(tick, "scenarios"), t.scenario);
  switch (t.kind) {
    case Metric::checks:
      return gather_checks(t, counts, into);
    case Metric::counter:
    case Metric::gauge:
    case Metric::rate:
      return gather_own(t, tick, into);
    case Metric::users_busy:
    case Metric::users_permitted: {
      const char* key = t.kind == Metric::users_busy ? "users_busy" : "users_permitted";
      const double users = number_at(counts, key);
      if (counts.contains(key)) read_gauge(into, users, users, users, Instant(static_cast<std::int64_t>(number_at(tick, "at_ns"))));
      return;
    }
    default: {
      const Keys keys = keys_of(t.kind);
      into.count += number_at(counts, keys.count);
      into.of += count_at(counts, keys.of);
    }
  }
}

}  // namespace rushhour::verdicts
