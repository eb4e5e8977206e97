#pragma once

#include "target/dispatch/pairing.hpp"

namespace rushhour::dispatch {

/// Orders put together for trips of at most `load_max` orders. `orders`: by readiness. `couriers`: how many there are to take them; the
/// fewer, the more is gained by bundling.
Bundles bundle_up(const Rules& rules, std::span<const OpenOrder* const> orders, std::size_t couriers, std::uint32_t load_max, WallTime now);

}  // namespace rushhour::dispatch
