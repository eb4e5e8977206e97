#include "target/service/bodies/order_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "reports/foundation/json_text.hpp"
#include "reports/foundation/wall_text.hpp"

namespace rushhour::service {
namespace {

using delivery::Order;

void append_lines(std::string& text, const Order& order) {
  text += R"("lines":[)";
  const auto out = std::back_inserter(text);
  for (const delivery::OrderLine& line : order.lines) {
    fmt::format_to(out, R"({}{{"dish":{},"name":)", &line == order.lines.data() ? "" : ",", line.dish);
    append_json_string(text, line.name);
    fmt::format_to(out, R"(,"quantity":{},"price":{},"amount":{}}})", line.quantity, line.price.minor, line.amount().minor);
  }
  const delivery::Money subtotal = order.subtotal();
  fmt::format_to(out, R"(],"subtotal":{},"service_fee":{},"total":{},"currency":"{}")", subtotal.minor, (order.total - subtotal).minor,
                 order.total.minor, order.currency);
}

void append_instant(std::string& text, std::string_view name, const std::optional<WallTime>& at) {
  if (at) fmt::format_to(std::back_inserter(text), R"(,"{}":"{}")", name, utc_text(*at));
}

}  // namespace

std::string order_text(const Order& order) {
  std::string text;
  text.reserve(420 + 110 * order.lines.size());
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"id":"{}","restaurant":{},"zone":)", order.id, order.restaurant);
  append_json_string(text, order.zone);
  if (!order.customer.empty()) append_json_string(text += R"(,"customer":)", order.customer);
  fmt::format_to(out, R"(,"status":"{}",)", delivery::name_of(order.status));
  append_lines(text, order);
  fmt::format_to(out, R"(,"to":{{"x":{},"y":{}}},"payment":{{"status":"{}","attempts":{})", order.to.x_m, order.to.y_m,
                 delivery::name_of(order.payment.status), order.payment.attempts);
  if (!order.payment.method.empty()) append_json_string(text += R"(,"method":)", order.payment.method);
  text += '}';
  if (order.courier != 0) fmt::format_to(out, R"(,"courier":{})", order.courier);
  append_instant(text, "ready_by", order.ready_by);
  append_instant(text, "promised_at", order.promised_at);
  append_instant(text, "picked_up_at", order.picked_up_at);
  append_instant(text, "delivered_at", order.delivered_at);
  if (order.stars != 0) fmt::format_to(out, R"(,"stars":{})", order.stars);
  if (!order.remark.empty()) append_json_string(text += R"(,"remark":)", order.remark);
  fmt::format_to(out, R"(,"placed_at":"{}","updated_at":"{}"}})", utc_text(order.placed_at), utc_text(order.updated_at));
  return text;
}

std::string basket_text(const Order& priced) {
  std::string text = fmt::format(R"({{"restaurant":{},"zone":)", priced.restaurant);
  append_json_string(text, priced.zone);
  append_lines(text += ',', priced);
  return text += '}';
}

}  // namespace rushhour::service
