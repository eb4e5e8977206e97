#include "sim/load/record/metric_book.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

MetricBook::Place at(Instant instant, TagValues::Key tags = 0, bool warmup = false) { return {0, tags, instant, warmup}; }

Plan one_scenario() {
  Plan plan;
  plan.scenarios.resize(1);
  plan.scenarios[0].name = "diners";
  return plan;
}

}  // namespace

TEST_CASE("a metric's name is of letters, digits and a few signs") {
  struct Row {
    std::string name;
    bool good;
  };
  const Row row = GENERATE(values<Row>({{"orders", true},
                                        {"Orders_2.per-hour", true},
                                        {std::string(100, 'x'), true},
                                        {"", false},
                                        {std::string(101, 'x'), false},
                                        {"two words", false},
                                        {"a|b", false},
                                        {"a:b", false},
                                        {"\xc3\xa4", false}}));
  INFO(row.name);
  CHECK(is_metric_name(row.name) == row.good);
}

TEST_CASE("a metric is declared once, and its name is of one kind") {
  MetricBook book;
  const auto first = book.declare("orders", MetricKind::counter);
  REQUIRE(first);
  CHECK(book.declare("orders", MetricKind::counter) == first);
  CHECK_FALSE(book.declare("orders", MetricKind::rate));
  CHECK(book.declare("other", MetricKind::rate) != first);
}

TEST_CASE("beyond two hundred metrics those of a kind share one, which is said") {
  MetricBook book;
  const TagValues values({});
  for (int i = 0; i < 200; ++i) book.add(*book.declare("m" + std::to_string(i), MetricKind::counter), at(0s), 1);
  Tick before;
  book.take_tick(before, values);
  CHECK(before.metrics.size() == 200);
  CHECK(before.warnings.empty());
  const auto more = book.declare("m200", MetricKind::counter), gauge = book.declare("m200", MetricKind::gauge);
  CHECK(book.declare("m201", MetricKind::counter) == more);
  CHECK(gauge != more);
  book.add(*more, at(0s), 5);
  Tick tick;
  book.take_tick(tick, values);
  CHECK(tick.metrics.at({"(other)", MetricKind::counter, 0, {}}).sum == 5);
  CHECK(tick.warnings.size() == 1);
}

TEST_CASE("counters, gauges and rates are handed over at a tick and then begin anew") {
  MetricBook book;
  const std::vector<std::string> names{"zone"};
  TagValues values(names);
  const std::vector<Tag> tags{{"zone", "north"}};
  const std::size_t orders = *book.declare("orders", MetricKind::counter), hit = *book.declare("hit", MetricKind::rate);
  book.add(orders, at(1s), 2);
  book.add(orders, at(1s, values.key_of(tags)), 0.5);
  book.add(hit, at(1s), 0);
  book.add(hit, at(1s), 1);
  Tick tick;
  book.take_tick(tick, values);
  CHECK(tick.metrics.size() == 3);
  CHECK(tick.metrics.at({"orders", MetricKind::counter, 0, {}}).sum == 2);
  CHECK(tick.metrics.at({"orders", MetricKind::counter, 0, {{"zone", "north"}}}).sum == 0.5);
  CHECK(tick.metrics.at({"hit", MetricKind::rate, 0, {}}).hits == 1);
  Tick next;
  book.take_tick(next, values);
  CHECK(next.metrics.empty());
}

TEST_CASE("trends are cut with the intervals: times come in milliseconds, other numbers in thousandths") {
  MetricBook book;
  const TagValues values({});
  const Plan plan = one_scenario();
  book.add(*book.declare("queue_time", MetricKind::time), at(1s), 12.5);
  book.add(*book.declare("basket", MetricKind::trend), at(1s), 0.25);
  book.add(*book.declare("basket", MetricKind::trend), at(0s, 0, true), 7);
  book.add(*book.declare("huge", MetricKind::time), at(1s), 1e300);
  latency::Interval interval{0s, 1s, {}};
  book.take_interval(interval, plan, values);
  REQUIRE(interval.series.size() == 4);
  CHECK(interval.series.at({"diners", "", "time:queue_time", true, false}).max() == Approx(12.5e6).epsilon(0.001));
  CHECK(interval.series.at({"diners", "", "trend:basket", true, false}).max() == 250);
  CHECK(interval.series.at({"diners", "", "trend:basket", true, true}).max() == Approx(7000).epsilon(0.001));
  const auto& huge = interval.series.at({"diners", "", "time:huge", true, false});
  CHECK(huge.max() == huge.buckets().highest_of(huge.buckets().index_of(huge.layout().highest)));
  latency::Interval next{1s, 1s, {}};
  book.take_interval(next, plan, values);
  CHECK(next.series.empty());
  Tick tick;
  book.take_tick(tick, values);
  CHECK(tick.metrics.empty());
}
