#include "reports/pages/panels/steps/errors_over_time.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/words/normalised.hpp"

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
  const Instant end = std::max(material.summary().actual, material.course.end());
  const double points = std::clamp(std::ceil(seconds(end)), 1.0, most_points);
  const Gathered nothing{0, Instant::max(), Instant(0), RatesOverTime(end, sparkline_points(end)),
                         RatesOverTime(end, static_cast<std::size_t>(points))};
  std::map<std::string, Gathered> gathered;
  Instant before{0};
  for (const nlohmann::json& tick : material.record.ticks) {
    const Instant at(tick.value("at_ns", std::int64_t{0}));
    const auto errors = tick.find("errors");
    if (errors != tick.end() && errors->is_object())
      for (const auto& [name, n] : errors->items()) {
        if (!n.is_number_unsigned() || n == 0U) continue;
        Gathered& kind = gathered.try_emplace(normalised(name), nothing).first->second;
        kind.count += n.get<std::uint64_t>();
        kind.first = std::min(kind.first, before);
        kind.last = std::max(kind.last, at);
        kind.line.add(before, at - before, n.get<double>());
        kind.chart.add(before, at - before, n.get<double>());
      }
    before = std::max(before, at);
  }
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
