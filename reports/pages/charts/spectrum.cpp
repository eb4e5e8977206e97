#include "reports/pages/charts/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace rushhour::pages {
namespace {

constexpr double points_a_decade = 16;

nlohmann::json optional_json(const std::optional<std::int64_t>& value) { return value ? nlohmann::json(*value) : nlohmann::json(); }

}  // namespace

std::vector<SpectrumPoint> spectrum(const runs::Latency& latency, double x_max) {
  std::vector<double> xs{2, x_max};
  for (double i = 0; std::pow(10, i / points_a_decade) < x_max; ++i) xs.push_back(std::pow(10, i / points_a_decade));
  std::sort(xs.begin(), xs.end());
  std::vector<SpectrumPoint> points;
  for (const double raw : xs) {
    const double x = std::round(raw * 1e6) / 1e6;  // whole where a power of ten is meant
    if (x > x_max || (!points.empty() && x <= points.back().x)) continue;
    const double q = std::round((1 - 1 / x) * 1e12) / 1e12;
    const std::optional<std::int64_t> ns = latency.at(q);
    points.push_back({x, ns, ns && latency.at_least(q)});
  }
  return points;
}

double spectrum_end(const runs::Summary& summary) {
  const std::uint64_t samples = std::max(summary.totals.response.all.count(), summary.totals.service.all.count());
  return samples < 20 ? 0 : static_cast<double>(samples) / 10;
}

nlohmann::json spectrum_json(const std::vector<SpectrumLine>& lines, double end) {
  using nlohmann::json;
  json out{{"x", json::array()}};
  for (const SpectrumLine& line : lines) out[line.id] = out[line.id + "_at_least"] = json::array();
  if (end == 0) return out;
  for (const SpectrumLine& line : lines) {
    const std::vector<SpectrumPoint> points = spectrum(*line.latency, end);
    if (&line == &lines.front())
      for (const SpectrumPoint& point : points) out["x"].push_back(point.x);
    for (std::size_t i = 0; i < points.size(); ++i) {
      // The last exact point opens the dashed line too, so that the two meet.
      const bool next_at_least = i + 1 < points.size() && points[i + 1].at_least;
      out[line.id].push_back(points[i].at_least ? json() : optional_json(points[i].ns));
      out[line.id + "_at_least"].push_back(points[i].at_least || next_at_least ? optional_json(points[i].ns) : json());
    }
  }
  return out;
}

}  // namespace rushhour::pages
