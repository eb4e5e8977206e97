#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rushhour::script {

/// In which order the iterations of a scenario draw a feeder's rows.
enum class RowOrder : std::uint8_t {
  sequential,  ///< as they stand, again and again
  random,      ///< each a draw of its own, with putting back
  shuffle,     ///< every pass through all rows in an order of its own
  unique,      ///< one pass in an order of its own; each row once
};

/// What a row depends on besides its iteration.
struct RowKey {
  std::uint64_t seed;
  std::string_view feeder;
  std::string_view scenario;
};

/// A bijection of [0, n) onto itself for every key and pass, without a table. REQUIRES: at < n <= 2^63.
std::uint64_t permute(std::uint64_t at, std::uint64_t n, std::uint64_t key, std::uint64_t pass) noexcept;

/// The row of `n` that the iteration with that index draws: a pure function, so any worker may ask for any. Nothing once the first pass is
/// over and rows are not to be recycled. REQUIRES: 0 < n <= 2^63.
std::optional<std::uint64_t> row_of(RowOrder order, bool recycled, std::uint64_t n, std::uint64_t index, const RowKey& key) noexcept;

}  // namespace rushhour::script
