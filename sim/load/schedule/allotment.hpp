#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace rushhour::load {

/// A number of iterations that the users of all workers share. Which user plays which is free: whoever is free takes the next, so work
/// reaches every idle user.
///
/// Any thread.
class Allotment {
 public:
  /// `users`: how many there are over all workers, each of which leaves once.
  Allotment(std::uint64_t iterations, std::uint64_t users) noexcept : iterations_(iterations), users_(users) {}

  /// The number of the next iteration, from zero, or nothing if none is left.
  std::optional<std::uint64_t> take() noexcept {
    const std::uint64_t number = taken_.fetch_add(1);
    return number < iterations_ ? std::optional(number) : std::nullopt;
  }

  bool used_up() const noexcept { return taken_.load() >= iterations_; }

  /// A user takes no more. To the last one it says how many nobody took, to all others zero, so that they are counted once.
  std::uint64_t leave() noexcept {
    if (users_.fetch_sub(1) != 1) return 0;
    const std::uint64_t taken = taken_.load();
    return taken < iterations_ ? iterations_ - taken : 0;
  }

 private:
  const std::uint64_t iterations_;
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<std::uint64_t> users_;
};

}  // namespace rushhour::load
