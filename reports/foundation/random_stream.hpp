#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rushhour {

/// Philox4x32 with ten rounds: a keyed bijection of 128-bit counters (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2,
/// 3", SC 2011).
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) noexcept;

/// A stable 32-bit hash of a name (FNV-1a), for naming streams.
std::uint32_t stream_name(std::string_view name) noexcept;

/// Random numbers that depend on nothing but (seed, purpose, scope, index): a counter-based stream. Two streams with different names never
/// share a number, whoever draws first, so data drawn for iteration 7 is the same at any number of workers and in both worlds.
///
/// Copyable value of 40 bytes; one thread at a time.
class RandomStream {
 public:
  using result_type = std::uint64_t;

  /// `purpose`: what is drawn ("data", "arrivals"); `scope`: for whom (a scenario's name); `index`: which one (an iteration).
  RandomStream(std::uint64_t seed, std::string_view purpose, std::string_view scope, std::uint64_t index) noexcept;

  /// 64 even bits.
  std::uint64_t operator()() noexcept;
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }

  /// Even in [0, 1), in steps of 2^-53.
  double uniform() noexcept;

  /// Even in [0, n), without bias. REQUIRES: n > 0.
  std::uint64_t below(std::uint64_t n) noexcept;

  /// Exponential with mean 1; never zero, never infinite.
  double exponential() noexcept;

  /// Standard normal (Box-Muller; two draws each, the second half thrown away so that a stream's position depends on calls alone).
  double normal() noexcept;

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint32_t name_;
  std::uint64_t index_;
  std::uint32_t block_ = 0;   // which counter comes next
  std::uint64_t spare_ = 0;   // the second half of the last block
  bool has_spare_ = false;
};

}  // namespace rushhour
