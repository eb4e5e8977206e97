#include "target/service/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "reports/foundation/letters.hpp"
#include "target/service/answers/answer.hpp"

namespace rushhour::service {
namespace {

constexpr std::size_t target_bytes_max = 2048;
constexpr std::size_t key_bytes_max = 255;

/// The token of a bearer; empty if there is none.
std::string_view bearer_of(std::string_view authorization) noexcept {
  constexpr std::string_view scheme = "bearer ";
  const bool named = authorization.size() > scheme.size() &&
                     std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char a, char b) { return a == (b | 0x20); });
  return named ? authorization.substr(scheme.size()) : std::string_view();
}

bool is_json(std::string_view content_type) noexcept {
  const std::string_view essence = content_type.substr(0, content_type.find(';'));
  const std::string_view trimmed = essence.substr(0, essence.find_last_not_of(" \t") + 1);
  return same_name(trimmed, json_type);
}

bool key_is_sound(std::string_view key) noexcept {
  return !key.empty() && key.size() <= key_bytes_max && std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// The caller, or the answer to a request whose token is not good, is missing, or is not of those who may ask.
std::variant<Caller, Response> caller_of(const Request& request, Role wanted, const View& view) {
  const Sessions& sessions = view.sessions;
  auto caller = sessions.caller_of(bearer_of(request.authorization), view.real_now);
  if (!caller && sessions.asks_for_token()) return unauthorized("this target asks for its token: Authorization: Bearer TOKEN");
  if (!caller) return unauthorized("the bearer token is not one of ours, or has ended: sign in at /api/sessions");
  if (wanted == Role::nobody || caller->role == wanted) return std::move(*caller);
  const auto detail = fmt::format("this is for who has signed in as {} {}", wanted == Role::admin ? "the" : "a", name_of(wanted));
  return caller->role == Role::nobody ? unauthorized(detail) : problem(403, detail);
}

/// The refusal of a body by what its head says; nothing if it may come.
std::optional<Response> refuse_body(const Request& request, Body wanted) {
  if (wanted == Body::none) return std::nullopt;
  if (wanted == Body::needed && !request.body_announced)
    return problem(411, "a body is needed: declare it with Content-Length or send it chunked");
  const bool may_be_empty = wanted == Body::optional && request.content_type.empty();
  if (!may_be_empty && !is_json(request.content_type)) return problem(415, "the body must be application/json");
  if (request.idempotency_key && !key_is_sound(*request.idempotency_key))
    return problem(400, fmt::format("an Idempotency-Key has 1 to {} printable ASCII characters and is given once", key_bytes_max));
  return std::nullopt;
}

/// Who asks, or the answer to a request that may not be asked.
std::variant<Caller, Response> admit(const Request& request, const std::optional<Match>& found, const View& view) {
  if (request.target.size() > target_bytes_max) return problem(414, fmt::format("a target has at most {} bytes", target_bytes_max));
  const Route* route = found ? found->route : nullptr;
  auto caller = route != nullptr && route->open ? Caller() : caller_of(request, route != nullptr ? route->role : Role::nobody, view);
  if (std::holds_alternative<Response>(caller)) return caller;
  if (!found) return problem(404, "there is nothing at this path");
  if (route == nullptr) {
    std::string allowed = allowed_methods(request.target);
    return with_field(problem(405, fmt::format("this path takes {}", allowed)), "Allow", allowed);
  }
  if (auto refused = refuse_body(request, route->body)) return std::move(*refused);
  return caller;
}

}  // namespace

Decision decide(const Request& request, const View& view, WallTime now) {
  return decide(request, match(request.method, request.target), view, now);
}

Decision decide(const Request& request, const std::optional<Match>& found, const View& view, WallTime now) {
  auto admitted = admit(request, found, view);
  if (auto* refusal = std::get_if<Response>(&admitted)) return answer(std::move(*refusal));
  auto& caller = std::get<Caller>(admitted);
  Decision decision = found->route->answer({request, found->parameter, found->query, caller, view, now});
  if (!decision.changes_anything()) return decision;
  decision.deed.caller = std::move(caller);
  decision.deed.action = found->route->name;
  return decision;
}

std::optional<Response> refuse_head(const Request& head, const View& view) {
  auto admitted = admit(head, match(head.method, head.target), view);
  if (auto* refusal = std::get_if<Response>(&admitted)) return std::move(*refusal);
  return std::nullopt;
}

}  // namespace rushhour::service
