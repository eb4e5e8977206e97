#include "target/autopilot/matcher.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>

using namespace rushhour;
using namespace rushhour::autopilot;
using delivery::OrderStatus;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

/// Nobody works and nothing is ordered, to begin with. All couriers who work stand at the centre.
struct Counter {
  delivery::City city{42, 20, 2000};
  service::LiveOrders orders{10'000};
  service::Roster roster{2000};
  Matcher::Settings settings;

  void work(std::uint32_t courier) { roster.apply({courier, true, {0, 0}, noon - 1h, 1}); }

  void accepted(const std::string& id, std::uint32_t restaurant = 1, std::uint32_t courier = 0) {
    delivery::Order order;
    order.id = id;
    order.restaurant = restaurant;
    order.zone = "centre";
    order.status = OrderStatus::accepted;
    order.to = city.restaurant(restaurant)->at;
    order.to.x_m += 300;
    order.placed_at = noon - 5min;
    order.ready_by = noon + 5min;
    order.courier = courier;
    order.revision = 5;
    orders.apply(order);
  }

  std::size_t offers() const {
    std::size_t sum = 0;
    for (std::uint32_t courier = 1; courier <= 2000; ++courier) sum += roster.offers(courier, noon).size();
    return sum;
  }
};

}  // namespace

TEST_CASE("an order in a kitchen is offered to one courier, with the way from the restaurant to the customer") {
  Counter counter;
  counter.work(7);
  counter.work(8);
  counter.accepted("a");
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  const auto errands = matcher.match(counter.city, noon);
  REQUIRE(errands.size() == 1);
  const Errand& errand = errands[0];
  CHECK(counter.roster.is_offered(errand.courier, "a", noon));
  CHECK(counter.offers() == 1);
  REQUIRE(errand.legs.size() == 2);
  CHECK(errand.legs[0].pick_up);
  CHECK(errand.legs[0].at == counter.city.restaurant(1)->at);
  CHECK_FALSE(errand.legs[0].ready);
  CHECK_FALSE(errand.legs[1].pick_up);
  CHECK(errand.legs[1].at.x_m == errand.legs[0].at.x_m + 300);
}

TEST_CASE("an offer holds two minutes, and while it does the order is offered to nobody else") {
  Counter counter;
  counter.work(7);
  counter.work(8);
  counter.accepted("a");
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  REQUIRE(matcher.match(counter.city, noon).size() == 1);
  CHECK(matcher.match(counter.city, noon + 1s).empty());
  CHECK(matcher.match(counter.city, noon + 2min - 1ns).empty());
  CHECK(matcher.match(counter.city, noon + 2min).size() == 1);
}

TEST_CASE("an order that was declined is open again in the next window") {
  Counter counter;
  counter.work(7);
  counter.accepted("a");
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  REQUIRE(matcher.match(counter.city, noon).size() == 1);
  counter.roster.withdraw(7, "a");
  CHECK(matcher.match(counter.city, noon + 2s).size() == 1);
}

TEST_CASE("couriers who do not work, carry something or are offered something are left alone") {
  Counter counter;
  counter.work(7);
  counter.work(8);
  counter.accepted("a");
  counter.accepted("carried", 2, 7);
  REQUIRE(counter.roster.offer(8, {"elsewhere", noon + 1min}, noon));
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  CHECK(matcher.match(counter.city, noon).empty());
  CHECK(matcher.match(counter.city, noon + 1min).size() == 1);
}

TEST_CASE("couriers who keep hours are sent nowhere after their shift") {
  Counter counter;
  std::uint32_t at_noon = 0, in_the_evening = 0;
  for (const delivery::Courier& courier : counter.city.couriers()) {
    if (courier.vehicle != delivery::Vehicle::scooter) continue;
    (within(courier.shift, noon) ? at_noon : in_the_evening) = courier.id;
  }
  counter.work(in_the_evening);
  counter.accepted("a");
  counter.settings.keep_hours = true;
  Matcher punctual(counter.orders, counter.roster, counter.settings);
  CHECK(punctual.match(counter.city, noon).empty());
  counter.work(at_noon);
  const auto errands = punctual.match(counter.city, noon);
  REQUIRE(errands.size() == 1);
  CHECK(errands[0].courier == at_noon);
}

TEST_CASE("a window takes a thousand couriers, and the next one those who had no turn") {
  Counter counter;
  for (std::uint32_t courier = 1; courier <= 2000; ++courier) counter.work(courier);
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  std::set<std::uint32_t> asked;
  for (int window = 0; window < 4; ++window) {
    counter.accepted(fmt::format("order {}", window));
    for (const Errand& errand : matcher.match(counter.city, noon)) asked.insert((errand.courier - 1) / 1000);
  }
  CHECK(asked.size() == 2);
}

TEST_CASE("orders of a restaurant that the city does not have are passed over") {
  Counter counter;
  counter.work(7);
  delivery::Order order;
  order.id = "lost";
  order.restaurant = 21;
  order.status = OrderStatus::accepted;
  counter.orders.apply(order);
  Matcher matcher(counter.orders, counter.roster, counter.settings);
  CHECK(matcher.match(counter.city, noon).empty());
}

TEST_CASE("what a courier still has to do: pick-ups first, and only of what it does not have yet") {
  Counter counter;
  counter.accepted("a", 1, 7);
  counter.accepted("b", 2, 7);
  std::vector<service::LiveOrders::Shared> carried = counter.orders.of_courier(7);
  REQUIRE(carried.size() == 2);
  delivery::Order picked = *carried[0];
  picked.status = OrderStatus::picked_up;
  carried[0] = std::make_shared<const delivery::Order>(picked);
  const Errand errand = errand_of(counter.city, 7, carried);
  REQUIRE(errand.legs.size() == 3);
  CHECK(errand.legs[0].pick_up);
  CHECK(errand.legs[0].order == carried[1]->id);
  CHECK_FALSE(errand.legs[1].pick_up);
  CHECK_FALSE(errand.legs[2].pick_up);
}
