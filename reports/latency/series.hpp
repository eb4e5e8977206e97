#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace rushhour::latency {

/// What has a histogram of its own. Names stand decoded here; only the tag in the log is encoded.
///
/// `kind` is one of
///   response, service               the two latencies; every outcome of the step
///   response_bound, service_bound   the part of them that are lower bounds (timeouts, censored), counted again here, so that a reader of
///                                   the log can tell which percentiles are known only as "at least"
///   iteration                       length of an iteration, scenario only (step empty)
///   send_lag, loop_lag              the generator's own lateness (scenario and step empty)
///   or the name of a phase or a part of Server-Timing.
struct Series {
  std::string scenario;
  std::string step;
  std::string kind;
  bool ok = true;       ///< outcome: ok or error
  bool warmup = false;  ///< phase: warmup or main

  auto operator<=>(const Series&) const = default;
};

/// The step under which arrivals stand that never started.
inline constexpr std::string_view not_started_step = "(not started)";

/// `scenario|step|kind|outcome|phase`, each percent-encoded except A-Z a-z 0-9 . _ - ~ /
std::string to_tag(const Series& series);

/// Nothing if `tag` is not such a tag.
std::optional<Series> from_tag(std::string_view tag);

}  // namespace rushhour::latency
