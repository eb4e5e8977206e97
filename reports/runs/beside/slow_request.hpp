#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::runs {

/// One of the slowest requests of a step: a line of slowest.jsonl.
struct SlowRequest {
  Instant at{0};  ///< when it was due
  std::string scenario{}, step{};
  Instant response{0}, service{0};
  int status = 0;          ///< 0 where no answer came
  std::string error{};     ///< as it is counted; empty where there was none
  std::string trace_id{};  ///< of the request's traceparent; empty without one
};

/// Its line, without the end of line.
std::string to_line(const SlowRequest& request);

/// Reads such lines. One thread at a time.
class SlowRequestReader {
 public:
  SlowRequestReader();
  ~SlowRequestReader();

  /// None if the line is not a JSON object. What is missing or of another type stays as a new SlowRequest has it.
  std::optional<SlowRequest> read(std::string_view line);

 private:
  struct Parser;  // simdjson's: its header is for .cpp files only
  std::unique_ptr<Parser> parser_;
};

}  // namespace rushhour::runs
