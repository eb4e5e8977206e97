#include "reports/pages/chart_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "reports/foundation/instant.hpp"
#include "reports/pages/plain_text.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

constexpr double points_a_decade = 16;
constexpr std::size_t longest_label = 24;

// Three decimals are enough for a picture, and keep the file small.
json rounded(double value) { return std::round(value * 1000) / 1000; }

json optional_json(const std::optional<std::int64_t>& value) { return value ? json(*value) : json(); }

json rates_json(const std::vector<RatePoint>& rates) {
  json out{{"begin_s", json::array()},
           {"length_s", json::array()},
           {"offered", json::array()},
           {"done", json::array()},
           {"errors", json::array()}};
  for (const RatePoint& point : rates) {
    out["begin_s"].push_back(rounded(seconds(point.begin)));
    out["length_s"].push_back(rounded(seconds(point.length)));
    out["offered"].push_back(rounded(point.offered));
    out["done"].push_back(rounded(point.done));
    out["errors"].push_back(rounded(point.errors));
  }
  return out;
}

json latencies_json(const LatencyTimeline& timeline) {
  json out{{"begin_s", json::array()}, {"length_s", json::array()}, {"lines", json::array()}};
  for (std::size_t i = 0; i < timeline.begins.size(); ++i) {
    out["begin_s"].push_back(rounded(seconds(timeline.begins[i])));
    out["length_s"].push_back(rounded(seconds(timeline.lengths[i])));
  }
  for (const LatencyLine& line : timeline.lines) {
    json values = json::array();
    for (const auto& value : line.values) values.push_back(optional_json(value));
    out["lines"].push_back({{"percentile", line.percentile},
                            {"name", line.percentile >= 100 ? "max" : verdicts::percentile_name(line.percentile)},
                            {"window_s", seconds(line.window)},
                            {"ns", std::move(values)}});
  }
  return out;
}

json spectrum_json(const runs::Summary& summary) {
  const double end = spectrum_end(summary);
  json out{{"x", json::array()},
           {"response", json::array()},
           {"response_at_least", json::array()},
           {"service", json::array()},
           {"service_at_least", json::array()}};
  if (end == 0) return out;
  const std::vector<SpectrumPoint> response = spectrum(summary.totals.response, end);
  const std::vector<SpectrumPoint> service = spectrum(summary.totals.service, end);
  for (const SpectrumPoint& point : response) out["x"].push_back(point.x);
  const auto add = [&](const std::string& name, const std::vector<SpectrumPoint>& points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      // The last exact point opens the dashed line too, so that the two meet.
      const bool next_at_least = i + 1 < points.size() && points[i + 1].at_least;
      out[name].push_back(points[i].at_least ? json() : optional_json(points[i].ns));
      out[name + "_at_least"].push_back(points[i].at_least || next_at_least ? optional_json(points[i].ns) : json());
    }
  };
  add("response", response);
  add("service", service);
  return out;
}

json annotations_json(const std::vector<runs::Annotation>& annotations) {
  json out = json::array();
  for (const runs::Annotation& annotation : annotations)
    out.push_back({{"label", clip(harmless(annotation.name), longest_label)},
                   {"begin_s", rounded(seconds(annotation.at))},
                   {"end_s", annotation.ended ? rounded(seconds(*annotation.ended)) : json()}});
  return out;
}

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
    SpectrumPoint point{x, std::nullopt, false};
    if (!latency.all.empty() && latency.supported(q)) {
      point.ns = latency.all.quantile(q);
      point.at_least = latency.at_least(q);
    }
    points.push_back(point);
  }
  return points;
}

double spectrum_end(const runs::Summary& summary) {
  const std::uint64_t samples = std::max(summary.totals.response.all.count(), summary.totals.service.all.count());
  return samples < 20 ? 0 : static_cast<double>(samples) / 10;
}

json chart_data(const runs::Summary& summary, const std::vector<RatePoint>& rates, const LatencyTimeline& latencies,
                const std::vector<runs::Annotation>& annotations) {
  Instant end = std::max(summary.planned, summary.actual);
  if (!rates.empty()) end = std::max(end, rates.back().begin + rates.back().length);
  return {{"end_s", seconds(end)},
          {"warmup_s", seconds(summary.warmup)},
          {"rates", rates_json(rates)},
          {"latencies", latencies_json(latencies)},
          {"spectrum", spectrum_json(summary)},
          {"annotations", annotations_json(annotations)}};
}

}  // namespace rushhour::pages
