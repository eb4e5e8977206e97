#include "target/dispatch/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "reports/foundation/random_stream.hpp"
#include "target/dispatch/pairing.hpp"

using namespace rushhour;
using namespace rushhour::dispatch;
using delivery::Point;
using delivery::Vehicle;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};
constexpr Policy all_policies[] = {Policy::nearest, Policy::batched, Policy::bundled};

struct Window {
  std::vector<OpenOrder> orders;
  std::vector<FreeCourier> couriers;
};

Point draw_point(RandomStream& random, std::int32_t side_m) {
  return {static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(side_m))),
          static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(side_m)))};
}

/// Orders of some twenty restaurants, couriers of all vehicles, all within a square of that side.
Window draw_window(std::uint64_t seed, std::size_t orders, std::size_t couriers, std::int32_t side_m = 4000) {
  RandomStream random(seed, "test", "window", 0);
  Window window;
  std::vector<Point> restaurants(20);
  for (Point& place : restaurants) place = draw_point(random, side_m);
  for (std::size_t n = 0; n < orders; ++n) {
    const WallTime ready_at = noon + std::chrono::seconds(random.below(1800)) - 10min;
    const Point from = restaurants[random.below(restaurants.size())];
    const Point way = draw_point(random, 2400);
    window.orders.push_back({fmt::format("{:024x}", n),
                             from,
                             {from.x_m + way.x_m - 1200, from.y_m + way.y_m - 1200},
                             std::min(noon, ready_at - std::chrono::seconds(random.below(1200))),
                             ready_at});
  }
  for (std::size_t n = 0; n < couriers; ++n) {
    const auto vehicle = static_cast<Vehicle>(random.below(delivery::vehicles));
    window.couriers.push_back({static_cast<std::uint32_t>(n + 1), vehicle,
                               1 + static_cast<std::uint32_t>(random.below(delivery::traits(vehicle).carries)), draw_point(random, side_m),
                               noon + std::chrono::seconds(random.below(600)) - 5min,
                               noon + std::chrono::seconds(random.below(7200)) + 5min});
  }
  return window;
}

std::vector<Trip> match(Policy policy, const Window& window, const Rules& rules = {}) {
  return match(policy, rules, window.orders, window.couriers, noon);
}

std::int64_t sum_of_costs(const std::vector<Trip>& trips) {
  std::int64_t sum = 0;
  for (const Trip& trip : trips) sum += cost_of(Rules{}, trip, noon);
  return sum;
}

std::size_t orders_of(const std::vector<Trip>& trips) {
  std::size_t orders = 0;
  for (const Trip& trip : trips) orders += trip.stops.size() / 2;
  return orders;
}

/// Everything that is promised of any single trip.
void check_trip(const Trip& trip) {
  const FreeCourier& courier = *trip.courier;
  std::vector<Visit> visits;
  std::set<std::string> in_bag, done;
  WallTime before = std::max(noon, courier.free_at);
  for (const Stop& stop : trip.stops) {
    visits.push_back({stop.pick_up, stop.order});
    CHECK(stop.leaves_at >= before);
    CHECK(stop.arrives_at <= stop.done_at);
    CHECK(stop.done_at <= stop.leaves_at);
    before = stop.leaves_at;
    if (stop.pick_up) {
      CHECK(stop.done_at >= stop.order->ready_at);
      CHECK(in_bag.insert(stop.order->id).second);
      CHECK(in_bag.size() <= courier.carries);
    } else {
      CHECK(in_bag.erase(stop.order->id) == 1);
      CHECK(done.insert(stop.order->id).second);
    }
  }
  CHECK(in_bag.empty());
  CHECK(trip.stops.front().arrives_at >= std::max(noon, courier.free_at));
  CHECK(trip.stops.front().done_at <= courier.off_at);
  CHECK(length_m(courier.at, visits) <= delivery::traits(courier.vehicle).range_m);
}

/// What was matched, in words that can be compared across inputs.
std::vector<std::string> told(const std::vector<Trip>& trips) {
  std::vector<std::string> lines;
  for (const Trip& trip : trips) {
    std::string line = fmt::format("{}:", trip.courier->id);
    for (const Stop& stop : trip.stops)
      line += fmt::format(" {}{}@{}", stop.pick_up ? "+" : "-", stop.order->id, (stop.done_at - noon).count());
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("a policy has a name, and other names have no policy") {
  for (const Policy one : all_policies) CHECK(policy(name_of(one)) == one);
  CHECK(name_of(Policy::bundled) == "bundled");
  for (const char* name : {"", "Nearest", "nearest ", "optimal"}) CHECK_FALSE(policy(name).has_value());
}

TEST_CASE("no policy gives an order twice, a courier two trips, or anybody more than it may do") {
  for (const Policy one : all_policies)
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const Window window = draw_window(seed, 1 + seed * 3 % 70, 1 + seed * 7 % 60, seed % 2 == 0 ? 4000 : 12'000);
      INFO(name_of(one) << ", window " << seed);
      const std::vector<Trip> trips = match(one, window);
      std::set<std::string> orders;
      std::uint32_t last = 0;
      for (const Trip& trip : trips) {
        CHECK(trip.courier->id > last);  // by id, so none twice
        last = trip.courier->id;
        check_trip(trip);
        for (const Stop& stop : trip.stops)
          if (stop.pick_up) CHECK(orders.insert(stop.order->id).second);
        if (one != Policy::bundled) CHECK(trip.stops.size() == 2);
      }
    }
}

TEST_CASE("the same orders and couriers in any order give the same trips") {
  for (const Policy one : all_policies)
    for (std::uint64_t seed = 0; seed < 15; ++seed) {
      Window window = draw_window(seed, 50, 40, 1500);
      for (OpenOrder& order : window.orders) order.ready_at = noon - 1min;  // as many ties as can be
      for (FreeCourier& courier : window.couriers) courier.at = window.couriers[courier.id % 3].at;
      const std::vector<std::string> first = told(match(one, window));
      RandomStream random(seed, "test", "shuffle", 0);
      std::shuffle(window.orders.begin(), window.orders.end(), random);
      std::shuffle(window.couriers.begin(), window.couriers.end(), random);
      INFO(name_of(one) << ", window " << seed);
      CHECK(told(match(one, window)) == first);
    }
}

TEST_CASE("batched gives away as many orders as nearest or more, and for as many never at a higher cost") {
  std::size_t cheaper = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Window window = draw_window(seed, 20 + seed, 30 + seed % 40);
    const std::vector<Trip> greedy = match(Policy::nearest, window);
    const std::vector<Trip> best = match(Policy::batched, window);
    INFO("window " << seed);
    REQUIRE(best.size() >= greedy.size());
    if (best.size() > greedy.size()) continue;
    // Where orders are left over, nearest might have left others; the cost counts how long they waited, so it is still one cost.
    CHECK(sum_of_costs(best) <= sum_of_costs(greedy));
    if (sum_of_costs(best) < sum_of_costs(greedy)) ++cheaper;
  }
  CHECK(cheaper > 30);
}

TEST_CASE("nearest asks the courier who is there first, be it a slower one, and leaves the next to the next order") {
  Window window;
  window.orders = {{"late", {0, 0}, {500, 0}, noon, noon + 1min}, {"early", {0, 0}, {0, 500}, noon, noon}};
  window.couriers = {{1, Vehicle::scooter, 3, {3000, 0}, noon, noon + 1h}, {2, Vehicle::bicycle, 2, {400, 0}, noon, noon + 1h}};
  const std::vector<Trip> trips = match(Policy::nearest, window);
  REQUIRE(trips.size() == 2);
  CHECK(trips[1].courier->id == 2);
  CHECK(trips[1].stops[0].order->id == "early");
  CHECK(trips[0].stops[0].order->id == "late");
}

TEST_CASE("batched sees that the nearest courier is needed elsewhere") {
  // Along a line: order A at 0, B at 1000. Courier 1 at 400 is nearest to A, courier 2 at -700 can reach A but hardly B.
  Window window;
  window.orders = {{"a", {0, 0}, {0, 300}, noon, noon}, {"b", {1000, 0}, {1000, 300}, noon, noon + 1s}};
  window.couriers = {{1, Vehicle::bicycle, 1, {400, 0}, noon, noon + 1h}, {2, Vehicle::bicycle, 1, {-700, 0}, noon, noon + 1h}};
  CHECK(match(Policy::nearest, window)[0].stops[0].order->id == "a");
  CHECK(match(Policy::batched, window)[0].stops[0].order->id == "b");
}

TEST_CASE("where couriers are scarce, batched serves the order that has waited longest") {
  Window window;
  window.orders = {{"fresh", {100, 0}, {300, 0}, noon, noon}, {"old", {900, 0}, {300, 0}, noon - 40min, noon}};
  window.couriers = {{1, Vehicle::scooter, 1, {0, 0}, noon, noon + 1h}};
  const std::vector<Trip> trips = match(Policy::batched, window);
  REQUIRE(trips.size() == 1);
  CHECK(trips[0].stops[0].order->id == "old");
}

TEST_CASE("orders that are ready beyond the look-ahead are left for another time") {
  for (const Policy one : all_policies) {
    Window window;
    window.couriers = {{1, Vehicle::car, 1, {0, 0}, noon, noon + 1h}};
    window.orders = {{"a", {0, 0}, {500, 0}, noon, noon + 12min}};
    CHECK(match(one, window).size() == 1);
    window.orders[0].ready_at += 1s;
    CHECK(match(one, window).empty());
  }
}

TEST_CASE("who ends work before the food is there, or would have to go too far, is not sent") {
  struct Row {
    const char* says;
    FreeCourier courier;
    bool sent;
  };
  const Row rows[] = {
      {"picks up as work ends", {1, Vehicle::car, 1, {0, 0}, noon, noon + 10min}, true},
      {"has gone a second before", {1, Vehicle::car, 1, {0, 0}, noon, noon + 10min - 1s}, false},
      {"on foot, within range", {1, Vehicle::foot, 1, {-1000, 0}, noon, noon + 1h}, true},
      {"on foot, a step beyond", {1, Vehicle::foot, 1, {-1001, 0}, noon, noon + 1h}, false},
      {"carries nothing", {1, Vehicle::car, 0, {0, 0}, noon, noon + 1h}, false},
  };
  for (const Policy one : all_policies)
    for (const Row& row : rows) {
      INFO(name_of(one) << ", " << row.says);
      const Window window{{{"a", {0, 0}, {2000, 0}, noon, noon + 10min}}, {row.courier}};
      CHECK(match(one, window).size() == (row.sent ? 1 : 0));
    }
}

TEST_CASE("a courier who is under way is reckoned with from the end of its trip") {
  const Window window{
      {{"a", {0, 0}, {500, 0}, noon, noon}},
      {{1, Vehicle::scooter, 1, {0, 0}, noon + 30min, noon + 2h}, {2, Vehicle::scooter, 1, {3000, 0}, noon - 5min, noon + 2h}}};
  for (const Policy one : all_policies) CHECK(match(one, window)[0].courier->id == 2);
}

TEST_CASE("without orders or without couriers there is nothing to match") {
  const Window window = draw_window(1, 5, 5);
  for (const Policy one : all_policies) {
    CHECK(match(one, Window{window.orders, {}}).empty());
    CHECK(match(one, Window{{}, window.couriers}).empty());
  }
}

TEST_CASE("where couriers are scarce, bundled brings more orders in one window than batched") {
  std::size_t bundled = 0, batched = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Window window = draw_window(seed, 60, 20);
    for (FreeCourier& courier : window.couriers) courier.vehicle = Vehicle::scooter, courier.carries = 3, courier.off_at = noon + 3h;
    batched += orders_of(match(Policy::batched, window));
    bundled += orders_of(match(Policy::bundled, window));
  }
  CHECK(batched == 200);
  CHECK(bundled > 220);
}
