#include "sim/city/underway.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "target/delivery/life.hpp"

using namespace rushhour::city;
using namespace std::chrono_literals;
using Type = rushhour::delivery::OrderEventType;

namespace {

constexpr Moment noon = Moment(std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)) + 12h;

/// Notes what it is told as words, "3 order.placed", and the moments beside them.
struct Notes final : EventSink {
  std::vector<std::string> told;
  std::vector<Moment> moments;

  void note(std::string what, Moment at) {
    told.push_back(std::move(what));
    moments.push_back(at);
  }
  void happened(const OrderPlan& plan, std::size_t happening, Moment at) override {
    note(std::to_string(plan.number) + " " + std::string(rushhour::delivery::name_of(plan.happenings[happening].type)), at);
  }
  void moved(const OrderPlan& plan, std::uint32_t batch, Moment at) override {
    note(std::to_string(plan.number) + " way " + std::to_string(batch), at);
  }
  void shift_began(const CourierShift& shift, Moment at) override { note("began " + std::to_string(shift.courier), at); }
  void shift_ended(const CourierShift& shift, Moment at) override { note("ended " + std::to_string(shift.courier), at); }
};

PlannedOrder order(std::uint64_t number, Moment placed, std::vector<Happening> happenings, std::uint32_t fixes = 0) {
  PlannedOrder planned;
  planned.plan.number = number;
  planned.plan.placed = placed;
  for (const Happening& happening : happenings) planned.plan.happenings[planned.plan.happening_count++] = happening;
  planned.plan.fixes = fixes;
  return planned;
}

}  // namespace

TEST_CASE("the events of several orders stand in one order of time") {
  Underway underway(noon + 24h);
  Notes notes;
  underway.add(order(1, noon, {{0, 5, Type::placed}, {60'000, 5, Type::delivered}}));
  underway.add(order(2, noon + 30s, {{0, 5, Type::placed}, {60'000, 5, Type::delivered}}));
  underway.tell_all(notes);
  CHECK(notes.told == std::vector<std::string>{"1 order.placed", "2 order.placed", "1 order.delivered", "2 order.delivered"});
  CHECK(notes.moments == std::vector<Moment>{noon + 5ms, noon + 30s + 5ms, noon + 60s + 5ms, noon + 90s + 5ms});
}

TEST_CASE("what was recorded late holds back what follows of its own order, and of no other") {
  Underway underway(noon + 24h);
  Notes notes;
  underway.add(order(1, noon, {{0, 9'000, Type::placed}, {0, 2, Type::payment_pending}, {20'000, 1, Type::payment_authorised}}));
  underway.add(order(2, noon + 1s, {{0, 1, Type::placed}}));
  underway.tell_all(notes);
  CHECK(notes.told == std::vector<std::string>{"2 order.placed", "1 order.placed", "1 payment.pending", "1 payment.authorised"});
  CHECK(notes.moments == std::vector<Moment>{noon + 1001ms, noon + 9s, noon + 9s, noon + 20s + 1ms});
}

TEST_CASE("only what was recorded before is told, and the rest later") {
  Underway underway(noon + 24h);
  Notes notes;
  underway.add(order(1, noon, {{0, 5, Type::placed}, {60'000, 5, Type::delivered}}));
  underway.tell(noon + 5ms, notes);
  CHECK(notes.told.empty());
  underway.tell(noon + 6ms, notes);
  CHECK(notes.told.size() == 1);
  underway.tell_all(notes);
  CHECK(notes.told.size() == 2);
  underway.tell_all(notes);
  CHECK(notes.told.size() == 2);
}

TEST_CASE("batches of positions stand between pick-up and delivery") {
  Underway underway(noon + 24h);
  Notes notes;
  underway.add(
      order(1, noon, {{0, 1, Type::placed}, {1'000, 1, Type::picked_up}, {400'000, 1, Type::delivered}, {500'000, 1, Type::reviewed}}, 9));
  underway.tell_all(notes);
  CHECK(notes.told == std::vector<std::string>{"1 order.placed", "1 order.picked_up", "1 way 0", "1 way 1", "1 way 2", "1 order.delivered",
                                               "1 order.reviewed"});
  CHECK(notes.moments[2] >= noon + 1s + 4 * fix_interval);
  CHECK(notes.moments[4] >= noon + 1s + 9 * fix_interval);
  CHECK(notes.moments[4] < noon + 1s + 9 * fix_interval + 1s);
}

TEST_CASE("a shift begins and ends, unless it ends after the data") {
  Underway underway(noon + 2h);
  Notes notes;
  PlannedOrder first = order(1, noon, {{0, 1, Type::placed}});
  first.shift = CourierShift{4, 1, noon + 1min, noon + 1h, {}, {}};
  PlannedOrder second = order(2, noon, {{0, 1, Type::placed}});
  second.shift = CourierShift{5, 1, noon + 2min, noon + 2h, {}, {}};
  underway.add(first);
  underway.add(second);
  underway.tell_all(notes);
  CHECK(notes.told == std::vector<std::string>{"1 order.placed", "2 order.placed", "began 4", "began 5", "ended 4"});
}

TEST_CASE("places of those who are done are used again") {
  Underway underway(noon + 240h);
  Notes notes;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Moment placed = noon + i * 1min;
    underway.tell(placed, notes);
    underway.add(order(i + 1, placed, {{0, 1, Type::placed}, {90'000, 1, Type::delivered}}));
  }
  underway.tell_all(notes);
  REQUIRE(notes.told.size() == 2000);
  CHECK(std::is_sorted(notes.moments.begin(), notes.moments.end()));
  CHECK(notes.told.back() == "1000 order.delivered");
}
