#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::service {

enum class Method : std::uint8_t { get, head, post, other };

/// A request as the service sees it, whatever carried it here. A connection reuses one object, so that its strings keep their memory.
struct Request {
  Method method = Method::get;
  std::string target;  ///< path and query, as they came
  std::string content_type;
  std::string authorization;
  std::optional<std::string> idempotency_key;
  bool body_announced = false;  ///< a Content-Length or a chunked body was declared, even an empty one
  std::string body;
  std::uint64_t number = 0;  ///< which request of this opening of the store it is, from 1; only requests that write are counted

  void clear() {
    method = Method::get;
    target.clear();
    content_type.clear();
    authorization.clear();
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

}  // namespace rushhour::service
