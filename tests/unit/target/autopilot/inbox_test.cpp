#include "target/autopilot/inbox.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace rushhour;
using namespace rushhour::autopilot;
using namespace std::chrono_literals;

namespace {

store::Change moved(const std::string& id) {
  delivery::Order order;
  order.id = id;
  order.restaurant = 3;
  order.courier = 4;
  order.status = delivery::OrderStatus::ready;
  order.updated_at = WallTime{} + 5s;
  order.lines = {{301, "Soup", 1, {500}}};
  return {{store::MoveOrder{order, 1}}, {}};
}

}  // namespace

TEST_CASE("orders that moved are taken once, in their order, with what kitchens and couriers look at") {
  Inbox inbox;
  inbox.put(moved("a"));
  inbox.put(moved("b"));
  const Inbox::Taken taken = inbox.take();
  REQUIRE(taken.orders.size() == 2);
  const delivery::Order& order = taken.orders[0];
  CHECK(order.id == "a");
  CHECK(order.restaurant == 3);
  CHECK(order.courier == 4);
  CHECK(order.status == delivery::OrderStatus::ready);
  CHECK(order.updated_at == WallTime{} + 5s);
  CHECK(order.lines.empty());
  CHECK(taken.orders[1].id == "b");
  CHECK_FALSE(taken.reset);
  CHECK_FALSE(taken.missed);
  CHECK(inbox.take().orders.empty());
}

TEST_CASE("orders that are only placed, shifts and accounts are nobody's news") {
  Inbox inbox;
  inbox.put({{store::PlaceOrder{}, store::SetShift{}, store::AddAccount{}}, {}});
  CHECK(inbox.take().orders.empty());
}

TEST_CASE("what came before a reset is gone, what comes after it is there") {
  Inbox inbox;
  inbox.put(moved("before"));
  inbox.put({{store::Reset{}}, {}});
  inbox.put(moved("after"));
  const Inbox::Taken taken = inbox.take();
  CHECK(taken.reset);
  REQUIRE(taken.orders.size() == 1);
  CHECK(taken.orders[0].id == "after");
  CHECK_FALSE(inbox.take().reset);
}

TEST_CASE("a full inbox leaves orders out, and says so once") {
  Inbox inbox;
  const store::Change change = moved("a");
  for (std::size_t n = 0; n < Inbox::orders_max; ++n) inbox.put(change);
  CHECK_FALSE(inbox.take().missed);
  for (std::size_t n = 0; n < Inbox::orders_max + 1; ++n) inbox.put(change);
  const Inbox::Taken taken = inbox.take();
  CHECK(taken.missed);
  CHECK(taken.orders.size() == Inbox::orders_max);
  CHECK_FALSE(inbox.take().missed);
}

TEST_CASE("who waits is let go by what comes, and by the end") {
  Inbox inbox;
  inbox.put(moved("a"));
  inbox.wait(1h);  // at once, or the test never ends
  inbox.take();
  CHECK_FALSE(inbox.closed());
  inbox.close();
  inbox.wait(1h);
  CHECK(inbox.closed());
}

TEST_CASE("another thread lets go who waits, whichever of the two comes first") {
  for (int round = 0; round < 100; ++round) {
    Inbox inbox;
    std::thread waiting([&] { inbox.wait(1h); });
    inbox.put(moved("a"));
    inbox.put(moved("b"));
    waiting.join();
    CHECK(inbox.take().orders.size() == 2);
  }
}
