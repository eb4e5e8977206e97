#include "target/dispatch/bundling.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::dispatch;
using delivery::Vehicle;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

std::vector<std::size_t> sizes(const Rules& rules, const std::vector<OpenOrder>& orders, std::size_t couriers, std::uint32_t load_max) {
  std::vector<const OpenOrder*> by_readiness;
  for (const OpenOrder& order : orders) by_readiness.push_back(&order);
  std::vector<std::size_t> found;
  for (const Bundle& bundle : bundle_up(rules, by_readiness, couriers, load_max, noon)) found.push_back(orders_in(bundle));
  return found;
}

/// To two neighbours from one restaurant, ready at once.
std::vector<OpenOrder> neighbours() { return {{"a", {0, 0}, {1500, 0}, noon, noon + 5min}, {"b", {0, 0}, {1500, 50}, noon, noon + 5min}}; }

}  // namespace

TEST_CASE("orders of one restaurant to neighbours go together, even where couriers are plenty") {
  CHECK(sizes({}, neighbours(), 100, 3) == std::vector<std::size_t>{2});
}

TEST_CASE("what does not lie on one way goes by itself") {
  struct Row {
    const char* says;
    OpenOrder other;
  };
  const Row rows[] = {
      {"the other customer lives on the other side", {"b", {0, 0}, {-1500, 0}, noon, noon + 5min}},
      {"the restaurants are too far apart", {"b", {-501, 0}, {1500, 50}, noon, noon + 5min}},
      {"the second is ready much later", {"b", {0, 0}, {1500, 50}, noon, noon + 12min}},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    CHECK(sizes({}, {neighbours()[0], row.other}, 100, 3) == std::vector<std::size_t>{1, 1});
  }
}

TEST_CASE("the fewer couriers there are, the more a bundle may delay") {
  const std::vector<OpenOrder> orders{{"a", {0, 0}, {1500, 0}, noon, noon},
                                      {"b", {0, 0}, {0, 1600}, noon, noon},
                                      {"c", {3000, 0}, {1500, 0}, noon, noon},
                                      {"d", {3000, 0}, {3000, 1600}, noon, noon}};
  CHECK(sizes({}, orders, 4, 3) == std::vector<std::size_t>{1, 1, 1, 1});
  CHECK(sizes({}, orders, 1, 3) == std::vector<std::size_t>{2, 2});
}

TEST_CASE("however scarce couriers are, nobody waits longer than the rules permit") {
  Rules rules;
  const std::vector<OpenOrder> orders{{"a", {0, 0}, {1500, 0}, noon, noon}, {"b", {0, 0}, {1200, 900}, noon, noon}};
  rules.courier_share = 2;
  rules.delay_max = 1min;
  CHECK(sizes(rules, orders, 0, 3) == std::vector<std::size_t>{1, 1});
  rules.delay_max = 20min;
  CHECK(sizes(rules, orders, 0, 3) == std::vector<std::size_t>{2});
}

TEST_CASE("a bundle holds no more orders than anybody carries") {
  std::vector<OpenOrder> orders;
  for (int n = 0; n < 7; ++n) orders.push_back({std::string(1, static_cast<char>('a' + n)), {0, 0}, {1500, n}, noon, noon});
  CHECK(sizes({}, orders, 2, 3) == std::vector<std::size_t>{3, 3, 1});
  CHECK(sizes({}, orders, 2, 1) == std::vector<std::size_t>(7, 1));
}

TEST_CASE("the stops of a bundle are in the shortest order: all pick-ups, then the customers along the way") {
  const std::vector<OpenOrder> orders{{"far", {0, 0}, {2400, 0}, noon, noon}, {"near", {0, 0}, {1200, 0}, noon, noon}};
  const OpenOrder* pointers[] = {&orders[0], &orders[1]};
  const Bundles bundles = bundle_up({}, pointers, 2, 3, noon);
  REQUIRE(bundles.size() == 1);
  REQUIRE(bundles[0].size() == 4);
  CHECK((bundles[0][0].pick_up && bundles[0][1].pick_up));
  CHECK(bundles[0][2].order->id == "near");
  CHECK(bundles[0][3].order->id == "far");
}

TEST_CASE("a bundle that nobody left can carry is brought order by order") {
  const std::vector<OpenOrder> orders = neighbours();
  const auto courier = [](std::uint32_t id, std::uint32_t carries, std::int32_t x) {
    return FreeCourier{id, Vehicle::scooter, carries, {x, 0}, noon, noon + (carries > 1 ? 1min : 60min)};
  };
  // Only the courier who carries two would bundle, and works no longer.
  const std::vector<FreeCourier> couriers{courier(1, 2, 9000), courier(2, 1, 0), courier(3, 1, 0)};
  const std::vector<Trip> trips = match(Policy::bundled, {}, orders, couriers, noon);
  REQUIRE(trips.size() == 2);
  CHECK(trips[0].courier->id == 2);
  CHECK(trips[1].courier->id == 3);
}
