#pragma once

#include <array>
#include <cstdint>

#include "reports/foundation/random_stream.hpp"

// Draws in whole numbers: what they give is the same to the last bit on every machine, which no function of the C library promises.
namespace rushhour::city {

/// Whether something happens that does so `of_thousand` times in a thousand.
inline bool chance(RandomStream& random, std::uint32_t of_thousand) noexcept { return random.below(1000) < of_thousand; }

/// Even over [least, most].
inline std::int64_t between(RandomStream& random, std::int64_t least, std::int64_t most) noexcept {
  return least + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most - least + 1)));
}

/// A distribution, told by its quantiles at 0, 1/16, ... 16/16, ascending; straight between them.
using Quantiles = std::array<std::int32_t, 17>;

inline std::int64_t from_quantiles(RandomStream& random, const Quantiles& quantiles) noexcept {
  const std::uint64_t bits = random();
  const auto cell = static_cast<std::size_t>(bits >> 60);
  const auto within = static_cast<std::int64_t>((bits >> 40) & 0xFFFF);
  return quantiles[cell] + (((quantiles[cell + 1] - std::int64_t{quantiles[cell]}) * within) >> 16);
}

}  // namespace rushhour::city
