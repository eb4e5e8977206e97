#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "target/faults/json_object.hpp"
#include "target/service/decision.hpp"
#include "target/service/problem.hpp"
#include "target/service/routes.hpp"

// What the answers of all rooms say in the same way.
namespace rushhour::service {

inline Decision answer(Response response) { return {.response = std::move(response)}; }

inline Response with_field(Response response, std::string_view name, std::string value) {
  response.fields.push_back({name, std::move(value)});
  return response;
}

inline Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

inline Decision refuse(int status, std::string_view detail) { return answer(problem(status, detail)); }

inline Response unauthorized(std::string_view detail) { return with_field(problem(401, detail), "WWW-Authenticate", "Bearer"); }

/// 422 with complaints.
inline Decision not_valid(std::string_view what, std::span<const delivery::Complaint> complaints) {
  return answer(problem(422, std::string(what).append(" is not valid"), complaints));
}
inline Decision not_valid(std::string_view what, std::initializer_list<delivery::Complaint> complaints) {
  return not_valid(what, std::span(complaints.begin(), complaints.size()));
}

/// Reads a body with `read(faults::JsonObject&)`; a body that is absent is an empty object. The answer to one that is no object, or about
/// which there are complaints; nothing if all is well.
template <typename Read>
std::optional<Decision> read_body(const Request& request, std::string_view what, Read read) {
  const auto parsed = faults::parse_json_object(request.body.empty() ? std::string_view("{}") : std::string_view(request.body));
  if (const auto* malformed = std::get_if<std::string>(&parsed)) return refuse(400, "the body " + *malformed);
  std::vector<delivery::Complaint> complaints;
  faults::JsonObject object(std::get<nlohmann::json>(parsed), "", complaints);
  read(object);
  object.refuse_the_rest();
  if (complaints.empty()) return std::nullopt;
  return not_valid(what, complaints);
}

/// A point, {"x": 120, "y": -340}.
std::optional<delivery::Point> read_point(faults::JsonObject& object, std::string_view member);

/// Whether a list of entity tags names this one (RFC 9110, section 13.1; compared weakly).
bool names_tag(std::string_view list, std::string_view tag) noexcept;

/// A response with an entity tag, or 304 without a body if the request has that one already.
Response tagged(const Request& request, Response response, std::string tag);

}  // namespace rushhour::service
