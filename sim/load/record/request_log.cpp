#include "sim/load/record/request_log.hpp"

#include <nlohmann/json.hpp>

#include "reports/foundation/json_text.hpp"

namespace rushhour::load {

void RequestLog::note(const std::string& scenario, const Call& call, const Outcome& outcome, const Times& times, const std::string& error,
                      const std::string& trace_id) {
  nlohmann::json line{{"at_ns", times.intended.count()},
                      {"scenario", scenario},
                      {"step", call.step},
                      {"method", call.request.method},
                      {"url", call.request.url},
                      {"status", outcome.status},
                      {"error", error},
                      {"response_ns", (times.done - times.intended).count()},
                      {"service_ns", (times.done - times.sent).count()},
                      {"bytes_in", outcome.bytes_in},
                      {"bytes_out", outcome.bytes_out}};
  if (!call.group.empty()) line["group"] = call.group;
  for (const Tag& tag : call.tags) line["tags"][tag.name] = tag.value;
  if (!trace_id.empty()) line["trace_id"] = trace_id;
  const std::string text = shown_json(line, -1);
  if (lines_.size() + text.size() + 1 > byte_limit) {
    ++lost_;
    return;
  }
  lines_ += text;
  lines_ += '\n';
}

}  // namespace rushhour::load
