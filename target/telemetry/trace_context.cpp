#include "target/telemetry/trace_context.hpp"

#include <fmt/format.h>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::telemetry {
namespace {

// version "-" trace-id "-" parent-id "-" trace-flags
constexpr std::size_t first_version_length = 55;
constexpr unsigned sampled_flag = 1;

// Nothing if a character is no lowercase hex digit: uppercase is not allowed.
std::optional<std::uint64_t> hex(std::string_view digits) noexcept {
  std::uint64_t number = 0;
  for (const char c : digits) {
    const bool decimal = c >= '0' && c <= '9';
    if (!decimal && !(c >= 'a' && c <= 'f')) return std::nullopt;
    number = number << 4 | static_cast<std::uint64_t>(decimal ? c - '0' : c - 'a' + 10);
  }
  return number;
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view field) noexcept {
  if (field.size() < first_version_length) return std::nullopt;
  const auto version = hex(field.substr(0, 2));
  const auto high = hex(field.substr(3, 16));
  const auto low = hex(field.substr(19, 16));
  const auto span = hex(field.substr(36, 16));
  const auto flags = hex(field.substr(53, 2));
  const bool parted = field[2] == '-' && field[35] == '-' && field[52] == '-';
  if (!parted || !version || !high || !low || !span || !flags || *version == 0xff) return std::nullopt;
  // Later versions may go on behind a dash.
  if (field.size() > first_version_length && (*version == 0 || field[first_version_length] != '-')) return std::nullopt;
  if ((*high == 0 && *low == 0) || *span == 0) return std::nullopt;
  return TraceParent{{*high, *low}, *span, (*flags & sampled_flag) != 0};
}

std::string trace_text(const TraceId& trace) { return fmt::format("{:016x}{:016x}", trace.high, trace.low); }

std::string span_text(std::uint64_t span) { return fmt::format("{:016x}", span); }

std::string TraceContext::traceparent() const {
  return fmt::format("00-{:016x}{:016x}-{:016x}-{:02x}", trace.high, trace.low, span, sampled ? sampled_flag : 0U);
}

TraceContext TraceSource::begin(std::string_view traceparent) noexcept {
  if (const auto caller = parse_traceparent(traceparent)) return {caller->trace, span(), caller->span, caller->sampled && sample_ > 0};
  RandomStream random(seed_, "trace", "", drawn_.fetch_add(1, std::memory_order_relaxed));
  TraceContext begun;
  begun.trace = {random(), random() | 1};  // never all zero
  begun.span = random() | 1;
  begun.sampled = random.uniform() < sample_;
  return begun;
}

std::uint64_t TraceSource::span() noexcept {
  RandomStream random(seed_, "span", "", drawn_.fetch_add(1, std::memory_order_relaxed));
  return random() | 1;
}

}  // namespace rushhour::telemetry
