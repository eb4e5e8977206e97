#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace rushhour::load {

/// The stretches in which users' code runs on one thread. Each is a turn: from the instant at which a user is resumed to the one at which
/// it waits or is done. A watchdog sees that a turn goes on and can have it ended; a turn costs two stores.
class Turns {
 public:
  Turns() = default;
  virtual ~Turns() = default;
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  /// Odd while a turn is under way; each begin and each end adds one. Any thread.
  std::uint64_t number() const noexcept { return number_.load(std::memory_order_acquire); }

  /// Has the turn under way end at its next instruction. In a signal handler on the turn's own thread, while number() is odd.
  virtual void interrupt() noexcept = 0;

  /// Whether the thread may be held for ever where it is, because it holds nothing that others wait for. Called as interrupt() is.
  virtual bool may_be_held() const noexcept = 0;

  /// Where the turn stands, such as "s.lua:12: was inside string.find". Any thread, once the turn's own is held for ever.
  virtual std::string standpoint() = 0;

 protected:
  /// The turn's own thread. What was written before begin() is seen by a signal handler that finds the turn under way.
  void begin() noexcept { number_.store(number_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
  void end() noexcept {
    number_.store(number_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);  // whatever interrupt() did was done before what follows
  }

 private:
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace rushhour::load
