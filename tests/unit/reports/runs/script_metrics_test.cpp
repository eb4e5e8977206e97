#include "reports/runs/script_metrics.hpp"

#include <catch2/catch.hpp>

#include "reports/runs/summary.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::int64_t second = 1'000'000'000;

json line(const char* name, const char* kind, json figures, const char* scenario = "diners", json tags = json::object()) {
  figures.update({{"name", name}, {"kind", kind}, {"scenario", scenario}, {"tags", std::move(tags)}});
  return figures;
}

json tick(std::int64_t at_s, std::vector<json> lines) { return {{"at_ns", at_s * second}, {"metrics", std::move(lines)}}; }

json depth(double last, std::int64_t last_ns, double min, double max) {
  return line("depth", "gauge", {{"count", 2}, {"last", last}, {"last_ns", last_ns}, {"min", min}, {"max", max}});
}

RunRecord a_record() {
  RunRecord record;
  record.ticks = {tick(1, {line("orders", "counter", {{"count", 100}, {"sum", 100}})}),  // warm-up
                  tick(2, {line("orders", "counter", {{"count", 2}, {"sum", 2.5}}, "diners", {{"zone", "north"}}),
                           line("orders", "counter", {{"count", 1}, {"sum", 4}}, "couriers"), depth(5, 1'900'000'000, -1, 5)}),
                  tick(3, {line("orders", "counter", {{"count", 1}, {"sum", 1}}, "diners", {{"zone", "north"}}),
                           line("hit", "rate", {{"count", 8}, {"hits", 2}}), depth(3, 2'900'000'000, 2, 9)}),
                  tick(4, {depth(7, 2'800'000'000, 7, 7)})};
  std::map<latency::Series, latency::Histogram> series;
  series[{"diners", "", "trend:basket", true, true}].record(9'000'000);
  for (int i = 1; i <= 30; ++i) series[{"diners", "", "trend:basket", true, false}].record(i * 500);
  series[{"diners", "", "time:queue_time", true, false, {{"zone", "north"}}}].record(2'000'000);
  record.intervals = {{0s, 1s, series}, {1s, 1s, series}};
  record.meta = {{"plan", {{"warmup_ns", second}, {"length_ns", 4 * second}}}};
  return record;
}

const MetricFigures& named(const std::vector<MetricFigures>& metrics, const std::string& name) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const MetricFigures& metric) { return metric.name == name; });
  REQUIRE(found != metrics.end());
  return *found;
}

}  // namespace

TEST_CASE("counters, gauges and rates add up over ticks, scenarios and tags, warm-up apart") {
  const auto metrics = script_metrics(a_record(), 1s);
  const MetricFigures& orders = named(metrics, "orders");
  CHECK(orders.kind == "counter");
  CHECK(orders.all.sum == 7.5);
  CHECK(orders.all.count == 4);
  REQUIRE(orders.parts.size() == 2);
  CHECK(orders.parts[0].scenario == "couriers");
  CHECK(orders.parts[1].tags == latency::Tags{{"zone", "north"}});
  CHECK(orders.parts[1].sums.sum == 3.5);
  CHECK(named(metrics, "hit").all.hits == 2);
  CHECK(named(metrics, "hit").all.count == 8);
}

TEST_CASE("a gauge's last value is the one that was set last, whichever tick brought it") {
  const MetricFigures depth = named(script_metrics(a_record(), 1s), "depth");
  CHECK(depth.all.last == 3);
  CHECK(depth.all.last_at == 2900ms);
  CHECK(depth.all.min == -1);
  CHECK(depth.all.max == 9);
}

TEST_CASE("trends are merged from the intervals' histograms") {
  const auto metrics = script_metrics(a_record(), 1s);
  CHECK(named(metrics, "basket").kind == "trend");
  CHECK(named(metrics, "basket").all.values.count() == 60);
  CHECK(named(metrics, "basket").all.values.max() == Approx(15'000).epsilon(0.001));
  CHECK(named(metrics, "queue_time").kind == "time");
  CHECK(named(metrics, "queue_time").parts.at(0).tags.at("zone") == "north");
}

TEST_CASE("metrics are written with the figures of their kind, trends in the script's own numbers") {
  const json written = to_json(summarise(a_record()))["metrics"];
  REQUIRE(written.size() == 5);  // by name
  const json &basket = written[0], &depth = written[1], &hit = written[2], &orders = written[3], &queue_time = written[4];
  CHECK(basket["values"]["count"] == 60);
  CHECK(basket["values"]["max"].get<double>() == Approx(15).epsilon(0.001));
  CHECK(basket["values"]["p50"].get<double>() == Approx(7.5).epsilon(0.001));
  CHECK(basket["values"]["p90"].is_null());  // six of sixty lie beyond
  CHECK(depth["last"] == 3);
  CHECK(depth["last_ns"] == 2'900'000'000);
  CHECK(hit["rate"] == 0.25);
  CHECK(orders["sum"] == 7.5);
  CHECK(orders["parts"][0] == json{{"scenario", "couriers"}, {"tags", json::object()}, {"count", 1}, {"sum", 4.0}});
  CHECK(queue_time["time_ns"]["max"].get<double>() == Approx(2e6).epsilon(0.001));
  CHECK(queue_time["time_ns"]["p50"].is_null());
}
