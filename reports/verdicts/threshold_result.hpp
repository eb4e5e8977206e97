#pragma once

#include <cstdint>
#include <optional>

#include "reports/verdicts/gathering.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {

/// What a threshold's figure came to over some stretch of a run.
struct Judgement {
  enum class State {
    passed,
    failed,
    unsupported,  ///< the figure cannot carry a verdict: too few samples beyond the percentile, or only a lower bound on the good side
    no_data,      ///< nothing matched the metric
  } state = State::no_data;
  double observed = 0;        ///< in the unit of the limit
  bool at_least = false;      ///< the observed value is a lower bound
  std::uint64_t samples = 0;  ///< how many samples it rests on

  /// Whether `observed` is a figure that may be shown.
  bool has_figure() const noexcept { return state == State::passed || state == State::failed || at_least; }
};

/// Judges what was gathered in `length`. A percentile without ten samples beyond it is unsupported. A lower bound fails a "less than" only
/// when it is itself beyond the limit, but passes none: "at least 90 ms" is no proof of "< 100 ms".
Judgement judge(const Threshold& threshold, const Gathering& gathered, Instant length);

/// Whether `a` is further from what the threshold wants than `b`.
bool is_worse(const Threshold& threshold, const Judgement& a, const Judgement& b) noexcept;

/// What became of a threshold at the end of a run. Of one that is judged on windows the figures are those of the worst one.
struct ThresholdResult : Judgement {
  Threshold threshold;
  std::uint64_t samples_needed = 0;         ///< for a percentile: enough for ten beyond it
  std::optional<Instant> first_crossing{};  ///< where it was watched: the end of the stretch that was the first to cross it

  bool passed() const noexcept { return state == State::passed; }

  /// The distance to the limit as a share of it, towards the good side; negative on the bad one. NaN without a figure or with a limit of
  /// zero.
  double margin() const noexcept;
};

/// "passed", "failed", "unsupported" or "no_data", as run.json says it.
std::string_view to_string(Judgement::State state) noexcept;

}  // namespace rushhour::verdicts
