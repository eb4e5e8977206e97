#include "target/delivery/life.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::delivery;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::hours(12)};

Order fresh() {
  Order order;
  order.id = "0123456789abcdef01234567";
  order.restaurant = 3;
  order.total = {1496};
  order.currency = "EUR";
  return begin_life(order, noon).order;
}

Step step(const Moved& moved) {
  if (const auto* illegal = std::get_if<Illegal>(&moved)) FAIL(illegal->why);
  return std::get<Step>(moved);
}

bool is_illegal(const Moved& moved) { return std::holds_alternative<Illegal>(moved); }

std::vector<std::string> types(const Moved& moved) {
  std::vector<std::string> names;
  for (const OrderEvent& event : step(moved).events) names.emplace_back(name_of(event.type));
  return names;
}

// An order on its straight way to a status.
Order at(OrderStatus status) {
  using enum OrderStatus;
  Order order = fresh();
  const auto go = [&](const Moved& moved) { order = step(moved).order; };
  if (status == placed) return order;
  go(pay(order, "card", true, noon + 1min));
  if (status == paid) return order;
  go(accept(order, noon + 20min, noon + 2min));
  if (status == accepted) return order;
  go(assign(order, 7, noon + 30min, noon + 3min));
  go(prepare(order, noon + 4min));
  if (status == preparing) return order;
  go(make_ready(order, noon + 20min));
  if (status == ready) return order;
  go(pick_up(order, 7, noon + 21min));
  if (status == picked_up) return order;
  go(deliver(order, 7, noon + 29min));
  return order;
}

}  // namespace

TEST_CASE("the straight way through the life of an order") {
  Order order = at(OrderStatus::delivered);
  CHECK(order.status == OrderStatus::delivered);
  CHECK(order.payment == Payment{PaymentStatus::captured, "card", 1});
  CHECK(order.courier == 7);
  CHECK(order.ready_by == noon + 20min);
  CHECK(order.promised_at == noon + 30min);
  CHECK(order.picked_up_at == noon + 21min);
  CHECK(order.delivered_at == noon + 29min);
  CHECK(order.placed_at == noon);
  CHECK(order.updated_at == noon + 29min);
  CHECK(order.revision == 10);
  order = step(review(order, 4, "warm", noon + 1h)).order;
  CHECK(order.status == OrderStatus::reviewed);
  CHECK(order.stars == 4);
  CHECK(order.remark == "warm");
}

TEST_CASE("each move says what happened, the money with it") {
  using Names = std::vector<std::string>;
  CHECK(types(begin_life(fresh(), noon)) == Names{"order.placed", "payment.pending"});
  CHECK(types(pay(at(OrderStatus::placed), "card", true, noon)) == Names{"payment.authorised"});
  CHECK(types(pay(at(OrderStatus::placed), "card", false, noon)) == Names{"payment.failed"});
  CHECK(types(accept(at(OrderStatus::paid), noon, noon)) == Names{"order.accepted", "payment.captured"});
  CHECK(types(reject(at(OrderStatus::paid), "no", noon)) == Names{"order.rejected", "payment.refunded"});
  CHECK(types(prepare(at(OrderStatus::accepted), noon)) == Names{"order.preparing"});
  CHECK(types(assign(at(OrderStatus::accepted), 7, noon, noon)) == Names{"order.assigned"});
  CHECK(types(cancel(at(OrderStatus::placed), "", noon)) == Names{"order.cancelled"});
  CHECK(types(cancel(at(OrderStatus::paid), "", noon)) == Names{"order.cancelled", "payment.refunded"});
  CHECK(types(cancel(at(OrderStatus::ready), "", noon)) == Names{"order.cancelled", "payment.refunded"});
}

TEST_CASE("what is done already is done once") {
  CHECK(step(pay(at(OrderStatus::paid), "cash", true, noon)).events.empty());
  CHECK(step(pay(at(OrderStatus::delivered), "cash", true, noon)).events.empty());
  CHECK(step(assign(at(OrderStatus::ready), 7, noon, noon)).events.empty());
}

TEST_CASE("a payment that is refused may be tried again, five times in all") {
  Order order = fresh();
  for (std::uint32_t n = 1; n <= payment_attempts_max; ++n) {
    order = step(pay(order, "card", false, noon)).order;
    CHECK(order.status == OrderStatus::placed);
    CHECK(order.payment == Payment{PaymentStatus::failed, "card", n});
  }
  CHECK(is_illegal(pay(order, "cash", true, noon)));
  CHECK_FALSE(is_illegal(cancel(order, "", noon)));
}

TEST_CASE("a courier can have only what nobody else has, and what a kitchen has accepted") {
  CHECK(is_illegal(assign(at(OrderStatus::placed), 7, noon, noon)));
  CHECK(is_illegal(assign(at(OrderStatus::paid), 7, noon, noon)));
  CHECK(is_illegal(assign(at(OrderStatus::preparing), 8, noon, noon)));
  CHECK(is_illegal(pick_up(at(OrderStatus::ready), 8, noon)));
  CHECK(is_illegal(deliver(at(OrderStatus::picked_up), 8, noon)));
  CHECK(is_illegal(pick_up(at(OrderStatus::preparing), 7, noon)));
}

TEST_CASE("a move is open in the statuses from which its arrow leads, and in no other") {
  using enum OrderStatus;
  struct Row {
    const char* says;
    Moved (*move)(const Order&);
    std::vector<OrderStatus> open;
  };
  const std::vector<Row> rows{
      {"accept", [](const Order& o) { return accept(o, noon, noon); }, {paid}},
      {"reject", [](const Order& o) { return reject(o, "", noon); }, {paid}},
      {"prepare", [](const Order& o) { return prepare(o, noon); }, {accepted}},
      {"make ready", [](const Order& o) { return make_ready(o, noon); }, {preparing}},
      {"pick up", [](const Order& o) { return pick_up(o, 7, noon); }, {ready}},
      {"deliver", [](const Order& o) { return deliver(o, 7, noon); }, {picked_up}},
      {"cancel", [](const Order& o) { return cancel(o, "", noon); }, {placed, paid, accepted, preparing, ready}},
      {"review", [](const Order& o) { return review(o, 5, "", noon); }, {delivered}},
  };
  for (const Row& row : rows)
    for (const OrderStatus status : {placed, paid, accepted, preparing, ready, picked_up, delivered}) {
      INFO(row.says << " when " << name_of(status));
      CHECK(is_illegal(row.move(at(status))) == (std::find(row.open.begin(), row.open.end(), status) == row.open.end()));
    }
}

TEST_CASE("an order is what its events make of it") {
  Order priced = fresh();
  priced.revision = 0;
  std::vector<OrderEvent> events = begin_life(priced, noon).events;
  Order order = begin_life(priced, noon).order;
  const auto go = [&](const Moved& moved) {
    const Step made = step(moved);
    events.insert(events.end(), made.events.begin(), made.events.end());
    order = made.order;
  };
  go(pay(order, "card", false, noon + 1s));
  go(pay(order, "voucher", true, noon + 2s));
  go(accept(order, noon + 9min, noon + 3s));
  go(assign(order, 4, noon + 20min, noon + 4s));
  go(prepare(order, noon + 5s));
  go(make_ready(order, noon + 6s));
  go(cancel(order, "changed my mind", noon + 7s));
  Order replayed = priced;
  for (const OrderEvent& event : events) evolve(replayed, event);
  CHECK(replayed == order);
  CHECK(order.payment.status == PaymentStatus::refunded);
  CHECK(order.revision == events.size());
}

TEST_CASE("cash is good, and of a thousand cards some twenty are refused, the same at each look") {
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "order " + std::to_string(i);
    CHECK(payment_is_good(1, id, "cash", 0));
    const bool good = payment_is_good(1, id, "card", 0);
    CHECK(payment_is_good(1, id, "card", 0) == good);
    refused += good ? 0 : 1;
  }
  CHECK(refused > 5);
  CHECK(refused < 45);
}
