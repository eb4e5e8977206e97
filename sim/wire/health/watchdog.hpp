#pragma once

#include <time.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>

#include "reports/foundation/instant.hpp"
#include "sim/load/turns.hpp"

namespace rushhour::wire {

/// Ends turns of users' code that do not end by themselves.
///
///   1. A thread of its own looks at each guarded thread's turn every 25 ms. A turn counts by the CPU time that its thread has spent since
///   it
///      was first seen, so a busy machine harms nobody.
///   2. A turn beyond the limit is interrupted: a signal to its thread, whose handler finds the very turn still under way or does nothing.
///   3. A turn beyond five times the limit is inside a function that no interruption reaches. Its thread is held for ever: the handler
///   never
///      returns. Others may then read what the thread was working on, since it has said so with release; nothing of it may be destroyed.
///
/// Uses SIGURG, which the system sends to nobody who does not ask for it.
class Watchdog {
 public:
  /// The turn of the guarded thread `number` is held for ever; `where` says what it was doing and for how long. Called on the watchdog's
  /// thread.
  using OnHeld = std::function<void(std::size_t number, const std::string& where)>;

  Watchdog(Instant limit, OnHeld on_held);

  /// REQUIRES: nothing is guarded any more, except threads that are held.
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Guards the thread that makes it until it goes, on that thread. One of a thread at a time. Both outlive it.
  class Guard {
   public:
    Guard(Watchdog& watchdog, load::Turns& turns, std::size_t number);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    friend class Watchdog;
    static void on_signal(int);
    void obey() noexcept;

    Watchdog* watchdog_;
    load::Turns* turns_;
    std::size_t number_;
    pthread_t thread_;
    clockid_t cpu_clock_;
    // What the signal is about: a turn's number, or zero.
    std::atomic<std::uint64_t> interrupted_{0}, given_up_{0};
    std::atomic<bool> held_{false};
    // The watchdog's own.
    std::uint64_t seen_ = 0;
    Instant seen_at_{0};
    bool told_ = false;
  };

 private:
  void run();
  void look_at(Guard& guard);

  Instant limit_;
  OnHeld on_held_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::vector<Guard*> guards_;
  std::thread thread_;  // from the first guard on
};

}  // namespace rushhour::wire
