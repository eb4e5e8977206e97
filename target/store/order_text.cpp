#include "target/store/order_text.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "reports/foundation/json_text.hpp"
#include "target/store/epoch.hpp"

namespace rushhour::store {
namespace {

using delivery::Order;
using nlohmann::json;

void append_instant(std::string& text, std::string_view name, const std::optional<WallTime>& at) {
  if (at) fmt::format_to(std::back_inserter(text), R"(,"{}":{})", name, to_epoch_ns(*at));
}

std::optional<WallTime> instant(const json& life, const char* name) {
  const auto found = life.find(name);
  if (found == life.end()) return std::nullopt;
  return from_epoch_ns(found->get<std::int64_t>());
}

}  // namespace

std::string encode_lines(const std::vector<delivery::OrderLine>& lines) {
  std::string text = "[";
  for (const delivery::OrderLine& line : lines) {
    fmt::format_to(std::back_inserter(text), R"({}{{"dish":{},"name":)", &line == lines.data() ? "" : ",", line.dish);
    append_json_string(text, line.name);
    fmt::format_to(std::back_inserter(text), R"(,"price":{},"quantity":{}}})", line.price.minor, line.quantity);
  }
  return text += "]";
}

std::vector<delivery::OrderLine> decode_lines(std::string_view text) {
  std::vector<delivery::OrderLine> lines;
  for (const auto& line : json::parse(text))
    lines.push_back({line.at("dish").get<std::uint32_t>(),
                     line.at("name").get<std::string>(),
                     line.at("quantity").get<std::int64_t>(),
                     {line.at("price").get<std::int64_t>()}});
  return lines;
}

std::string encode_life(const Order& order) {
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"x":{},"y":{},"payment":"{}","attempts":{},"method":)", order.to.x_m, order.to.y_m,
                 delivery::name_of(order.payment.status), order.payment.attempts);
  append_json_string(text, order.payment.method);
  if (order.courier != 0) fmt::format_to(out, R"(,"courier":{})", order.courier);
  append_instant(text, "ready_by", order.ready_by);
  append_instant(text, "promised_at", order.promised_at);
  append_instant(text, "picked_up_at", order.picked_up_at);
  append_instant(text, "delivered_at", order.delivered_at);
  if (order.stars != 0) fmt::format_to(out, R"(,"stars":{})", order.stars);
  if (!order.remark.empty()) append_json_string(text += R"(,"remark":)", order.remark);
  return text += "}";
}

void decode_life(std::string_view text, Order& order) {
  if (text.empty()) return;
  const json life = json::parse(text);
  const auto status = delivery::payment_status(life.at("payment").get<std::string>());
  if (!status) throw std::runtime_error("a payment has a status that is not known");
  order.to = {life.at("x").get<std::int32_t>(), life.at("y").get<std::int32_t>()};
  order.payment = {*status, life.at("method").get<std::string>(), life.at("attempts").get<std::uint32_t>()};
  order.courier = life.value("courier", 0U);
  order.ready_by = instant(life, "ready_by");
  order.promised_at = instant(life, "promised_at");
  order.picked_up_at = instant(life, "picked_up_at");
  order.delivered_at = instant(life, "delivered_at");
  order.stars = life.value("stars", 0U);
  order.remark = life.value("remark", "");
}

}  // namespace rushhour::store
