#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::service {

enum class Method : std::uint8_t { get, head, post, put, remove, other };  // remove is DELETE, which is a keyword

/// A request as the service sees it, whatever carried it here. A connection reuses one object, so that its strings keep their memory.
struct Request {
  Method method = Method::get;
  std::string target;  ///< path and query, as they came
  std::string content_type;
  std::string authorization;
  std::string host;    ///< the field Host, as it came: with the port, if one was named
  std::string accept;  ///< several fields of one name are joined by ", "; so with the next three
  std::string accept_encoding;
  std::string if_none_match;
  std::string if_match;
  std::string traceparent;
  std::optional<std::string> idempotency_key;
  bool body_announced = false;  ///< a Content-Length or a chunked body was declared, even an empty one
  std::string body;
  std::uint64_t number = 0;  ///< which request of this opening of the store it is, from 1; only requests that write are counted

  void clear() {
    method = Method::get;
    target.clear();
    content_type.clear();
    authorization.clear();
    host.clear();
    accept.clear();
    accept_encoding.clear();
    if_none_match.clear();
    if_match.clear();
    traceparent.clear();
    idempotency_key.reset();
    body_announced = false;
    body.clear();
    number = 0;
  }
};

/// A field of the response's head.
struct Field {
  std::string_view name;  ///< of static storage
  std::string value;

  bool operator==(const Field&) const = default;
};

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view problem_type = "application/problem+json";

struct Response {
  int status = 200;
  std::string_view content_type = json_type;
  std::string body;
  std::string_view shared_body;  ///< used if `body` is empty; belongs to the catalogue, which outlives every response
  std::vector<Field> fields;

  std::string_view text() const noexcept { return body.empty() ? shared_body : std::string_view(body); }
};

/// How an answer is to go out where a fault asks for it to go out badly. The session does what it says; the default is an answer as it
/// should be.
struct Delivery {
  Instant hold{0};                     ///< how much longer the answer waits, from when it was ready
  bool reset = false;                  ///< the connection is reset in place of an answer, once `hold` has passed
  std::uint32_t drip_bytes_per_s = 0;  ///< the pace of the body; 0 is as fast as it goes

  bool plain() const noexcept { return hold <= Instant{0} && !reset && drip_bytes_per_s == 0; }
};

}  // namespace rushhour::service
