// Shuffling without an array: a Feistel network permutes the numbers of 2h bits, the smallest such set that holds [0, n), whatever its
// round function is; Philox is. What falls outside is sent through again until it is inside ("cycle walking"; Black and Rogaway, "Ciphers
// with Arbitrary Finite Domains", CT-RSA 2002). That is a bijection too, because each walk follows a cycle of the permutation from one
// number inside to the next. The set is less than four times n, so there are four turns on average at most.

#include "sim/script/feeder/row_order.hpp"

#include <bit>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::script {

std::uint64_t permute(std::uint64_t at, std::uint64_t n, std::uint64_t key, std::uint64_t pass) noexcept {
  constexpr std::uint32_t rounds = 8;
  const auto half = static_cast<unsigned>(std::bit_width(n - 1) + 1) / 2;
  const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << half) - 1);
  const std::array<std::uint32_t, 2> keys{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
  do {
    auto left = static_cast<std::uint32_t>(at >> half);
    auto right = static_cast<std::uint32_t>(at) & mask;
    for (std::uint32_t round = 0; round < rounds; ++round) {
      const auto mixed = philox({right, round, static_cast<std::uint32_t>(pass), static_cast<std::uint32_t>(pass >> 32)}, keys);
      left ^= mixed[0] & mask;
      std::swap(left, right);
    }
    at = (std::uint64_t{left} << half) | right;
  } while (at >= n);
  return at;
}

std::optional<std::uint64_t> row_of(RowOrder order, bool recycled, std::uint64_t n, std::uint64_t index, const RowKey& key) noexcept {
  if (order == RowOrder::random) return RandomStream(key.seed, key.feeder, key.scenario, index).below(n);
  if (!recycled && index >= n) return std::nullopt;
  if (order == RowOrder::sequential) return index % n;
  return permute(index % n, n, RandomStream(key.seed, key.feeder, key.scenario, 0)(), index / n);
}

}  // namespace rushhour::script
