#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/load/schedule/scaling.hpp"

namespace rushhour::load {

/// What a person asks of a run that goes on: that it stop, or offer more or less than its plan. Asked on any thread; the collecting thread
/// of the run settles from which instant on it holds, a little ahead, so that all workers have heard of it by then and play one sequence.
///
/// A factor applies to the rates of arrival executors and to the users of constant-vus and ramping-vus; those that play a stated number of
/// iterations are left alone. `max_vus` stays the bound, and the plan its length.
class Steering {
 public:
  static constexpr double most = 100;                              ///< the greatest factor
  static constexpr std::size_t scalings_at_most = 1000;            ///< in one run; every one of them is in its record
  static constexpr Instant lead = std::chrono::milliseconds(200);  ///< from settling to effect: several turns of a worker's loop

  // Any thread.

  /// Lets the run end gracefully, as the first Ctrl-C does.
  void stop() noexcept { stop_.store(true); }

  /// Of what the plan offers; 1 is the plan. Takes effect within a tick; of several within a moment the last one stands. Returns false, and
  /// changes nothing, if `factor` is no number from 0 to `most` or the run was scaled as often as it may be.
  bool scale(double factor) noexcept;

  /// What was asked for last; 1 if nothing was.
  double factor() const noexcept { return asked_.load(); }

  // The collecting thread.

  bool stop_asked() const noexcept { return stop_.load(); }

  /// What was asked for since the last call, if it is news: it holds from `now + lead` on, and workers are told so.
  std::optional<Scaling> settle(Instant now);

  // Workers, each with a number of its own, zero at first: how many scalings it has taken.

  bool news(std::size_t taken) const noexcept { return settled_.load(std::memory_order_relaxed) != taken; }

  /// Those that it has not taken, in order of time.
  std::vector<Scaling> since(std::size_t taken) const;

 private:
  std::atomic<bool> stop_{false};
  std::atomic<double> asked_{1};
  std::atomic<std::size_t> settled_{0};
  mutable std::mutex mutex_;  // of what follows
  std::vector<Scaling> scalings_;
};

}  // namespace rushhour::load
