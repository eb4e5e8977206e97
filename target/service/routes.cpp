#include "target/service/routes.hpp"

#include <charconv>

namespace rushhour::service {
namespace {

constexpr std::array<Route, 10> table{{
    {.method = Method::get, .pattern = "/api/restaurants/{id}/menu", .action = Action::menu},
    {.method = Method::post, .pattern = "/api/orders", .action = Action::place_order, .takes_json = true},
    {.method = Method::get, .pattern = "/api/orders/{id}", .action = Action::order},
    {.method = Method::post, .pattern = "/api/orders/{id}/cancel", .action = Action::cancel_order},
    {.method = Method::get, .pattern = "/api/restaurants", .action = Action::restaurants},
    {.method = Method::get, .pattern = "/api/restaurants/{id}", .action = Action::restaurant},
    {.method = Method::post, .pattern = "/api/sessions", .action = Action::sign_in, .takes_json = true},
    {.method = Method::get, .pattern = "/api/me", .action = Action::me},
    {.method = Method::get, .pattern = "/api/city", .action = Action::city},
    {.method = Method::get, .pattern = "/health", .action = Action::health, .open = true},
}};

// "http://host/path" is the same to us as "/path" (RFC 9112, section 3.2.2).
std::string_view origin_form(std::string_view target) noexcept {
  if (target.starts_with("http://")) {
    const std::size_t slash = target.find('/', 7);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

bool fits(std::string_view pattern, std::string_view path, std::string_view& parameter) noexcept {
  constexpr std::string_view hole = "{id}";
  const std::size_t at = pattern.find(hole);
  if (at == std::string_view::npos) return path == pattern;
  const std::string_view tail = pattern.substr(at + hole.size());
  if (path.size() <= at + tail.size() || !path.starts_with(pattern.substr(0, at)) || !path.ends_with(tail)) return false;
  parameter = path.substr(at, path.size() - at - tail.size());
  return parameter.find('/') == std::string_view::npos;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

}  // namespace

std::span<const Route> routes() noexcept { return table; }

std::optional<Match> match(Method method, std::string_view target) noexcept {
  const std::string_view whole = origin_form(target);
  const std::size_t question = whole.find('?');
  const std::string_view path = whole.substr(0, question);
  const Method wanted = method == Method::head ? Method::get : method;
  Match found;
  bool known = false;
  for (const Route& route : table) {
    if (!fits(route.pattern, path, found.parameter)) continue;
    known = true;
    if (route.method != wanted) continue;
    found.route = &route;
    if (question != std::string_view::npos) found.query = whole.substr(question + 1);
    return found;
  }
  return known ? std::optional(found) : std::nullopt;
}

std::string allowed_methods(std::string_view target) {
  std::string allowed;
  for (const Method method : {Method::get, Method::post}) {
    const auto found = match(method, target);
    if (!found || found->route == nullptr) continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += method == Method::get ? "GET, HEAD" : "POST";
  }
  return allowed;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (decoded(pair.substr(0, equals)) == name) return equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::optional<std::int64_t> natural(std::string_view text) noexcept {
  std::int64_t number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9' || (text.front() == '0' && text.size() > 1)) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace rushhour::service
