#pragma once

#include <cstddef>

#include "reports/foundation/instant.hpp"

namespace rushhour::pages {

/// Lengths of the stretches into which a chart over time is cut: 1 s, 2 s, 5 s, 10 s and so on up to two hours. Stretches begin at
/// multiples of their length, so that the picture of a run does not depend on when its first sample came.
inline constexpr std::size_t rung_count = 14;

/// REQUIRES: i < rung_count.
Instant rung(std::size_t i) noexcept;

/// The shortest that cuts `length` into at most `most` stretches; the longest of all if none does.
std::size_t rung_for(Instant length, std::size_t most) noexcept;

}  // namespace rushhour::pages
