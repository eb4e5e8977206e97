#pragma once

#include <soci/soci.h>

#include <string>

#include "target/delivery/order.hpp"

namespace rushhour::store {

/// An order as the columns of its row, for SOCI to bind. One thread.
struct OrderRow {
  std::string id, key, fingerprint, zone, customer, status, currency, body, lines, life;
  soci::indicator key_given = soci::i_ok, customer_given = soci::i_ok;
  long long restaurant = 0, total = 0, placed_at = 0, updated_at = 0, personal = 0, revision = 0, from = 0;

  /// Everything of an order but its key and body.
  void set(const delivery::Order& order);

  /// What changes while it lives.
  void set_life(const delivery::Order& order);

  /// Throws std::exception if the row was not written by us.
  delivery::Order order() const;
};

}  // namespace rushhour::store
