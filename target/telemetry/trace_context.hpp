#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rushhour::telemetry {

struct TraceId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const TraceId&) const = default;
};

/// Who asks, as a `traceparent` field says (W3C Trace Context, level 1).
struct TraceParent {
  TraceId trace;
  std::uint64_t span = 0;  ///< the caller's
  bool sampled = false;

  bool operator==(const TraceParent&) const = default;
};

/// Nothing if the field is not valid: then a trace begins here. Versions to come are read as far as this one goes. A request with more than
/// one such field counts as one without.
std::optional<TraceParent> parse_traceparent(std::string_view field) noexcept;

/// 32 lowercase hex digits, as events and logs have it.
std::string trace_text(const TraceId& trace);
/// 16 lowercase hex digits.
std::string span_text(std::uint64_t span);

/// A request's own place in its trace.
struct TraceContext {
  TraceId trace;
  std::uint64_t span = 0;    ///< the request's
  std::uint64_t parent = 0;  ///< the caller's; 0: the trace begins here
  bool sampled = false;

  /// The `traceparent` for whom we call, or answer.
  std::string traceparent() const;
};

/// Gives out trace and span ids, and decides which traces are kept.
///
/// Thread safety: any thread.
class TraceSource {
 public:
  /// `seed`: drawn anew for each process, else ids repeat. `sample`: of the traces that begin here, how many are kept, from 0 to 1. With 0
  /// none is, those that a caller has sampled neither.
  TraceSource(std::uint64_t seed, double sample) : seed_(seed), sample_(sample) {}

  /// Takes up a request, with its `traceparent` field or nothing. A caller's decision to sample, or not to, is followed.
  TraceContext begin(std::string_view traceparent) noexcept;

  /// An id that is not 0.
  std::uint64_t span() noexcept;

 private:
  const std::uint64_t seed_;
  const double sample_;
  std::atomic<std::uint64_t> drawn_{0};
};

}  // namespace rushhour::telemetry
