// Bytes as a hostile client might send them: the first says how they are cut into pieces, the rest is the wire. Requests that come out
// whole are decided as well, which reads their targets, queries and bodies.

#include "target/server/request_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "target/service/decide.hpp"

namespace {

using namespace rushhour;

void require(bool holds) {
  if (!holds) std::abort();
}

const service::Catalogue& catalogue() {
  static const service::Catalogue of_city(delivery::City(1, 20));
  return of_city;
}

void decide(const service::Request& request) {
  const service::LiveOrders none(1);
  static const service::Sessions sessions("key", "password");
  const service::Decision decision = service::decide(request, {catalogue(), none, sessions, 1, {}, nullptr}, WallTime{});
  const bool refused = decision.response.status >= 400;
  require(decision.response.status >= 200 && decision.response.status < 500);
  require(!refused || decision.operations.empty());
  require(!decision.wanted.empty() || !decision.response.text().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = std::size_t{1} + data[0];
  std::string_view wire(reinterpret_cast<const char*>(data + 1), size - 1);
  service::Request request;
  server::RequestParser parser(request);
  const server::ParserLimits limits;
  std::string buffer;
  while (!wire.empty()) {
    buffer += wire.substr(0, piece);
    wire.remove_prefix(std::min(piece, wire.size()));
    for (;;) {
      std::size_t used = 0;
      const auto state = parser.put(buffer, used);
      require(used <= buffer.size());
      require(request.body.size() <= limits.body_bytes);
      require(request.target.size() <= limits.head_bytes);
      buffer.erase(0, used);
      if (state == server::RequestParser::State::refused) {
        require(parser.refusal().status >= 400 && !parser.refusal().detail.empty());
        return 0;
      }
      if (state == server::RequestParser::State::need_more) break;
      if (state == server::RequestParser::State::complete) {
        decide(request);
        parser.next();
        if (buffer.empty()) break;
      }
    }
  }
  return 0;
}
