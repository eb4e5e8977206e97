#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/foundation/instant.hpp"
#include "reports/latency/series.hpp"
#include "reports/verdicts/threshold_scope.hpp"

namespace rushhour::verdicts {

/// A limit on a figure, as the script states it: a metric with selectors, and an expression. docs/measurement.md lists both.
///
/// A metric is `name` or `name{selector:value,...}`; a value with a comma in it stands in double quotes. An expression is an aggregate, a
/// comparison and a limit: "p(99) < 250ms", "rate > 99.9%". k6's spellings are understood: its metric names, its selectors `name` and
/// `expected_response`, `p(99)` for `p99`, `===` for `==`, and a bare number on a time, which is milliseconds.
struct Threshold {
  std::string metric;      ///< as written: response_time{step:place order}
  std::string expression;  ///< as written: p(99) < 250ms

  enum class Metric {
    response_time,
    service_time,
    iteration_duration,
    group_duration,
    phase,  ///< of requests; which one, says `series`
    part,   ///< of Server-Timing
    checks,
    errors,
    requests,
    iterations,
    rejected,
    dropped,
    script_errors,
    bytes_in,
    bytes_out,
    users_busy,
    users_permitted,
    counter,  ///< from here on the script's own
    gauge,
    rate,
    trend,
    time,
  } kind = Metric::response_time;
  std::string name;                   ///< of a part, or of a metric of the script's own
  std::string series;                 ///< the kind of the series that it is read from; empty if from ticks
  std::string scenario, step, check;  ///< selectors, empty for all
  std::optional<bool> ok;             ///< selector outcome
  latency::Tags tags;                 ///< selectors group and those of the series tags
  std::optional<Span> stage;          ///< selector stage: what lies in it

  enum class Aggregate { count, rate, value, avg, min, max, percentile } aggregate = Aggregate::percentile;
  double percentile = 0;  ///< 0 to 100, for Aggregate::percentile
  enum class Comparison { less, less_equal, greater, greater_equal, equal } comparison = Comparison::less;
  double limit = 0;  ///< see `unit`

  Instant over{0};              ///< judged on every window of this length; zero for the run as a whole
  Instant hold{0};              ///< `for`: how long it must be crossed without a break
  bool abort_on_fail = false;   ///< the run ends when it is crossed
  Instant delay_abort_eval{0};  ///< but not before

  /// What `limit`, and every figure compared with it, is counted in.
  enum class Unit { nanoseconds, share, per_second, number };
  Unit unit() const noexcept;

  /// Whether it is judged on windows rather than on the run as a whole.
  bool windowed() const noexcept { return over > Instant(0) || hold > Instant(0); }
};

/// Throws UserError (Exit::settings) that names the metric and the expression, and the nearest name, if either is not understood.
Threshold parse_threshold(std::string_view metric, std::string_view expression, const ThresholdScope& scope = {});

/// The thresholds of a plan, as run.json holds it. Throws what parse_threshold throws.
std::vector<Threshold> read_thresholds(const nlohmann::json& plan);

/// Throws the UserError that says what is wrong with `threshold`.
[[noreturn]] void refuse(const Threshold& threshold, const std::string& why);

/// A percentile as a quantile in [0, 1]. Exactly the double nearest to the decimal fraction: 99.9 / 100 is not, and one step too high asks
/// for the wrong rank.
double quantile_of(double percentile) noexcept;

/// "p99", "p99.9": the name of a percentile's column and of its key in run.json.
std::string percentile_name(double percentile);

/// The aggregate as people write it: "p(99)", "rate".
std::string aggregate_name(const Threshold& threshold);

/// "<", ">=" and so on.
std::string_view sign(Threshold::Comparison comparison) noexcept;

/// For people: a limit or an observed value with its unit. A share is never rounded up to 100 % nor down to 0 %.
std::string format_figure(const Threshold& threshold, double value);

/// For people: a share as "0.33 %", by the same rule.
std::string format_share(double share);

/// For people: "159.8/s".
std::string format_rate(double per_second);

}  // namespace rushhour::verdicts
