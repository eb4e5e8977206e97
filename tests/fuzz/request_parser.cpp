// Bytes as a hostile client might send them: the first says how they are cut into pieces, the rest is the wire. However they are cut, the
// same requests come out whole, and keep to the limits; what they ask for is service.cpp's.

#include "target/server/request_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace rushhour;
using State = server::RequestParser::State;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What makes a request, in one text.
std::string told(const service::Request& request) {
  constexpr std::string_view line_ends("\r\n\0", 3);
  for (const auto* field : {&request.target, &request.host, &request.authorization, &request.content_type, &request.traceparent})
    require(field->find_first_of(line_ends) == std::string::npos);
  require(request.body.empty() || request.body_announced);
  return std::to_string(static_cast<int>(request.method)) + request.target + '\n' + request.host + '\n' + request.content_type + '\n' +
         request.idempotency_key.value_or("none") + '\n' + request.if_match + '\n' + request.body;
}

/// The requests that come out whole, up to the first that is refused.
std::vector<std::string> requests_in(std::string_view wire, std::size_t piece) {
  std::vector<std::string> all;
  service::Request request;
  server::RequestParser parser(request);
  const server::ParserLimits limits;
  std::string buffer;
  while (!wire.empty()) {
    buffer += wire.substr(0, piece);
    wire.remove_prefix(std::min(piece, wire.size()));
    for (;;) {
      std::size_t used = 0;
      const State state = parser.put(buffer, used);
      require(used <= buffer.size());
      require(request.body.size() <= limits.body_bytes);
      require(request.target.size() <= limits.head_bytes);
      buffer.erase(0, used);
      if (state == State::refused) {
        require(parser.refusal().status >= 400 && !parser.refusal().detail.empty());
        return all;
      }
      if (state == State::need_more) break;
      if (state == State::head) continue;
      all.push_back(told(request));
      parser.next();
      if (buffer.empty()) break;
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data + 1), size - 1);
  require(requests_in(wire, std::size_t{1} + data[0]) == requests_in(wire, wire.size()));
  return 0;
}
