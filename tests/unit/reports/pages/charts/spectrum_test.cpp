#include "reports/pages/charts/spectrum.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::pages;

namespace {

constexpr std::int64_t ms = 1'000'000;

runs::Latency ramp(std::int64_t samples) {
  runs::Latency latency;
  for (std::int64_t i = 1; i <= samples; ++i) latency.all.record(i * ms);
  return latency;
}

const SpectrumPoint& at(const std::vector<SpectrumPoint>& points, double x) {
  for (const SpectrumPoint& point : points)
    if (point.x == x) return point;
  FAIL("no point at x = " << x);
  return points.front();
}

}  // namespace

TEST_CASE("a spectrum passes through the round percentiles and ends with its sample") {
  const runs::Latency latency = ramp(5000);
  const std::vector<SpectrumPoint> points = spectrum(latency, 500);
  CHECK(points.front().x == 1);
  CHECK(points.back().x == 500);
  CHECK(*at(points, 2).ns == latency.all.quantile(0.5));
  CHECK(*at(points, 10).ns == latency.all.quantile(0.9));
  CHECK(*at(points, 100).ns == latency.all.quantile(0.99));
  CHECK(*points.back().ns == latency.all.quantile(0.998));
  for (std::size_t i = 1; i < points.size(); ++i) {
    CHECK(points[i].x > points[i - 1].x);
    CHECK(*points[i].ns >= *points[i - 1].ns);
    CHECK_FALSE(points[i].at_least);
  }
}

TEST_CASE("a spectrum never goes beyond the support of its sample") {
  runs::Summary summary;
  summary.totals.response = ramp(2000);
  summary.totals.service = ramp(200);
  CHECK(spectrum_end(summary) == 200);
  for (const SpectrumPoint& point : spectrum(summary.totals.service, 200)) {
    INFO(point.x);
    CHECK(point.ns.has_value() == (point.x <= 20));
  }
  summary.totals.response = ramp(19);
  summary.totals.service = ramp(0);
  CHECK(spectrum_end(summary) == 0);
}

TEST_CASE("percentiles among lower bounds are drawn as such") {
  runs::Summary summary;
  summary.totals.response = ramp(1000);
  summary.totals.response.all.record(60'000 * ms, 50);
  summary.totals.response.bounds.record(60'000 * ms, 50);
  const nlohmann::json drawn =
      spectrum_json({{"response", &summary.totals.response}, {"service", &summary.totals.service}}, spectrum_end(summary));
  bool met = false;
  for (std::size_t i = 0; i < drawn["x"].size(); ++i) {
    const bool beyond = drawn["x"][i].get<double>() > 21;  // 50 of 1,050
    CHECK(drawn["response"][i].is_null() == beyond);
    if (beyond) CHECK(drawn["response_at_least"][i].is_number());
    met = met || (!beyond && drawn["response_at_least"][i].is_number());
    CHECK(drawn["service_at_least"][i].is_null());
  }
  CHECK(met);  // the last exact point opens the line of bounds, so that the two join
}
