#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "target/faults/fault.hpp"
#include "target/service/request.hpp"
#include "target/service/view/view.hpp"

namespace rushhour::service {

/// Something that changes by one request at a time: an order, a courier, a kitchen, a basket, a customer's name. `version` is that on which
/// the decision rests.
struct Claim {
  enum class Kind : char { order = 'o', courier = 'c', kitchen = 'k', basket = 'b', account = 'a', city = '*' };

  Kind kind;
  std::string name;
  std::uint64_t version = 0;

  std::string key() const { return std::string(1, static_cast<char>(kind)) + name; }
  bool operator==(const Claim&) const = default;
};

/// The versions in the view right now. Whoever decides reads them before it looks at what they are of.
std::uint64_t version_of(Claim::Kind kind, const std::string& name, const View& view);
Claim claim_on(Claim::Kind kind, std::string name, const View& view);

// What changes in memory alone, once the operations of the same decision are durable.

struct Sight {  ///< a courier was seen
  std::uint32_t courier;
  delivery::Point at;
  WallTime when;
};
struct WithdrawOffer {
  std::uint32_t courier;
  std::string order;
};
struct PutBasket {
  std::string customer;
  Basket basket;
};
struct DropBasket {
  std::string customer;
};
struct AddFault {
  faults::Fault fault;
};
struct RemoveFault {
  std::uint64_t id;
};
struct AddNote {
  std::string text;
};
struct ResetCity {
  const Catalogue* to;
};

using Effect = std::variant<Sight, WithdrawOffer, PutBasket, DropBasket, AddFault, RemoveFault, AddNote, ResetCity>;

/// A response that no pure function can make, as it tells what the target counts.
enum class Content : std::uint8_t { response, metrics, statistics };

/// Who changes what, for those who must be able to tell afterwards.
struct Deed {
  Caller caller;
  std::string_view action;  ///< the route's name
  std::string entity;       ///< "order/5f...", "courier/7"; empty if the action says it all
  std::string_view from;    ///< the state before, empty if there was none
  std::string_view to;      ///< the state after, likewise
};

/// What is to become of a request: exactly one of
///  - an answer that may leave when `change` is durable and `effects` have taken place, at once if there are neither. If a claim does not
///  hold
///    any more by then, or the store reports a conflict, the decision is void and the request must be decided again;
///  - `wanted`: something that must be looked up or derived; decide again with what came of it.
struct Decision {
  Response response{};
  store::Change change{};
  std::vector<Claim> claims{};
  std::vector<Effect> effects{};
  Wanted wanted{};
  Content content = Content::response;
  Deed deed{};

  bool changes_anything() const noexcept { return !change.empty() || !effects.empty(); }

  bool waits() const noexcept { return wanted.index() != 0; }
};

}  // namespace rushhour::service
