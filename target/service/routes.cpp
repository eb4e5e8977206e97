#include "target/service/routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "target/service/answers/admin.hpp"
#include "target/service/answers/baskets.hpp"
#include "target/service/answers/city.hpp"
#include "target/service/answers/couriers.hpp"
#include "target/service/answers/customers.hpp"
#include "target/service/answers/kitchen.hpp"
#include "target/service/answers/orders.hpp"

namespace rushhour::service {
namespace {

const std::array<Route, 37> table{{
    {"GET /api/restaurants/{id}/menu", read_menu},
    {"POST /api/orders", place_order, Body::needed},
    {"GET /api/orders/{id}", read_order},
    {"POST /api/orders/{id}/pay", pay_order, Body::needed},
    {"POST /api/orders/{id}/cancel", cancel_order, Body::optional},
    {"POST /api/orders/{id}/review", review_order, Body::needed},
    {"POST /api/orders/{id}/accept", accept_order, Body::optional, Role::restaurant},
    {"POST /api/orders/{id}/reject", reject_order, Body::optional, Role::restaurant},
    {"POST /api/orders/{id}/prepare", prepare_order, Body::none, Role::restaurant},
    {"POST /api/orders/{id}/ready", make_order_ready, Body::none, Role::restaurant},
    {"POST /api/orders/{id}/take", take_order, Body::none, Role::courier},
    {"POST /api/orders/{id}/decline", decline_order, Body::none, Role::courier},
    {"POST /api/orders/{id}/pick-up", pick_up_order, Body::none, Role::courier},
    {"POST /api/orders/{id}/deliver", deliver_order, Body::none, Role::courier},
    {"POST /api/couriers/{id}/positions", report_positions, Body::needed, Role::courier},
    {"POST /api/couriers/{id}/shift", set_shift, Body::needed, Role::courier},
    {"GET /api/couriers/{id}/offers", read_offers, Body::none, Role::courier},
    {"GET /api/restaurants", list_restaurants},
    {"GET /api/restaurants/{id}", read_restaurant},
    {"GET /api/restaurants/{id}/inbox", read_inbox, Body::none, Role::restaurant},
    {"GET /api/basket", read_basket, Body::none, Role::customer},
    {"PUT /api/basket", put_basket, Body::needed, Role::customer},
    {"DELETE /api/basket", drop_basket, Body::none, Role::customer},
    {"POST /api/customers", sign_up, Body::needed},
    {"POST /api/sessions", sign_in, Body::needed},
    {"GET /api/me", who_am_i},
    {"GET /api/city", read_city},
    {"GET /api/annotations", read_annotations},
    {"GET /metrics", read_metrics},
    {"GET /health", read_health, Body::none, Role::nobody, true},
    {"GET /api/admin/faults", list_faults, Body::none, Role::admin},
    {"POST /api/admin/faults", add_fault, Body::needed, Role::admin},
    {"DELETE /api/admin/faults/{id}", remove_fault, Body::none, Role::admin},
    {"POST /api/admin/annotations", add_annotation, Body::needed, Role::admin},
    {"POST /api/admin/reset", reset_city, Body::optional, Role::admin},
    {"POST /api/admin/snapshot", take_snapshot, Body::none, Role::admin},
    {"GET /api/admin/statistics", read_statistics, Body::none, Role::admin},
}};

// "http://host/path" is the same to us as "/path" (RFC 9112, section 3.2.2).
std::string_view origin_form(std::string_view target) noexcept {
  if (target.starts_with("http://")) {
    const std::size_t slash = target.find('/', 7);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

/// The method as it begins a route's name, with the blank behind it.
std::string_view word_of(Method method) noexcept {
  switch (method) {
    case Method::get:
    case Method::head:
      return "GET ";
    case Method::post:
      return "POST ";
    case Method::put:
      return "PUT ";
    case Method::remove:
      return "DELETE ";
    case Method::other:
      break;
  }
  return "no method";
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

std::span<const std::string_view> route_names() noexcept {
  static const auto names = [] {
    std::array<std::string_view, table.size()> all;
    std::transform(table.begin(), table.end(), all.begin(), [](const Route& route) { return route.name; });
    return all;
  }();
  return names;
}

std::optional<Match> match(Method method, std::string_view target) noexcept {
  const std::string_view whole = origin_form(target);
  const std::size_t question = whole.find('?');
  const std::string_view path = whole.substr(0, question);
  const std::string_view wanted = word_of(method);
  Match found;
  bool known = false;
  for (const Route& route : table) {
    if (!fits(route.pattern(), path, found.parameter)) continue;
    known = true;
    if (!route.name.starts_with(wanted)) continue;
    found.route = &route;
    if (question != std::string_view::npos) found.query = whole.substr(question + 1);
    return found;
  }
  return known ? std::optional(found) : std::nullopt;
}

std::string allowed_methods(std::string_view target) {
  std::string allowed;
  for (const Method method : {Method::get, Method::post, Method::put, Method::remove}) {
    const auto found = match(method, target);
    if (!found || found->route == nullptr) continue;
    const std::string_view word = word_of(method);
    allowed.append(allowed.empty() ? "" : ", ").append(word.substr(0, word.size() - 1));
    if (method == Method::get) allowed += ", HEAD";
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
