#pragma once

#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::store {

/// Wall times as the store keeps them: nanoseconds since 1970.
inline std::int64_t to_epoch_ns(WallTime t) noexcept { return t.time_since_epoch().count(); }
inline WallTime from_epoch_ns(std::int64_t ns) noexcept { return WallTime(Instant(ns)); }

}  // namespace rushhour::store
