#include "target/autopilot/kitchens.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace rushhour;
using namespace rushhour::autopilot;
using delivery::OrderStatus;
using Kind = Act::Kind;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

const delivery::City& city() {
  static const delivery::City of_seed(42, 20);
  return of_seed;
}

delivery::Order order(int n, OrderStatus status, WallTime updated_at = noon) {
  delivery::Order made;
  made.id = fmt::format("{:024x}", n);
  made.restaurant = 5;
  made.status = status;
  made.updated_at = updated_at;
  return made;
}

}  // namespace

TEST_CASE("a kitchen does nothing about an order that is not paid, or not in the kitchen any more") {
  Kitchens kitchens(city());
  for (const OrderStatus status : {OrderStatus::placed, OrderStatus::ready, OrderStatus::picked_up, OrderStatus::delivered,
                                   OrderStatus::reviewed, OrderStatus::cancelled, OrderStatus::rejected})
    CHECK_FALSE(kitchens.see(order(1, status), noon).has_value());
  delivery::Order of_nobody = order(1, OrderStatus::paid);
  of_nobody.restaurant = 21;
  CHECK_FALSE(kitchens.see(of_nobody, noon).has_value());
  CHECK(kitchens.busy_with() == 0);
}

TEST_CASE("a paid order is looked at within a minute and a quarter, and taken as the kitchen is inclined") {
  Kitchens kitchens(city());
  std::set<WallTime> instants;
  int rejected = 0;
  for (int n = 0; n < 500; ++n) {
    const auto act = kitchens.see(order(n, OrderStatus::paid), noon);
    REQUIRE(act.has_value());
    CHECK(act->due >= noon + 15s);
    CHECK(act->due <= noon + 75s);
    CHECK(act->who == 5);
    instants.insert(act->due);
    const bool takes = city().accepts(*city().restaurant(5), order(n, OrderStatus::paid).id);
    CHECK(act->kind == (takes ? Kind::accept : Kind::reject));
    if (!takes) ++rejected;
  }
  CHECK(instants.size() > 50);
  CHECK(rejected > 0);
}

TEST_CASE("what is taken is prepared at once, and ready when its time has passed") {
  Kitchens kitchens(city());
  const auto prepare = kitchens.see(order(1, OrderStatus::accepted), noon);
  REQUIRE(prepare.has_value());
  CHECK(prepare->kind == Kind::prepare);
  CHECK(prepare->due == noon);
  const auto ready = kitchens.see(order(1, OrderStatus::preparing), noon);
  REQUIRE(ready.has_value());
  CHECK(ready->kind == Kind::make_ready);
  CHECK(ready->due > noon);
  CHECK_FALSE(kitchens.see(order(1, OrderStatus::ready), noon).has_value());
  CHECK(kitchens.busy_with() == 0);
}

TEST_CASE("kitchens keep the time that was foretold, give or take an eighth") {
  Kitchens kitchens(city());
  double sum = 0, squares = 0;
  constexpr int orders = 4000;
  for (int n = 0; n < orders; ++n) {
    const delivery::Order one = order(n, OrderStatus::preparing);
    const auto foretold = city().preparation_time(*city().restaurant(5), one.id);
    const double ratio = std::chrono::duration<double>(kitchens.see(one, noon)->due - noon) / foretold;
    sum += std::log(ratio);
    squares += std::log(ratio) * std::log(ratio);
  }
  CHECK(sum / orders == Approx(0).margin(0.01));
  CHECK(std::sqrt(squares / orders) == Approx(0.12).margin(0.01));
}

TEST_CASE("an order that is seen again is not acted on again, until it has gone on or the act was refused") {
  Kitchens kitchens(city());
  const auto first = kitchens.see(order(1, OrderStatus::paid), noon);
  REQUIRE(first.has_value());
  CHECK_FALSE(kitchens.see(order(1, OrderStatus::paid), noon + 1s).has_value());
  CHECK_FALSE(kitchens.answered(*first, Answer::agreed, noon).has_value());
  CHECK_FALSE(kitchens.see(order(1, OrderStatus::paid), noon + 2s).has_value());  // the commit is on its way
  CHECK(kitchens.see(order(1, OrderStatus::accepted), noon + 3s)->kind == Kind::prepare);
  delivery::Order taken_meanwhile = order(1, OrderStatus::accepted);
  taken_meanwhile.courier = 9;
  CHECK_FALSE(kitchens.see(taken_meanwhile, noon + 4s).has_value());
  CHECK_FALSE(kitchens.answered({Kind::prepare, noon, 5, first->order}, Answer::refused, noon).has_value());
  CHECK(kitchens.see(order(1, OrderStatus::accepted), noon + 5s).has_value());
}

TEST_CASE("a full kitchen asks again every minute, and gives up after half an hour") {
  Kitchens kitchens(city());
  Act act{Kind::accept, noon, 5, order(1, OrderStatus::paid).id};
  WallTime now = noon;
  int asked = 0;
  while (act.kind == Kind::accept) {
    const auto again = kitchens.answered(act, Answer::later, now);
    REQUIRE(again.has_value());
    act = *again;
    now = act.due;
    ++asked;
  }
  CHECK(act.kind == Kind::reject);
  CHECK(asked == 31);
  CHECK(now == noon + 30min);
}

TEST_CASE("an order that was in preparation before a restart is ready when it would have been, or now") {
  Kitchens kitchens(city());
  const delivery::Order old = order(1, OrderStatus::preparing, noon - 3h);
  CHECK(kitchens.see(old, noon)->due == noon);
  Kitchens as_if(city());
  const delivery::Order young = order(1, OrderStatus::preparing, noon - 1s);
  Kitchens on_time(city());
  CHECK(on_time.see(young, noon)->due == as_if.see(young, noon - 1s)->due);
}
