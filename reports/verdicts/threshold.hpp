#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rushhour::verdicts {

/// A limit on a figure, as the script states it: a metric with selectors, and an expression. docs/measurement.md lists both.
///
/// A metric is `name` or `name{selector:value,...}`; a value with a comma in it stands in double quotes. An expression is an aggregate, a
/// comparison and a limit: "p(99) < 250ms", "rate > 99.9%". k6's spellings are understood: its metric names, its selectors `name` and
/// `expected_response`, `p(99)` for `p99`, `===` for `==`, and a bare number on a time, which is milliseconds.
struct Threshold {
  std::string metric;      ///< as written: response_time{step:place order}
  std::string expression;  ///< as written: p(99) < 250ms

  enum class Metric { response_time, service_time, checks, errors, requests, iterations, dropped } kind = Metric::response_time;
  std::string scenario, step, check;  ///< selectors, empty for all
  std::optional<bool> ok;             ///< selector outcome
  enum class Aggregate { count, rate, avg, min, max, percentile } aggregate = Aggregate::percentile;
  double percentile = 0;  ///< 0 to 100, for Aggregate::percentile
  enum class Comparison { less, less_equal, greater, greater_equal, equal } comparison = Comparison::less;
  double limit = 0;  ///< see `unit`

  /// What `limit`, and every figure compared with it, is counted in.
  enum class Unit { nanoseconds, share, per_second, number };
  Unit unit() const noexcept;
};

/// Throws UserError (Exit::settings) that names the metric and the expression, and the nearest name, if either is not understood.
Threshold parse_threshold(std::string_view metric, std::string_view expression);

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
