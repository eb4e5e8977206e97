#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

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

/// The catalogue of the city with another seed.
struct CityOf {
  std::uint64_t seed = 0;

  bool operator==(const CityOf&) const = default;
};

/// A copy of the store as it is, beside it.
struct Snapshot {
  bool operator==(const Snapshot&) const = default;
};

/// What a decision may have to wait for.
using Wanted = std::variant<std::monostate, store::LookUp, Derivation, CityOf, Snapshot>;

/// What a request waited for, and got.
struct Recall {
  Wanted asked;
  std::shared_ptr<const delivery::Order> order;  ///< null: there is none
  std::optional<store::Account> account;
  std::string account_of;                ///< for whom `account` was looked up; it is kept while something else is waited for
  std::string text;                      ///< of a derivation: the key, in hexadecimal digits; of a snapshot: its name
  const Catalogue* catalogue = nullptr;  ///< null: no further city can be held
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
  std::uint64_t opening = 0;   ///< of the store
  std::uint64_t accounts = 0;  ///< how many customers have signed up
  bool opening_hours = false;  ///< restaurants that are closed take no orders
  WallTime real_now{};         ///< of the machine, where `now` is the city's
  const Recall* recall = nullptr;
};

}  // namespace rushhour::service
