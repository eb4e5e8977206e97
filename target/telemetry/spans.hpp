#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"
#include "target/telemetry/line_writer.hpp"
#include "target/telemetry/trace_context.hpp"

namespace rushhour::telemetry {

/// A request that was answered, for its trace.
struct ServedSpan {
  TraceContext context;
  std::string_view method;  ///< "POST"
  std::string_view route;   ///< the pattern, "/api/orders/{id}"; empty: no route had the path
  int status = 200;         ///< 0: unanswered
  WallTime began{};
  Instant queue{0};  ///< as Server-Timing tells them
  Instant app{0};
  Instant db{0};
  Instant total{0};
};

/// The spans of a request as one line of OTLP/JSON, an ExportTraceServiceRequest: the server's span with the children queue, app and db,
/// one behind the other in this order, whatever order their pieces had. `first_child`: the ids of the children are this one and the two
/// that follow it.
std::string otlp_line(const ServedSpan& span, std::uint64_t first_child);

/// Writes the spans of sampled requests, each request a line.
///
/// Thread safety: any thread.
class SpanLog {
 public:
  /// Both must outlive this.
  SpanLog(TraceSource& source, LineWriter& writer) : source_(source), writer_(writer) {}

  /// Nothing is written of a request that is not sampled.
  void served(const ServedSpan& span) {
    constexpr std::uint64_t room_for_two_more = ~std::uint64_t{0} >> 1;
    if (span.context.sampled) writer_.put(otlp_line(span, source_.span() & room_for_two_more));
  }

 private:
  TraceSource& source_;
  LineWriter& writer_;
};

}  // namespace rushhour::telemetry
