#include "target/service/view/live_orders.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::service;

namespace {

delivery::Order order(const std::string& id, delivery::OrderStatus status = delivery::OrderStatus::placed) {
  delivery::Order made;
  made.id = id;
  made.status = status;
  return made;
}

}  // namespace

TEST_CASE("an order in motion is here as it was last committed, and leaves when it is finished") {
  LiveOrders orders(10);
  CHECK(orders.find("a") == nullptr);
  orders.apply(order("a"));
  const auto placed = orders.find("a");
  REQUIRE(placed);
  orders.apply(order("a", delivery::OrderStatus::paid));
  CHECK(orders.find("a")->status == delivery::OrderStatus::paid);
  CHECK(placed->status == delivery::OrderStatus::placed);  // who holds the old state keeps it
  CHECK(orders.size() == 1);
  orders.apply(order("a", delivery::OrderStatus::cancelled));
  CHECK(orders.find("a") == nullptr);
  orders.apply(order("b", delivery::OrderStatus::cancelled));
  CHECK(orders.size() == 0);
}

TEST_CASE("past the capacity the oldest leaves, and a life that ended early frees its place") {
  LiveOrders orders(3);
  for (const char* id : {"a", "b", "c"}) orders.apply(order(id));
  orders.apply(order("b", delivery::OrderStatus::cancelled));
  orders.apply(order("d"));
  CHECK(orders.find("a"));
  orders.apply(order("e"));
  CHECK_FALSE(orders.find("a"));
  for (const char* id : {"c", "d", "e"}) CHECK(orders.find(id));
  for (int i = 0; i < 1000; ++i) orders.apply(order(std::to_string(i)));
  CHECK(orders.size() == 3);
}
