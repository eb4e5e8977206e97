#include "reports/runs/beside/slow_request.hpp"

#include <simdjson.h>

#include <nlohmann/json.hpp>

namespace rushhour::runs {
namespace {

using simdjson::dom::object;

std::string text(const object& line, std::string_view key) {
  std::string_view found;
  return line[key].get(found) == simdjson::SUCCESS ? std::string(found) : std::string();
}

std::int64_t whole(const object& line, std::string_view key) {
  std::int64_t found = 0;
  return line[key].get(found) == simdjson::SUCCESS ? found : 0;
}

}  // namespace

std::string to_line(const SlowRequest& request) {
  nlohmann::json line{{"at_ns", request.at.count()},
                      {"scenario", request.scenario},
                      {"step", request.step},
                      {"response_ns", request.response.count()},
                      {"service_ns", request.service.count()},
                      {"status", request.status},
                      {"error", request.error}};
  if (!request.trace_id.empty()) line["trace_id"] = request.trace_id;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

struct SlowRequestReader::Parser {
  simdjson::dom::parser of_lines;
};

SlowRequestReader::SlowRequestReader() : parser_(std::make_unique<Parser>()) {}
SlowRequestReader::~SlowRequestReader() = default;

std::optional<SlowRequest> SlowRequestReader::read(std::string_view line) {
  object found;
  if (parser_->of_lines.parse(line.data(), line.size()).get(found) != simdjson::SUCCESS) return std::nullopt;
  return SlowRequest{Instant(whole(found, "at_ns")),
                     text(found, "scenario"),
                     text(found, "step"),
                     Instant(whole(found, "response_ns")),
                     Instant(whole(found, "service_ns")),
                     static_cast<int>(whole(found, "status")),
                     text(found, "error"),
                     text(found, "trace_id")};
}

}  // namespace rushhour::runs
