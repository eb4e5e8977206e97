#include "target/delivery/order.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::delivery;

TEST_CASE("an order lives through its statuses and through no others") {
  using enum OrderStatus;
  const OrderStatus all[] = {placed, paid, accepted, rejected, preparing, ready, picked_up, delivered, reviewed, cancelled};
  const std::vector<std::pair<OrderStatus, OrderStatus>> legal{
      {placed, paid},        {paid, accepted},       {paid, rejected},      {accepted, preparing}, {preparing, ready},
      {ready, picked_up},    {picked_up, delivered}, {delivered, reviewed}, {placed, cancelled},   {paid, cancelled},
      {accepted, cancelled}, {preparing, cancelled}, {ready, cancelled}};
  for (const OrderStatus from : all)
    for (const OrderStatus to : all) {
      INFO(name_of(from) << " -> " << name_of(to));
      CHECK(may_move(from, to) == (std::find(legal.begin(), legal.end(), std::pair{from, to}) != legal.end()));
    }
}

TEST_CASE("the name of a status leads back to it") {
  for (int i = 0; i < 10; ++i) {
    const auto status = static_cast<OrderStatus>(i);
    CHECK(order_status(name_of(status)) == status);
  }
  CHECK_FALSE(order_status("lost"));
  CHECK_FALSE(order_status(""));
}
