#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace rushhour::faults {

/// Memory that is held for nothing, as a leak would hold it: really allocated, and every page touched.
///
/// Thread safety: one thread at a time; `bytes` any.
class Ballast {
 public:
  static constexpr std::size_t block_bytes = 1 << 20;

  /// Holds `bytes`, rounded down to whole blocks; what was held beyond is given back to the system. Memory that cannot be had ends the
  /// growth, not the process.
  void hold(std::uint64_t bytes);

  std::uint64_t bytes() const noexcept { return held_.load(std::memory_order_relaxed); }

 private:
  struct Unmap {
    void operator()(void* block) const noexcept;
  };

  std::vector<std::unique_ptr<void, Unmap>> blocks_;
  std::atomic<std::uint64_t> held_{0};  // relaxed: a figure for a gauge
};

}  // namespace rushhour::faults
