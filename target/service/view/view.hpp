#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reports/foundation/instant.hpp"
#include "target/dispatch/travel.hpp"
#include "target/faults/fault_book.hpp"
#include "target/service/catalogue.hpp"
#include "target/service/sessions.hpp"
#include "target/service/view/baskets.hpp"
#include "target/service/view/live_orders.hpp"
#include "target/service/view/roster.hpp"
#include "target/store/order_store.hpp"

namespace rushhour::service {

/// A key to be derived from a password by scrypt, which takes too long for whoever decides.
struct Derivation {
  std::string password;
  std::string salt;

  bool operator==(const Derivation&) const = default;
};

/// What a request waited for, and got.
struct Recall {
  std::optional<store::LookUp> asked;
  std::shared_ptr<const delivery::Order> order;  ///< null: there is none
  std::optional<store::Account> account;
  std::optional<Derivation> derived;
  std::string key;  ///< what was derived, in hexadecimal digits
};

/// What a decision may look at. Everything outlives the call.
struct View {
  const Catalogue& catalogue;
  const LiveOrders& orders;
  const Roster& roster;
  const Baskets& baskets;
  const Sessions& sessions;
  const dispatch::Travel& travel;
  const faults::FaultBook& faults;
  std::uint64_t opening = 0;    ///< of the store
  std::uint64_t accounts = 0;   ///< how many customers have signed up
  bool opening_hours = false;   ///< restaurants that are closed take no orders
  WallTime real_now{};          ///< of the machine, where `now` is the city's
  std::string_view statistics;  ///< what the admin is told of the store and the view; made for that request alone
  const Recall* recall = nullptr;
};

}  // namespace rushhour::service
