#pragma once

#include <deque>
#include <optional>

#include "reports/verdicts/sliding_sum.hpp"
#include "reports/verdicts/threshold_result.hpp"

namespace rushhour::verdicts {

/// A threshold was crossed while the run went on.
struct Crossing {
  const Threshold* threshold;
  Instant at;  ///< the end of the stretch that crossed it
  Judgement judgement;
  bool first;   ///< not crossed before
  bool aborts;  ///< the run is to end now
};

/// One threshold, fed slice by slice (an interval, a minute, a tick; each with its own end) in the order of time, and judged on what it
/// has seen. Pure: the same slices give the same crossings and the same result, while a run goes on or from its record.
///
/// Windows are the fewest last slices that together reach `over`; each is judged when it is whole, the next one a slice later. With `for`
/// the judgement that counts is the best among the last windows that together reach that length: crossed if all of them are. A window
/// that cannot be judged is passed over. Without either the figure is that of all slices so far, looked at only if it may abort the run.
class ThresholdTrial {
 public:
  /// `planned`: the length of the plan, `warmup` inside.
  ThresholdTrial(Threshold threshold, Instant warmup, Instant planned);
  ThresholdTrial(ThresholdTrial&&) = delete;  // crossings point to its threshold

  const Threshold& threshold() const noexcept { return threshold_; }

  /// Adds a slice. Its crossing, if it is the first or ends the run.
  std::optional<Crossing> add(const Span& slice, Gathering&& what);

  /// What it comes to at the end of the slice that was added last, `until`: of windows that of the last one.
  Judgement now(Instant until) const;

  /// What it came to in a run of that length.
  ThresholdResult result(Instant length) const;

 private:
  bool may_turn_good() const noexcept;
  Judgement judge_window() const;
  std::optional<Judgement> over_hold(const Judgement& judgement, Instant length);
  std::optional<Crossing> note(Instant at, const Judgement& judgement);
  Instant measured(Instant until) const noexcept;

  Threshold threshold_;
  Instant warmup_, planned_;
  Gathering total_;
  SlidingSum window_;
  std::deque<std::pair<Instant, Judgement>> held_;  // the last windows that were judged, with the length of their last slices
  Instant held_length_{0};
  std::uint64_t most_samples_ = 0;  // in a window
  std::optional<Judgement> worst_, last_;
  std::optional<Judgement> aborted_;
  std::optional<Instant> first_crossing_;
};

}  // namespace rushhour::verdicts
