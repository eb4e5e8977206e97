#include "sim/city/order_plan.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/city/demand.hpp"
#include "sim/city/map.hpp"
#include "target/delivery/placement.hpp"

using namespace rushhour::city;
using namespace std::chrono_literals;
using rushhour::delivery::Money;
using Type = rushhour::delivery::OrderEventType;
namespace delivery = rushhour::delivery;

namespace {

constexpr Day begin = std::chrono::year(2025) / 1 / 1;

/// A small city with everything that a planner needs.
struct Town {
  std::uint32_t days = 60;
  std::uint64_t orders = 3000;
  Customers customers{7, 400, begin, days};
  Merchants merchants{7, 60, begin};

  std::vector<PlannedOrder> plan() const {
    Demand demand(7, orders, begin, days);
    OrderPlanner planner(7, customers, merchants, begin, begin + std::chrono::days(days));
    std::vector<PlannedOrder> all;
    for (std::uint64_t i = 0; i < orders; ++i) all.push_back(planner.next(demand.next()));
    return all;
  }
};

const std::vector<PlannedOrder>& plans() {
  static const std::vector<PlannedOrder> all = Town().plan();
  return all;
}

bool moves_payment(Type type) { return std::string_view(delivery::name_of(type)).starts_with("payment."); }

delivery::OrderStatus status_after(Type type) {
  switch (type) {
    case Type::payment_authorised:
      return delivery::OrderStatus::paid;
    case Type::accepted:
      return delivery::OrderStatus::accepted;
    case Type::rejected:
      return delivery::OrderStatus::rejected;
    case Type::preparing:
      return delivery::OrderStatus::preparing;
    case Type::ready:
      return delivery::OrderStatus::ready;
    case Type::picked_up:
      return delivery::OrderStatus::picked_up;
    case Type::delivered:
      return delivery::OrderStatus::delivered;
    case Type::cancelled:
      return delivery::OrderStatus::cancelled;
    case Type::reviewed:
      return delivery::OrderStatus::reviewed;
    default:
      return delivery::OrderStatus::placed;
  }
}

}  // namespace

TEST_CASE("every life of an order is one that the target allows") {
  for (const auto& [plan, shift] : plans()) {
    REQUIRE(plan.happening_count >= 2);
    REQUIRE(plan.happenings[0].type == Type::placed);
    REQUIRE(plan.happenings[1].type == Type::payment_pending);
    auto status = delivery::OrderStatus::placed;
    for (std::size_t i = 1; i < plan.happening_count; ++i) {
      const Happening& happening = plan.happenings[i];
      REQUIRE(happening.after_ms >= plan.happenings[i - 1].after_ms);
      if ((moves_payment(happening.type) && happening.type != Type::payment_authorised) || happening.type == Type::assigned) continue;
      INFO(plan.number << " " << delivery::name_of(status) << " " << delivery::name_of(happening.type));
      REQUIRE(delivery::may_move(status, status_after(happening.type)));
      status = status_after(happening.type);
    }
  }
}

TEST_CASE("an order costs what its lines and the service fee come to, and its lines are different dishes") {
  const Town town;
  std::map<int, int> lines;
  for (const auto& [plan, shift] : plans()) {
    const auto& menu = town.merchants.restaurant(plan.merchant).dishes;
    Money sum;
    std::set<int> dishes;
    for (std::size_t i = 0; i < plan.line_count; ++i) {
      sum += menu.at(plan.lines[i].dish).price * plan.lines[i].quantity;
      dishes.insert(plan.lines[i].dish);
    }
    REQUIRE(plan.total == delivery::with_service_fee(sum));
    REQUIRE(dishes.size() == plan.line_count);
    ++lines[plan.line_count];
  }
  CHECK(lines.size() == 4);
  CHECK(lines[1] > lines[4]);
}

TEST_CASE("most orders are delivered, within the times of published days") {
  std::map<std::string_view, int> ends;
  double minutes = 0;
  for (const auto& [plan, shift] : plans()) {
    ++ends[status_of(plan)];
    const Happening* const delivered = plan.find(Type::delivered);
    if (delivered == nullptr) continue;
    minutes += delivered->after_ms / 60'000.0;
    REQUIRE(delivered->after_ms > plan.find(Type::picked_up)->after_ms);
    REQUIRE(plan.promised_at > plan.at(*plan.find(Type::assigned)));
  }
  const double delivered = ends["delivered"] + ends["refunded"];
  CHECK(delivered / 3000 > 0.85);
  CHECK(minutes / delivered > 24);
  CHECK(minutes / delivered < 38);
  for (const auto* end : {"delivered", "refunded", "rejected", "cancelled"}) CHECK(ends[end] > 0);
  CHECK(ends["rejected"] < 300);
}

TEST_CASE("a guest orders near home, or is in the merchant's city") {
  const Town town;
  int near = 0;
  for (const auto& [plan, shift] : plans()) {
    const std::size_t home = town.customers.zone(plan.customer);
    const std::size_t shop = town.merchants.zone(plan.merchant);
    near += city_of(home) == city_of(shop) ? 1 : 0;
    if (city_of(home) == city_of(shop))
      REQUIRE(plan.to == town.customers.home(plan.customer));
    else
      REQUIRE(delivery::distance_m(plan.to, zone_at(shop).centre) <= zone_at(shop).radius_m);
  }
  CHECK(near > 2400);
}

TEST_CASE("positions are fixed while the food is carried") {
  for (const auto& [plan, shift] : plans()) {
    if (plan.find(Type::picked_up) == nullptr) {
      REQUIRE(plan.fixes == 0);
      continue;
    }
    const Happening* const delivered = plan.find(Type::delivered);
    for (std::uint32_t fix = 1; fix <= plan.fixes; ++fix) {
      REQUIRE(plan.fix_at(fix) > plan.at(*plan.find(Type::picked_up)));
      if (delivered != nullptr) REQUIRE(plan.fix_at(fix) <= plan.at(*delivered));
    }
    if (plan.fixes > 0) REQUIRE(plan.last_fix(plan.batches() - 1) == plan.fixes);
  }
}

TEST_CASE("nothing happens after the end of the data") {
  const Day end = begin + std::chrono::days(1);
  const Customers customers(7, 100, begin, 1);
  const Merchants merchants(7, 60, begin);
  OrderPlanner planner(7, customers, merchants, begin, end);
  std::map<std::string_view, int> ends;
  for (int i = 0; i < 500; ++i) {
    const auto [plan, shift] = planner.next(midnight(end) - 1h + i * 7s);
    ++ends[status_of(plan)];
    REQUIRE(plan.happening_count >= 2);
    for (std::size_t j = 0; j < plan.happening_count; ++j) REQUIRE(plan.at(plan.happenings[j]) < midnight(end));
    if (plan.fixes > 0) REQUIRE(plan.fix_at(plan.fixes) < midnight(end));
    if (shift) REQUIRE(shift->began < midnight(end));
  }
  CHECK(ends["placed"] > 50);
  CHECK(ends["delivered"] > 50);
}

TEST_CASE("who finds only closed kitchens orders all the same, and is rejected") {
  const Customers customers(7, 100, begin, 1);
  const Merchants merchants(7, 3, begin);
  Moment at = midnight(begin);
  while (merchants.count() > 0) {  // the first minute at which all three are closed
    bool any = false;
    for (std::uint32_t id = 1; id <= 3; ++id) any |= delivery::open_at(merchants.restaurant(id), at);
    if (!any || at >= midnight(begin) + 24h) break;
    at += 1min;
  }
  REQUIRE(at < midnight(begin) + 24h);
  OrderPlanner planner(7, customers, merchants, begin, begin + std::chrono::days(2));
  int closed = 0;
  for (int i = 0; i < 100; ++i) {
    const OrderPlan plan = planner.next(at).plan;
    if (plan.reason == "closed")
      ++closed;
    else
      REQUIRE(status_of(plan) == "cancelled");
  }
  CHECK(closed > 90);
}

TEST_CASE("an order depends on the seed and its number, whatever happened to others") {
  const Town town;
  const auto once = town.plan();
  for (std::size_t i = 0; i < once.size(); ++i) {
    REQUIRE(once[i].plan.total == plans()[i].plan.total);
    REQUIRE(once[i].plan.courier == plans()[i].plan.courier);
    REQUIRE(once[i].plan.promised_at == plans()[i].plan.promised_at);
  }
  OrderPlanner other(8, town.customers, town.merchants, begin, begin + std::chrono::days(town.days));
  int equal = 0;
  for (const auto& [plan, shift] : plans()) equal += other.next(plan.placed).plan.total == plan.total ? 1 : 0;
  CHECK(equal < 300);
}
