#include "reports/verdicts/threshold_trial.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rushhour::verdicts {
namespace {

using State = Judgement::State;
using Unit = Threshold::Unit;

Instant middle_of(const Span& slice) { return slice.begin + (slice.end - slice.begin) / 2; }

// Sums and gauges, for which nothing is a figure too: no request in ten seconds are 0 a second.
bool counts(const Threshold& t) noexcept { return t.aggregate == Threshold::Aggregate::count || t.unit() == Unit::per_second; }

}  // namespace

ThresholdTrial::ThresholdTrial(Threshold threshold, Instant warmup, Instant planned)
    : threshold_(std::move(threshold)), warmup_(warmup), planned_(planned), window_(threshold_.over) {}

// From the end of the warm-up, or of the stage.
Instant ThresholdTrial::measured(Instant until) const noexcept {
  const Span& whole = threshold_.stage.value_or(Span{Instant(0), Instant::max()});
  return std::max(Instant(0), std::min(until, whole.end) - std::max(warmup_, whole.begin));
}

// A count so far says nothing yet of whether it will be large enough.
bool ThresholdTrial::may_turn_good() const noexcept {
  return threshold_.aggregate == Threshold::Aggregate::count && threshold_.comparison != Threshold::Comparison::less &&
         threshold_.comparison != Threshold::Comparison::less_equal;
}

std::optional<Crossing> ThresholdTrial::add(const Span& slice, Gathering&& what) {
  const Threshold& t = threshold_;
  const Instant middle = middle_of(slice);
  if (t.stage && !t.stage->holds(middle)) return std::nullopt;
  const bool warm = middle < warmup_;
  if (warm && source_of(t) == Source::ticks) return std::nullopt;  // samples of series know their phase themselves
  total_.merge(what);
  if (!t.windowed()) {
    if (!t.abort_on_fail || slice.end < t.delay_abort_eval || may_turn_good()) return std::nullopt;
    return note(slice.end, judge(t, total_, measured(slice.end)));
  }
  if (warm) return std::nullopt;
  window_.push(slice.end - slice.begin, std::move(what));
  // While what still runs is waited for, nothing new begins: that is no low rate.
  if (!window_.full() || (counts(t) && middle >= planned_)) return std::nullopt;
  const Judgement judgement = judge_window();
  most_samples_ = std::max(most_samples_, judgement.samples);
  if (!judgement.has_figure()) return std::nullopt;
  const std::optional<Judgement> held = over_hold(judgement, slice.end - slice.begin);
  last_ = held;
  return held ? note(slice.end, *held) : std::nullopt;
}

Judgement ThresholdTrial::now(Instant until) const {
  if (threshold_.windowed()) return last_.value_or(Judgement());
  return may_turn_good() ? Judgement() : judge(threshold_, total_, measured(until));
}

Judgement ThresholdTrial::judge_window() const {
  Gathering sum = window_.sum();
  if (counts(threshold_) && sum.of == 0) {
    sum.of = 1;
    Judgement judgement = judge(threshold_, sum, window_.length());
    judgement.samples = 0;
    return judgement;
  }
  return judge(threshold_, sum, window_.length());
}

// Nothing before the judged windows reach the length.
std::optional<Judgement> ThresholdTrial::over_hold(const Judgement& judgement, Instant length) {
  held_.emplace_back(length, judgement);
  held_length_ += length;
  const Instant reach = threshold_.hold - window_slack;
  while (held_.size() > 1 && held_length_ - held_.front().first >= reach) {
    held_length_ -= held_.front().first;
    held_.pop_front();
  }
  if (held_length_ < reach) return std::nullopt;
  return std::max_element(held_.begin(), held_.end(),
                          [this](const auto& a, const auto& b) { return is_worse(threshold_, a.second, b.second); })
      ->second;
}

std::optional<Crossing> ThresholdTrial::note(Instant at, const Judgement& judgement) {
  if (!worst_ || is_worse(threshold_, judgement, *worst_)) worst_ = judgement;
  if (judgement.state != State::failed) return std::nullopt;
  const bool first = !first_crossing_;
  if (first) first_crossing_ = at;
  const bool aborts = threshold_.abort_on_fail && !aborted_ && at >= threshold_.delay_abort_eval;
  if (aborts) aborted_ = judgement;
  if (!first && !aborts) return std::nullopt;
  return Crossing{&threshold_, at, judgement, first, aborts};
}

ThresholdResult ThresholdTrial::result(Instant length) const {
  const Threshold& t = threshold_;
  ThresholdResult result;
  result.threshold = t;
  result.first_crossing = first_crossing_;
  Judgement& judgement = result;
  if (!t.windowed()) {
    judgement = judge(t, total_, measured(length));
    if (aborted_ && judgement.state != State::failed) judgement = *aborted_;  // what came after it does not make it good
  } else if (worst_ && (worst_->state == State::failed || total_.of > 0)) {
    judgement = *worst_;
  } else if (total_.of > 0) {
    judgement.state = State::unsupported;
    judgement.samples = most_samples_;
  }
  if (t.aggregate == Threshold::Aggregate::percentile && t.percentile < 100)
    result.samples_needed = static_cast<std::uint64_t>(std::ceil(10 / (1 - quantile_of(t.percentile)) * (1 - 1e-9)));
  return result;
}

}  // namespace rushhour::verdicts
