#include "target/service/bodies/event_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "reports/foundation/json_text.hpp"
#include "reports/foundation/wall_text.hpp"
#include "target/store/order_text.hpp"

namespace rushhour::service {
namespace {

using delivery::Order;
using delivery::OrderEvent;
using Type = delivery::OrderEventType;

std::string beginning(std::string_view entity, std::uint64_t revision, std::string_view type, WallTime at, std::string_view trace) {
  std::string text = fmt::format(R"("id":"{}.{}","type":"{}","at":"{}")", entity, revision, type, utc_text(at));
  if (!trace.empty()) text.append(R"(,"trace":")").append(trace).append(1, '"');
  return text;
}

void append_text(std::string& to, std::string_view name, std::string_view value) {
  to.append(",\"").append(name).append("\":");
  append_json_string(to, value);
}

void append_placed(std::string& to, const Order& order, std::string_view customer) {
  if (!customer.empty()) append_text(to, "customer", customer);
  fmt::format_to(std::back_inserter(to), R"(,"to":{{"x":{},"y":{}}},"total":{},"currency":"{}","lines":)", order.to.x_m, order.to.y_m,
                 order.total.minor, order.currency);
  to += store::encode_lines(order.lines);
}

void append_details(std::string& to, const Order& order, const OrderEvent& event, std::string_view customer) {
  const auto out = std::back_inserter(to);
  switch (event.type) {
    case Type::placed:
      return append_placed(to, order, customer);
    case Type::payment_pending:
    case Type::payment_authorised:
    case Type::payment_captured:
    case Type::payment_failed:
    case Type::payment_refunded:
      fmt::format_to(out, R"(,"amount":{},"currency":"{}")", order.total.minor, order.currency);
      if (!event.text.empty()) append_text(to, "method", event.text);
      return;
    case Type::accepted:
      fmt::format_to(out, R"(,"ready_by":"{}")", utc_text(event.due.value_or(event.at)));
      return;
    case Type::assigned:
      fmt::format_to(out, R"(,"courier":{},"promised_at":"{}")", event.courier, utc_text(event.due.value_or(event.at)));
      return;
    case Type::picked_up:
    case Type::delivered:
      fmt::format_to(out, R"(,"courier":{})", order.courier);
      return;
    case Type::rejected:
    case Type::cancelled:
      return append_text(to, "reason", event.text);
    case Type::reviewed:
      fmt::format_to(out, R"(,"stars":{})", event.stars);
      return append_text(to, "words", event.text);
    case Type::preparing:
    case Type::ready:
      return;
  }
}

}  // namespace

std::vector<std::string> event_lines(const delivery::Step& step, std::string_view trace, std::string_view customer) {
  std::vector<std::string> lines;
  const Order& order = step.order;
  std::uint64_t revision = order.revision - step.events.size();
  for (const OrderEvent& event : step.events) {
    std::string line = beginning(order.id, ++revision, delivery::name_of(event.type), event.at, trace);
    fmt::format_to(std::back_inserter(line), R"(,"order":"{}","restaurant":{},"zone":"{}")", order.id, order.restaurant, order.zone);
    append_details(line, order, event, customer);
    lines.push_back(std::move(line += "}"));
  }
  return lines;
}

std::string event_line(const delivery::Shift& shift, std::string_view trace) {
  std::string line = beginning(fmt::format("courier-{}", shift.courier), shift.revision,
                               shift.on ? "courier.shift_began" : "courier.shift_ended", shift.since, trace);
  return line += fmt::format(R"(,"courier":{},"position":{{"x":{},"y":{}}}}})", shift.courier, shift.at.x_m, shift.at.y_m);
}

std::string event_line(std::string_view entity, std::string_view type, WallTime at, std::string_view trace) {
  return beginning(entity, 1, type, at, trace) + "}";
}

}  // namespace rushhour::service
