#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace rushhour::telemetry {

/// Counts that many threads raise and one reads now and then. Each thread raises a copy of its own (threads beyond the number of copies
/// share them, which is slower but not wrong); a reading adds the copies up.
///
/// Thread safety: any thread. Relaxed throughout: a count is of no use to anybody who must order other memory by it.
class Tally {
 public:
  static constexpr std::size_t copies = 16;

  explicit Tally(std::size_t slots) : slots_(slots) {
    for (auto& copy : copies_) copy = std::make_unique<std::atomic<std::uint64_t>[]>(slots + padding);
  }

  void add(std::size_t slot, std::uint64_t n = 1) noexcept { copies_[own_copy()][slot].fetch_add(n, std::memory_order_relaxed); }

  std::uint64_t sum(std::size_t slot) const noexcept {
    std::uint64_t sum = 0;
    for (const auto& copy : copies_) sum += copy[slot].load(std::memory_order_relaxed);
    return sum;
  }

  std::size_t slots() const noexcept { return slots_; }

 private:
  // Keeps the last counts of one copy and the first of the next out of one cache line.
  static constexpr std::size_t padding = 8;

  static std::size_t own_copy() noexcept {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t own = threads.fetch_add(1, std::memory_order_relaxed) % copies;
    return own;
  }

  std::size_t slots_;
  std::array<std::unique_ptr<std::atomic<std::uint64_t>[]>, copies> copies_;
};

}  // namespace rushhour::telemetry
