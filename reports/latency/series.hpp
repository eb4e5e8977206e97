#pragma once

#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rushhour::latency {

/// Tags that tell series apart, by name: the group of a step under "group", and what the plan lists as series tags.
using Tags = std::map<std::string, std::string>;

/// What has a histogram of its own. Names stand decoded here; only the tag in the log is encoded.
///
/// `kind` is one of
///   response, service               the two latencies; every outcome of the step
///   response_bound, service_bound   the part of them that are lower bounds (timeouts, censored), counted again here, so that a reader of
///                                   the log can tell which percentiles are known only as "at least"
///   iteration                       length of an iteration (step empty); ok unless the script failed or rejected it
///   group                           length of a group, from the logical instant of its begin to that of its end (step empty)
///   time:NAME, trend:NAME           a script's own trend (step empty): of times in nanoseconds, of other numbers in thousandths
///   send_lag, loop_lag              the generator's own lateness (scenario and step empty)
///   blocked, dns, connect, tls, send, wait, receive   the phases of a step's exchanges (phase_kinds)
///   part:NAME                       a part that the target named in Server-Timing
///   bytes_out, bytes_in             sizes of a step's requests and answers in bytes, heads inside (size_kinds)
/// Phases, parts and sizes are logged once a minute, everything else each interval.
struct Series {
  std::string scenario;
  std::string step;
  std::string kind;
  bool ok = true;       ///< outcome: ok or error
  bool warmup = false;  ///< phase: warmup or main
  Tags tags{};

  auto operator<=>(const Series&) const = default;
};

/// The step under which arrivals stand that never started.
inline constexpr std::string_view not_started_step = "(not started)";

/// Kinds of the phases of an exchange, in the order in which they pass.
inline constexpr std::array<std::string_view, 7> phase_kinds{"blocked", "dns", "connect", "tls", "send", "wait", "receive"};

/// What stands before the name of a part in its kind.
inline constexpr std::string_view part_prefix = "part:";

/// Kinds of the sizes of an exchange: what was sent, what was received.
inline constexpr std::array<std::string_view, 2> size_kinds{"bytes_out", "bytes_in"};

bool is_phase(std::string_view kind) noexcept;
bool is_part(std::string_view kind) noexcept;

/// Whether it is logged once a minute. A minute begins where an interval does, and must not lend it its length: they are kept apart.
bool is_by_minute(std::string_view kind) noexcept;

/// What stands before the name of a script's own trend in its kind.
inline constexpr std::string_view time_prefix = "time:";
inline constexpr std::string_view trend_prefix = "trend:";

/// The tag under which the group of a step stands; groups within groups are joined by "/".
inline constexpr std::string_view group_tag = "group";

/// `scenario|step|kind|outcome|phase`, then `|name=value` for each tag, by name; each percent-encoded except A-Z a-z 0-9 . _ - ~ /
std::string to_tag(const Series& series);

/// Nothing if `tag` is not such a tag.
std::optional<Series> from_tag(std::string_view tag);

}  // namespace rushhour::latency
