#include "target/store/sqlite/order_row.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "target/store/epoch.hpp"
#include "target/store/order_text.hpp"

namespace rushhour::store {

void OrderRow::set(const delivery::Order& order) {
  fingerprint = order.fingerprint;
  restaurant = order.restaurant;
  zone = order.zone;
  customer = order.customer;
  customer_given = customer.empty() ? soci::i_null : soci::i_ok;
  total = order.total.minor;
  currency = order.currency;
  placed_at = to_epoch_ns(order.placed_at);
  lines = encode_lines(order.lines);
  personal = order.personal ? 1 : 0;
  set_life(order);
}

void OrderRow::set_life(const delivery::Order& order) {
  id = order.id;
  status = delivery::name_of(order.status);
  updated_at = to_epoch_ns(order.updated_at);
  revision = order.revision;
  life = encode_life(order);
}

delivery::Order OrderRow::order() const try {
  const auto known_status = delivery::order_status(status);
  if (!known_status) throw std::runtime_error("its status is not known");
  delivery::Order order;
  order.id = id;
  order.restaurant = static_cast<std::uint32_t>(restaurant);
  order.zone = zone;
  if (customer_given == soci::i_ok) order.customer = customer;
  order.status = *known_status;
  order.lines = decode_lines(lines);
  order.total = {total};
  order.currency = currency;
  order.placed_at = from_epoch_ns(placed_at);
  order.updated_at = from_epoch_ns(updated_at);
  order.fingerprint = fingerprint;
  order.personal = personal != 0;
  order.revision = static_cast<std::uint32_t>(revision);
  decode_life(life, order);
  return order;
} catch (const std::exception& error) {
  throw std::runtime_error(fmt::format("order {} cannot be read: {}", id, error.what()));
}

}  // namespace rushhour::store
