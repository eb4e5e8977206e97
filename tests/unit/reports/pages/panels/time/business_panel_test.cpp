#include "reports/pages/panels/time/business_panel.hpp"

#include <catch2/catch.hpp>

#include "reports/pages/panels/time/business_cost.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;
using Catch::Contains;
using nlohmann::json;

namespace {

/// Twenty seconds of 1,000 requests and 100 offered iterations each: at 10 ms, but for `slow` seconds from 5 s on at 900 ms. Each offered
/// iteration places an order of 20.00 EUR, in the slow seconds only every other one does.
struct SoldRun {
  runs::RunRecord record;
  verdicts::Conclusion conclusion;
  Course course{"response"};

  explicit SoldRun(int slow, double orders_when_slow = 50) {
    double placed = 0;
    REQUIRE(record.telemetry.add(json::parse(
        R"({"source":"target","series":[{"id":0,"name":"rushhour_target_events_total","labels":"type=\"order.placed\"","type":"counter"},
        {"id":1,"name":"rushhour_target_revenue_minor_units_total","labels":"currency=\"EUR\"","type":"counter"}]})")));
    for (int s = 0; s <= 20; ++s) {
      REQUIRE(record.telemetry.add({{"at_ns", s * 1'000'000'000LL}, {"source", "target"}, {"values", {{0, placed}, {1, placed * 2000}}}}));
      const bool is_slow = s >= 5 && s < 5 + slow;
      placed += is_slow ? orders_when_slow : 100;
      if (s == 20) break;
      record.ticks.push_back({{"at_ns", (s + 1) * 1'000'000'000LL}, {"offered", 100u}});
      latency::Interval interval{std::chrono::seconds(s), 1s, {}};
      interval.series[{.scenario = "s", .step = "a", .kind = "response"}].record(is_slow ? 900'000'000 : 10'000'000, 1000);
      course.add(interval);
    }
  }
  Material material() const { return {record, conclusion, course}; }
  void limit(double percentile, double ns) {
    verdicts::ThresholdResult result;
    result.threshold.kind = verdicts::Threshold::Metric::response_time;
    result.threshold.aggregate = verdicts::Threshold::Aggregate::percentile;
    result.threshold.percentile = percentile;
    result.threshold.limit = ns;
    conclusion.thresholds.push_back(result);
  }
};

std::optional<BusinessCost> cost(const SoldRun& run) { return cost_of(run.material(), runs::business_of(run.record)); }

}  // namespace

TEST_CASE("a run without business has no panel for it") {
  const runs::RunRecord record;
  const verdicts::Conclusion conclusion;
  const Course course("response");
  CHECK_FALSE(business_panel({record, conclusion, course}));
}

TEST_CASE("orders of slow stretches are compared with those of the others, for each offered iteration") {
  SoldRun run(4);
  run.limit(99, 500e6);
  const auto found = cost(run);
  REQUIRE(found);
  CHECK(found->of_threshold);
  CHECK(found->slow.length == 4s);
  CHECK(found->others.length == 16s);
  CHECK(found->slow.orders_per_offered() == Approx(0.5));
  CHECK(found->others.orders_per_offered() == Approx(1));
  CHECK(found->orders_missing() == Approx(200));
  CHECK(found->revenue_missing() == Approx(400'000));
  REQUIRE(found->spans.size() == 1);
  CHECK(found->spans[0].begin == 5s);
  CHECK(found->spans[0].end == 9s);
}

TEST_CASE("without a limit of its own a run's slow stretches are those beyond twice the usual") {
  const auto found = cost(SoldRun(4));
  REQUIRE(found);
  CHECK_FALSE(found->of_threshold);
  CHECK(found->percentile == 99);
  CHECK(found->limit_ns == Approx(20e6).epsilon(0.01));
  CHECK(found->slow.length == 4s);
}

TEST_CASE("a limit on one step or on iterations, or one that wants slowness, is not that of the run") {
  SoldRun run(4);
  run.limit(99, 500e6);
  SECTION("of a step") { run.conclusion.thresholds[0].threshold.step = "a"; }
  SECTION("of another time") { run.conclusion.thresholds[0].threshold.kind = verdicts::Threshold::Metric::iteration_duration; }
  SECTION("greater") { run.conclusion.thresholds[0].threshold.comparison = verdicts::Threshold::Comparison::greater; }
  CHECK_FALSE(cost(run)->of_threshold);
}

TEST_CASE("where nothing or everything was slow there is nothing to compare") {
  SoldRun never(0), always(4);
  never.limit(99, 500e6);
  always.limit(99, 1e6);
  CHECK_FALSE(cost(never));
  CHECK_FALSE(cost(always));
  CHECK_THAT(business_panel(never.material())->finding, Contains("orders were placed") && !Contains("offered iteration"));
}

TEST_CASE("the panel says what was sold and what went together, and does not call it a cause") {
  SoldRun run(4);
  run.limit(99, 500e6);
  const auto panel = business_panel(run.material());
  REQUIRE(panel);
  CHECK_THAT(panel->finding, Contains("1,800 orders were placed") && Contains("36,000.00 EUR captured"));
  CHECK_THAT(panel->finding,
             Contains("In the 4s in which p99 was beyond 500ms, 0.50 orders were placed for each offered iteration, against "
                      "1.00 in the other 16s"));
  CHECK_THAT(panel->finding, Contains("200 more would have been placed, worth 4,000.00 EUR"));
  CHECK_THAT(panel->finding, Contains("does not say that one caused the other"));
  CHECK(panel->data.at("slow") == json::parse("[[5.0,9.0]]"));
  CHECK(panel->data.at("placed").size() == 20);
  CHECK(panel->data.at("placed")[0] == 100);
  CHECK(panel->data.at("revenue")[6] == 1000);
}

TEST_CASE("slowness that went with no fewer orders is said to") {
  SoldRun run(4, 100);
  run.limit(99, 500e6);
  CHECK(cost(run)->orders_missing() == 0);
  CHECK_THAT(business_panel(run.material())->finding, Contains("slowness and fewer orders did not go together"));
}

TEST_CASE("warm-up is in neither side") {
  SoldRun run(4);
  run.limit(99, 500e6);
  run.conclusion.summary.warmup = 7s;
  const auto found = cost(run);
  REQUIRE(found);
  CHECK(found->slow.length == 2s);
  CHECK(found->others.length == 11s);
  CHECK(found->slow.offered == 200);
}

TEST_CASE("a second with too few samples for its percentile is judged together with its neighbours") {
  SoldRun run(4);
  run.limit(99.9, 500e6);  // needs ten thousand
  const auto found = cost(run);
  REQUIRE(found);
  CHECK(found->slow.length == 10s);
  CHECK(found->others.length == 10s);
}
