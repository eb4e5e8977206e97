#include "target/telemetry/spans.hpp"

#include <fmt/format.h>

#include <iterator>

#include "target/telemetry/json_line.hpp"

namespace rushhour::telemetry {
namespace {

// Of the protocol's SpanKind and StatusCode.
constexpr int kind_internal = 1;
constexpr int kind_server = 2;
constexpr int kind_client = 3;
constexpr int code_error = 2;

struct Part {
  std::string_view name;
  int kind;
  std::uint64_t span;
  std::uint64_t parent;
  WallTime began;
  WallTime ended;
};

void append_attribute(std::string& to, std::string_view key, std::string_view text) {
  fmt::format_to(std::back_inserter(to), R"({}{{"key":"{}","value":{{"stringValue":)", to.empty() ? "" : ",", key);
  append_json_text(to, text);
  to += "}}";
}

// 64-bit numbers are strings in the JSON of protocol buffers; ids are hex in that of OTLP.
std::string span_json(const TraceId& trace, const Part& part, std::string_view attributes, bool failed) {
  JsonLine line;
  line.text("traceId", trace_text(trace)).text("spanId", span_text(part.span));
  if (part.parent != 0) line.text("parentSpanId", span_text(part.parent));
  line.text("name", part.name).integer("kind", part.kind);
  line.text("startTimeUnixNano", std::to_string(part.began.time_since_epoch().count()));
  line.text("endTimeUnixNano", std::to_string(part.ended.time_since_epoch().count()));
  if (!attributes.empty()) line.raw("attributes", fmt::format("[{}]", attributes));
  if (failed) line.raw("status", fmt::format(R"({{"code":{}}})", code_error));
  std::string json = line.finish();
  json.pop_back();
  return json;
}

std::string attributes_of(const ServedSpan& span) {
  std::string attributes;
  append_attribute(attributes, "http.request.method", span.method);
  if (!span.route.empty()) append_attribute(attributes, "http.route", span.route);
  if (span.status != 0)
    fmt::format_to(std::back_inserter(attributes), R"(,{{"key":"http.response.status_code","value":{{"intValue":"{}"}}}})", span.status);
  return attributes;
}

}  // namespace

std::string otlp_line(const ServedSpan& span, std::uint64_t first_child) {
  const TraceContext& context = span.context;
  // As OpenTelemetry names spans of servers: method and route, or the method alone.
  const std::string name = span.route.empty() ? std::string(span.method) : fmt::format("{} {}", span.method, span.route);
  const bool failed = span.status == 0 || span.status >= 500;
  const WallTime app = span.began + span.queue;
  const WallTime db = app + span.app;
  const std::string spans =
      fmt::format("{},{},{},{}",
                  span_json(context.trace, {name, kind_server, context.span, context.parent, span.began, span.began + span.total},
                            attributes_of(span), failed),
                  span_json(context.trace, {"queue", kind_internal, first_child, context.span, span.began, app}, "", false),
                  span_json(context.trace, {"app", kind_internal, first_child + 1, context.span, app, db}, "", false),
                  span_json(context.trace, {"db", kind_client, first_child + 2, context.span, db, db + span.db}, "", false));
  return fmt::format(
      R"({{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"rushhour-target"}}}}]}},)"
      R"("scopeSpans":[{{"scope":{{"name":"rushhour","version":"{}"}},"spans":[{}]}}]}}]}})"
      "\n",
      RUSHHOUR_VERSION, spans);
}

}  // namespace rushhour::telemetry
