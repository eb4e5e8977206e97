#include "target/autopilot/couriers.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::autopilot;
using delivery::OrderStatus;
using Kind = Act::Kind;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};
constexpr std::uint32_t who = 3;

/// One courier at home at noon, on a way of 100 m/min, with services of four minutes at restaurants and two at customers'.
struct OneCourier {
  delivery::City city{42, 20, 10};
  dispatch::Travel travel = dispatch::straight_lines(100, 1s, 4min, 2min);
  Couriers couriers{city, travel, false};
  WallTime now = noon;

  delivery::Point home() const { return city.courier(who)->home; }
  delivery::Point east(std::int32_t metres) const { return {home().x_m + metres, home().y_m}; }

  void work() { CHECK(couriers.answered({Kind::begin_shift, now, who, {}, home()}, Answer::agreed, now).empty()); }

  /// Time passes until the act is due; it is done, and agreed to.
  Acts perform(const Act& act, Answer answer = Answer::agreed) {
    now = std::max(now, act.due);
    return couriers.answered(act, answer, now);
  }

  /// The only act that follows. REQUIRES: there is one.
  Act then(const Act& act, Answer answer = Answer::agreed) {
    const Acts acts = perform(act, answer);
    REQUIRE(acts.size() == 1);
    return acts.front();
  }

  Acts changed(const std::string& id, OrderStatus status) {
    delivery::Order order;
    order.id = id;
    order.status = status;
    order.courier = who;
    return couriers.changed(order, now);
  }

  /// From 1 km east to 1.5 km east.
  Errand single(bool ready) const { return {who, {{true, "a", east(1000), ready}, {false, "a", east(1500)}}}; }

  /// Two orders of that restaurant.
  Errand twin() const {
    return {who, {{true, "a", east(1000), true}, {true, "b", east(1000), true}, {false, "a", east(1500)}, {false, "b", east(1700)}}};
  }
};

}  // namespace

TEST_CASE("without hours all couriers begin at once at home, with hours in their shifts") {
  const OneCourier one;
  const Acts all = one.couriers.open({}, noon);
  REQUIRE(all.size() == 10);
  for (const Act& act : all) {
    CHECK(act.kind == Kind::begin_shift);
    CHECK(act.due == noon);
    CHECK(act.at == one.city.courier(act.who)->home);
  }
  const Couriers punctual(one.city, one.travel, true);
  for (const Act& act : punctual.open({}, noon)) {
    const auto shift = one.city.courier(act.who)->shift;
    CHECK(within(shift, act.due));
    CHECK((act.due == noon) == within(shift, noon));
  }
}

TEST_CASE("a shift that was kept ends at its hour and begins again on the next day; one that cannot end yet tries again") {
  OneCourier one;
  Couriers punctual(one.city, one.travel, true);
  const auto shift = one.city.courier(who)->shift;
  const WallTime begin = next_begin(shift, noon);
  const Acts end = punctual.answered({Kind::begin_shift, begin, who, {}, one.home()}, Answer::agreed, begin);
  REQUIRE(end.size() == 1);
  CHECK(end[0].kind == Kind::end_shift);
  CHECK(end[0].due == next_end(shift, begin));
  CHECK(punctual.idle(who));
  const Acts again = punctual.answered(end[0], Answer::refused, end[0].due);
  REQUIRE(again.size() == 1);
  CHECK(again[0].kind == Kind::end_shift);
  CHECK(again[0].due == end[0].due + 1min);
  const Acts tomorrow = punctual.answered(again[0], Answer::agreed, again[0].due);
  REQUIRE(tomorrow.size() == 1);
  CHECK(tomorrow[0].kind == Kind::begin_shift);
  CHECK(tomorrow[0].due == begin + 24h);
  CHECK_FALSE(punctual.idle(who));
}

TEST_CASE("who is still at work outside its hours goes on, and goes home as soon as it can") {
  OneCourier one;
  Couriers punctual(one.city, one.travel, true);
  const auto shift = one.city.courier(who)->shift;
  const WallTime late = next_end(shift, noon) + 10min;
  const std::uint32_t working[] = {who};
  const Acts all = punctual.open(working, late);
  const auto own = std::find_if(all.begin(), all.end(), [](const Act& act) { return act.who == who; });
  REQUIRE(own != all.end());
  CHECK(own->due == late);
  const Acts end = punctual.answered(*own, Answer::agreed, late);
  REQUIRE(end.size() == 1);
  CHECK(end[0].kind == Kind::end_shift);
  CHECK(end[0].due == late + 1min);
  CHECK(punctual.carry_on({who, {{false, "a", one.east(500)}}}, one.home(), late).size() == 1);
}

TEST_CASE("a trip of one order: taken, gone to, reported, picked up, brought, and idle at the customer's") {
  OneCourier one;
  one.work();
  const Acts takes = one.couriers.offered(one.single(true), noon);
  REQUIRE(takes.size() == 1);
  CHECK(takes[0].kind == Kind::take);
  CHECK(takes[0].order == "a");
  CHECK(takes[0].due >= noon + 5s);
  CHECK(takes[0].due <= noon + 25s);
  CHECK_FALSE(one.couriers.idle(who));

  const Act arrival = one.then(takes[0]);
  const WallTime left = one.now;
  CHECK(arrival.kind == Kind::report);
  CHECK(arrival.due == left + 10min);
  CHECK(arrival.at == one.east(1000));

  const Act pick_up = one.then(arrival);
  CHECK(pick_up.kind == Kind::pick_up);
  CHECK(pick_up.due == left + 12min);

  const Act at_customers = one.then(pick_up);
  CHECK(at_customers.kind == Kind::report);
  CHECK(at_customers.due == left + 12min + 2min + 5min);
  CHECK(at_customers.at == one.east(1500));

  const Act deliver = one.then(at_customers);
  CHECK(deliver.kind == Kind::deliver);
  CHECK(deliver.due == left + 20min);
  CHECK(one.perform(deliver).empty());
  CHECK(one.couriers.idle(who));
}

TEST_CASE("who arrives before the kitchen is ready waits for it") {
  OneCourier one;
  one.work();
  const Act arrival = one.then(one.couriers.offered(one.single(false), noon)[0]);
  CHECK(one.perform(arrival).empty());
  one.now += 30min;
  CHECK(one.changed("other", OrderStatus::ready).empty());
  const Acts acts = one.changed("a", OrderStatus::ready);
  REQUIRE(acts.size() == 1);
  CHECK(acts[0].kind == Kind::pick_up);
  CHECK(acts[0].due == one.now);
}

TEST_CASE("a kitchen that is ready while the courier parks does not shorten the parking") {
  OneCourier one;
  one.work();
  const Act arrival = one.then(one.couriers.offered(one.single(false), noon)[0]);
  CHECK(one.perform(arrival).empty());
  one.now += 1min;
  CHECK(one.changed("a", OrderStatus::ready)[0].due == arrival.due + 2min);
}

TEST_CASE("a kitchen that is ready while the courier is on the way is remembered") {
  OneCourier one;
  one.work();
  const Act arrival = one.then(one.couriers.offered(one.single(false), noon)[0]);
  CHECK(one.changed("a", OrderStatus::ready).empty());
  CHECK(one.then(arrival).kind == Kind::pick_up);
}

TEST_CASE("two orders of one restaurant are picked up in one service and brought one after the other") {
  OneCourier one;
  one.work();
  const Acts takes = one.couriers.offered(one.twin(), noon);
  REQUIRE(takes.size() == 2);
  CHECK(one.perform(takes[0]).empty());
  const Act arrival = one.then(takes[1]);
  const Act first = one.then(arrival);
  CHECK(first.order == "a");
  const Act second = one.then(first);
  CHECK(second.kind == Kind::pick_up);
  CHECK(second.order == "b");
  CHECK(second.due == first.due);
  const Act a = one.then(one.then(second));
  CHECK(a.kind == Kind::deliver);
  CHECK(a.order == "a");
  const Act b = one.then(one.then(a));
  CHECK(b.order == "b");
  CHECK(b.due == a.due + 1min + 2min + 1min);
  CHECK(one.perform(b).empty());
  CHECK(one.couriers.idle(who));
}

TEST_CASE("an order that somebody else has taken leaves the trip, and the others are brought") {
  OneCourier one;
  one.work();
  const Acts takes = one.couriers.offered(one.twin(), noon);
  CHECK(one.perform(takes[0], Answer::refused).empty());
  const Act pick_up = one.then(one.then(takes[1]));
  CHECK(pick_up.order == "b");
  const Act deliver = one.then(one.then(pick_up));
  CHECK(deliver.order == "b");
  CHECK(one.perform(deliver).empty());
}

TEST_CASE("a courier who gets none of the orders is idle again") {
  OneCourier one;
  one.work();
  const Acts takes = one.couriers.offered(one.twin(), noon);
  CHECK(one.perform(takes[0], Answer::refused).empty());
  CHECK_FALSE(one.couriers.idle(who));
  CHECK(one.perform(takes[1], Answer::refused).empty());
  CHECK(one.couriers.idle(who));
}

TEST_CASE("a cancelled order leaves the trip wherever the courier is") {
  SECTION("on the way to it the courier arrives, and is idle there") {
    OneCourier one;
    one.work();
    const Act arrival = one.then(one.couriers.offered(one.single(true), noon)[0]);
    CHECK(one.changed("a", OrderStatus::cancelled).empty());
    CHECK(one.perform(arrival).empty());
    CHECK(one.couriers.idle(who));
  }
  SECTION("at the door the courier goes on at once") {
    OneCourier one;
    one.work();
    const Act arrival = one.then(one.couriers.offered(one.single(false), noon)[0]);
    CHECK(one.perform(arrival).empty());
    CHECK(one.changed("a", OrderStatus::cancelled).empty());
    CHECK(one.couriers.idle(who));
  }
  SECTION("while it is asked for, the answer that comes later is no news") {
    OneCourier one;
    one.work();
    const Acts takes = one.couriers.offered(one.twin(), noon);
    one.perform(takes[0]);
    const Act asked = one.then(one.then(takes[1]));
    const Acts onward = one.changed("a", OrderStatus::cancelled);
    REQUIRE(onward.size() == 1);
    CHECK(onward[0].kind == Kind::report);
    CHECK(one.perform(asked, Answer::refused).empty());
    const Act pick_up = one.then(onward[0]);
    CHECK(pick_up.order == "b");
  }
  SECTION("while the trip is being decided on, the others are brought") {
    OneCourier one;
    one.work();
    const Acts takes = one.couriers.offered(one.twin(), noon);
    CHECK(one.perform(takes[0]).empty());
    CHECK(one.changed("a", OrderStatus::cancelled).empty());
    CHECK(one.then(one.then(takes[1])).order == "b");
  }
}

TEST_CASE("a pick-up that is refused takes the order off the trip, and the courier goes on at once") {
  OneCourier one;
  one.work();
  const Act pick_up = one.then(one.then(one.couriers.offered(one.single(true), noon)[0]));
  CHECK(one.perform(pick_up, Answer::refused).empty());
  CHECK(one.couriers.idle(who));
}

TEST_CASE("who is not idle, does not work or does not exist is offered nothing") {
  OneCourier one;
  CHECK(one.couriers.offered(one.single(true), noon).empty());
  one.work();
  CHECK(one.couriers.offered({who, {}}, noon).empty());
  CHECK(one.couriers.offered(one.single(true), noon).size() == 1);
  CHECK(one.couriers.offered(one.twin(), noon).empty());
  CHECK(one.couriers.offered({0, one.twin().legs}, noon).empty());
  CHECK(one.couriers.offered({11, one.twin().legs}, noon).empty());
  CHECK_FALSE(one.couriers.idle(0));
  CHECK_FALSE(one.couriers.idle(11));
}

TEST_CASE("a courier goes on with what it had before a restart, from where it was seen") {
  OneCourier one;
  one.work();
  const Acts acts = one.couriers.carry_on({who, {{false, "a", one.east(1500)}}}, one.east(500), noon);
  REQUIRE(acts.size() == 1);
  CHECK(acts[0].kind == Kind::report);
  CHECK(acts[0].due == noon + 10min);
  CHECK(one.then(acts[0]).kind == Kind::deliver);
}

TEST_CASE("an order of nobody, or of another courier, moves no one") {
  OneCourier one;
  one.work();
  const Act arrival = one.then(one.couriers.offered(one.single(false), noon)[0]);
  one.perform(arrival);
  delivery::Order order;
  order.id = "a";
  order.status = OrderStatus::ready;
  for (const std::uint32_t other : {0U, 4U, 11U}) {
    order.courier = other;
    CHECK(one.couriers.changed(order, one.now).empty());
  }
}
