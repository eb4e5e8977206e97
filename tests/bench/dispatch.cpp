// What it costs to match 500 orders with 500 couriers, by each policy, and to solve the bare assignment. One JSON object a line: {what,
// figure, unit, goal, met}.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/city.hpp"
#include "target/dispatch/least_cost.hpp"
#include "target/dispatch/policy.hpp"

namespace {

using namespace rushhour;
using namespace std::chrono_literals;

constexpr int rounds = 20;
constexpr std::size_t size = 500;
constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

/// The least of several rounds: what else runs on the machine can only add.
template <class Work>
double least_ms(Work&& work) {
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    least = std::min(least, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  return least;
}

dispatch::Costs random_costs() {
  RandomStream random(1, "bench", "costs", 0);
  dispatch::Costs costs(size, size);
  for (std::size_t r = 0; r < size; ++r)
    for (std::size_t c = 0; c < size; ++c) costs.at(r, c) = static_cast<std::int64_t>(random.below(3600));
  return costs;
}

/// Row i, column j cost i j: no row keeps its cheapest column, so every one needs a long search.
dispatch::Costs hard_costs() {
  dispatch::Costs costs(size, size);
  for (std::size_t r = 0; r < size; ++r)
    for (std::size_t c = 0; c < size; ++c) costs.at(r, c) = static_cast<std::int64_t>((r + 1) * (c + 1));
  return costs;
}

std::vector<dispatch::OpenOrder> orders_of(const delivery::City& city) {
  std::vector<dispatch::OpenOrder> orders;
  RandomStream random(1, "bench", "orders", 0);
  for (std::size_t n = 0; n < size; ++n) {
    const std::string id = fmt::format("{:024x}", n);
    const delivery::Restaurant& restaurant = city.restaurants()[random.below(city.restaurants().size())];
    const WallTime ready_at = noon + std::chrono::seconds(random.below(1200)) - 10min;
    orders.push_back({id, restaurant.at, city.drop_off(city.zones()[restaurant.zone], id), noon - 20min, ready_at});
  }
  return orders;
}

std::vector<dispatch::FreeCourier> couriers_of(const delivery::City& city) {
  std::vector<dispatch::FreeCourier> couriers;
  for (const delivery::Courier& courier : city.couriers())
    couriers.push_back({courier.id, courier.vehicle, courier.carries, courier.home, noon, noon + 3h});
  return couriers;
}

void print(const std::string& what, double figure, double goal) {
  fmt::print("{{\"what\":\"{}\",\"figure\":{:.2f},\"unit\":\"ms\",\"goal\":\"<= {} ms\",\"met\":{}}}\n", what, figure, goal,
             figure <= goal);
}

void measure_assignment(const char* what, const dispatch::Costs& costs) {
  print(what, least_ms([&] {
          const auto column_of = dispatch::least_cost_assignment(costs);
          if (std::count(column_of.begin(), column_of.end(), dispatch::unassigned) != 0) throw std::runtime_error("rows were left over");
        }),
        100);
}

}  // namespace

int main() {
  measure_assignment("assignment of 500 x 500, random costs", random_costs());
  measure_assignment("assignment of 500 x 500, the hardest costs", hard_costs());
  const delivery::City city(1, 1000, size);
  const std::vector<dispatch::OpenOrder> orders = orders_of(city);
  const std::vector<dispatch::FreeCourier> couriers = couriers_of(city);
  for (const dispatch::Policy policy : {dispatch::Policy::nearest, dispatch::Policy::batched, dispatch::Policy::bundled}) {
    std::size_t brought = 0;
    const double ms = least_ms([&] {
      brought = 0;
      for (const dispatch::Trip& trip : dispatch::match(policy, {}, orders, couriers, noon)) brought += trip.stops.size() / 2;
    });
    if (brought < size * 9 / 10) throw std::runtime_error(fmt::format("only {} of {} orders found a courier", brought, size));
    print(fmt::format("match 500 orders with 500 couriers, {}", dispatch::name_of(policy)), ms, 100);
  }
}
