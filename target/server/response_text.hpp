#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"
#include "target/service/desk.hpp"
#include "target/service/request.hpp"

namespace rushhour::server {

/// The Date field, "Sun, 06 Nov 1994 08:49:37 GMT", written anew only when the second changes. One thread.
class DateText {
 public:
  std::string_view at(WallTime now);

 private:
  std::int64_t second_ = INT64_MIN;
  std::array<char, 29> text_{};
};

enum class Persistence : std::uint8_t {
  implied,  ///< HTTP/1.1, the connection stays
  kept,     ///< HTTP/1.0, the connection stays because the client asked for it
  closed,   ///< this is the last response
};

/// Appends a response as it goes over the wire. With `head_only` (an answer to HEAD) the body is announced and left out.
void append_response(std::string& to, const service::Response& response, const service::Timing& timing, std::string_view date,
                     bool head_only, Persistence persistence);

}  // namespace rushhour::server
