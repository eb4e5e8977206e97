#include "target/service/decision.hpp"

#include <charconv>
#include <utility>

namespace rushhour::service {
namespace {

std::uint32_t number_of(const std::string& name) {
  std::uint32_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace

std::uint64_t version_of(Claim::Kind kind, const std::string& name, const View& view) {
  switch (kind) {
    case Claim::Kind::order:
      return view.orders.revision_of(name);
    case Claim::Kind::courier: {
      const std::uint32_t courier = number_of(name);
      return (std::uint64_t{view.roster.courier(courier).shift.revision} << 32) + view.orders.load_of(courier).version;
    }
    case Claim::Kind::kitchen:
      return view.orders.kitchen(number_of(name)).version;
    case Claim::Kind::basket:
      return view.baskets.version_of(name);
    case Claim::Kind::account:
    case Claim::Kind::city:
      break;
  }
  return 0;
}

Claim claim_on(Claim::Kind kind, std::string name, const View& view) {
  const std::uint64_t version = version_of(kind, name, view);
  return {kind, std::move(name), version};
}

}  // namespace rushhour::service
