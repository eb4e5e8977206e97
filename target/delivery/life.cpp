#include "target/delivery/life.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::delivery {
namespace {

using Type = OrderEventType;

constexpr std::array<std::string_view, 15> names{"order.placed",    "payment.pending",  "payment.authorised", "payment.captured",
                                                 "payment.failed",  "payment.refunded", "order.accepted",     "order.rejected",
                                                 "order.preparing", "order.ready",      "order.assigned",     "order.picked_up",
                                                 "order.delivered", "order.cancelled",  "order.reviewed"};

constexpr double card_is_refused = 0.02;

Moved step(const Order& order, std::vector<OrderEvent> events) {
  Step made{order, std::move(events)};
  for (const OrderEvent& event : made.events) evolve(made.order, event);
  return made;
}

Illegal illegal(const Order& order, std::string_view what) { return {fmt::format("is {}, and {}", name_of(order.status), what)}; }

bool money_is_held(const Order& order) noexcept {
  return order.payment.status == PaymentStatus::authorised || order.payment.status == PaymentStatus::captured;
}

Moved end_unserved(const Order& order, OrderEvent end) {
  std::vector<OrderEvent> events{std::move(end)};
  if (money_is_held(order)) events.push_back({.type = Type::payment_refunded, .at = events.front().at, .text = order.payment.method});
  return step(order, std::move(events));
}

Moved brought_by(const Order& order, std::uint32_t courier, OrderStatus to, OrderEvent event, std::string_view what) {
  if (!may_move(order.status, to)) return illegal(order, what);
  if (order.courier != courier) return Illegal{"is not this courier's"};
  return step(order, {std::move(event)});
}

}  // namespace

std::string_view name_of(OrderEventType type) noexcept { return names[static_cast<std::size_t>(type)]; }

void evolve(Order& order, const OrderEvent& event) {
  ++order.revision;
  order.updated_at = event.at;
  const auto moves_to = [&](OrderStatus status) { order.status = status; };
  const auto payment = [&](PaymentStatus status) { order.payment.status = status; };
  const auto answered = [&](PaymentStatus status) { order.payment = {status, event.text, order.payment.attempts + 1}; };
  switch (event.type) {
    case Type::placed:
      order.placed_at = event.at;
      return moves_to(OrderStatus::placed);
    case Type::payment_pending:
      return payment(PaymentStatus::pending);
    case Type::payment_authorised:
      moves_to(OrderStatus::paid);
      return answered(PaymentStatus::authorised);
    case Type::payment_captured:
      return payment(PaymentStatus::captured);
    case Type::payment_failed:
      return answered(PaymentStatus::failed);
    case Type::payment_refunded:
      return payment(PaymentStatus::refunded);
    case Type::accepted:
      order.ready_by = event.due;
      return moves_to(OrderStatus::accepted);
    case Type::preparing:
      return moves_to(OrderStatus::preparing);
    case Type::ready:
      return moves_to(OrderStatus::ready);
    case Type::assigned:
      order.courier = event.courier;
      order.promised_at = event.due;
      return;
    case Type::picked_up:
      order.picked_up_at = event.at;
      return moves_to(OrderStatus::picked_up);
    case Type::delivered:
      order.delivered_at = event.at;
      return moves_to(OrderStatus::delivered);
    case Type::rejected:
    case Type::cancelled:
      order.remark = event.text;
      return moves_to(event.type == Type::rejected ? OrderStatus::rejected : OrderStatus::cancelled);
    case Type::reviewed:
      order.stars = event.stars;
      order.remark = event.text;
      return moves_to(OrderStatus::reviewed);
  }
}

Step begin_life(Order priced, WallTime now) {
  priced.revision = 0;
  return std::get<Step>(step(priced, {{.type = Type::placed, .at = now}, {.type = Type::payment_pending, .at = now}}));
}

bool payment_is_good(std::uint64_t seed, std::string_view order, std::string_view method, std::uint32_t attempt) {
  if (method != "card") return true;
  return RandomStream(seed, "payment", order, attempt).uniform() >= card_is_refused;
}

Moved pay(const Order& order, std::string_view method, bool good, WallTime now) {
  if (money_is_held(order)) return Step{order, {}};
  if (!may_move(order.status, OrderStatus::paid)) return illegal(order, "cannot be paid any more");
  if (order.payment.attempts >= payment_attempts_max)
    return Illegal{fmt::format("was refused by the bank {} times, which is the most", payment_attempts_max)};
  return step(order, {{.type = good ? Type::payment_authorised : Type::payment_failed, .at = now, .text = std::string(method)}});
}

Moved accept(const Order& order, WallTime ready_by, WallTime now) {
  if (!may_move(order.status, OrderStatus::accepted)) return illegal(order, "cannot be accepted");
  return step(order, {{.type = Type::accepted, .at = now, .due = ready_by},
                      {.type = Type::payment_captured, .at = now, .text = order.payment.method}});
}

Moved reject(const Order& order, std::string_view why, WallTime now) {
  if (!may_move(order.status, OrderStatus::rejected)) return illegal(order, "cannot be rejected");
  return end_unserved(order, {.type = Type::rejected, .at = now, .text = std::string(why)});
}

Moved prepare(const Order& order, WallTime now) {
  if (!may_move(order.status, OrderStatus::preparing)) return illegal(order, "cannot be prepared");
  return step(order, {{.type = Type::preparing, .at = now}});
}

Moved make_ready(const Order& order, WallTime now) {
  if (!may_move(order.status, OrderStatus::ready)) return illegal(order, "cannot become ready");
  return step(order, {{.type = Type::ready, .at = now}});
}

Moved assign(const Order& order, std::uint32_t courier, WallTime at_the_door, WallTime now) {
  if (order.courier == courier && !finished(order.status)) return Step{order, {}};
  if (order.courier != 0) return Illegal{"is another courier's"};
  if (!in_kitchen(order.status) && order.status != OrderStatus::ready) return illegal(order, "no courier is wanted for it");
  return step(order, {{.type = Type::assigned, .at = now, .courier = courier, .due = at_the_door}});
}

Moved pick_up(const Order& order, std::uint32_t courier, WallTime now) {
  return brought_by(order, courier, OrderStatus::picked_up, {.type = Type::picked_up, .at = now}, "cannot be picked up");
}

Moved deliver(const Order& order, std::uint32_t courier, WallTime now) {
  return brought_by(order, courier, OrderStatus::delivered, {.type = Type::delivered, .at = now}, "cannot be delivered");
}

Moved cancel(const Order& order, std::string_view why, WallTime now) {
  if (!may_move(order.status, OrderStatus::cancelled)) return illegal(order, "cannot be cancelled");
  return end_unserved(order, {.type = Type::cancelled, .at = now, .text = std::string(why)});
}

Moved review(const Order& order, std::uint32_t stars, std::string_view words, WallTime now) {
  if (!may_move(order.status, OrderStatus::reviewed)) return illegal(order, "cannot be reviewed");
  return step(order, {{.type = Type::reviewed, .at = now, .stars = stars, .text = std::string(words)}});
}

}  // namespace rushhour::delivery
