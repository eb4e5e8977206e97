#include "reports/pages/panels/steps/errors_over_time.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/words/normalised.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

constexpr double most_points = 300;

struct Gathered {
  std::uint64_t count = 0;
  Instant first{0}, last{0};
  RatesOverTime line, chart;
};

// Adds up what several kinds come to; the first of them gives the shape.
ErrorKind other_of(const std::vector<ErrorKind>& kinds, std::size_t from) {
  ErrorKind other = kinds[from];
  other.name = "(other)";
  for (std::size_t i = from + 1; i < kinds.size(); ++i) {
    other.count += kinds[i].count;
    other.first = std::min(other.first, kinds[i].first);
    other.last = std::max(other.last, kinds[i].last);
    for (std::size_t at = 0; at < other.rates.size(); ++at) other.rates[at] += kinds[i].rates[at];
    for (std::size_t at = 0; at < other.drawn.size(); ++at) other.drawn[at] += kinds[i].drawn[at];
  }
  return other;
}

}  // namespace

ErrorsOverTime errors_over_time(const Material& material) {
  const Instant end = material.end();
  const double points = std::clamp(std::ceil(seconds(end)), 1.0, most_points);
  const Gathered nothing{0, Instant::max(), Instant(0), RatesOverTime(end, sparkline_points(end)),
                         RatesOverTime(end, static_cast<std::size_t>(points))};
  std::map<std::string, Gathered> gathered;
  runs::each_tick(material.record, [&](const nlohmann::json& tick, Instant from, Instant to) {
    const nlohmann::json& errors = runs::object_of(material.record, tick, "errors");
    for (const auto& [name, n] : errors.items()) {
      const std::uint64_t count = runs::count_of(material.record, errors, name.c_str());
      if (count == 0) continue;
      Gathered& kind = gathered.try_emplace(normalised(name), nothing).first->second;
      kind.count += count;
      kind.first = std::min(kind.first, from);
      kind.last = std::max(kind.last, to);
      kind.line.add(from, to - from, static_cast<double>(count));
      kind.chart.add(from, to - from, static_cast<double>(count));
    }
  });
  ErrorsOverTime out;
  out.point_s = seconds(end) / points;
  for (const auto& [name, kind] : gathered)
    out.kinds.push_back({name, kind.count, kind.first, kind.last, kind.line.per_second(), kind.chart.per_second()});
  std::stable_sort(out.kinds.begin(), out.kinds.end(), [](const ErrorKind& a, const ErrorKind& b) { return a.count > b.count; });
  if (out.kinds.size() <= most_errors) return out;
  out.left_out = out.kinds.size() - most_errors;
  out.kinds[most_errors] = other_of(out.kinds, most_errors);
  out.kinds.resize(most_errors + 1);
  return out;
}

}  // namespace rushhour::pages
