#include "target/viewing/rules.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "target/server/limits/host_rule.hpp"
#include "target/service/sessions.hpp"

namespace rushhour::viewing {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view flag) {
  throw UserError(fmt::format("{} wants an address such as 127.0.0.1:8089, 8089 or [::1]:8089, not '{}'", flag, text), Exit::flags);
}

bool is_address(std::string_view name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

bool is_host(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  return !name.empty() && (is_address(name) || name.find_first_not_of(letters) == std::string_view::npos);
}

}  // namespace

Place read_place(std::string_view text, std::string_view flag) {
  Place place;
  if (const auto port = number_in<std::uint16_t>(text)) return {place.host, *port};
  std::string_view host = text;
  const std::size_t bracket = text.find(']');
  const bool bracketed = text.starts_with('[') && bracket != std::string_view::npos;
  const std::size_t colon = bracketed ? text.find(':', bracket) : text.find(':');
  const bool bare_v6 = !bracketed && is_address(text) && colon != std::string_view::npos;
  if (colon != std::string_view::npos && !bare_v6) {
    const auto port = number_in<std::uint16_t>(text.substr(colon + 1));
    if (!port) refuse(text, flag);
    place.port = *port;
    host = text.substr(0, colon);
  }
  if (bracketed) {
    if (host.back() != ']') refuse(text, flag);
    host = host.substr(1, host.size() - 2);
  }
  if (!is_host(host)) refuse(text, flag);
  place.host = host;
  return place;
}

Meant meant_by(std::string_view word) {
  if (word.find('/') != std::string_view::npos) return Meant::other;
  const bool number = !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
  if (number || is_address(word) || word == "localhost" || word.find(':') != std::string_view::npos) return Meant::place;
  return is_host(word) ? Meant::perhaps : Meant::other;
}

std::string url_of(const Place& place) {
  const bool v6 = place.host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", place.host, v6 ? "]" : "", place.port);
}

std::optional<Answer> refusal_of(const Asked& asked, const Place& place) {
  const std::optional<std::string_view> name = server::host_name(asked.host);
  if (!name || (!server::names_loopback(asked.host) && !is_address(*name) && !same_name(*name, place.host)))
    return words(403, "This server answers under its address alone; the Host field of the request names somebody else.");
  if (!asked.origin.empty() && !same_name(asked.origin, "http://" + asked.host))
    return words(403, "The request comes from a page of another origin, which may not use this server.");
  return std::nullopt;
}

std::string fresh_token() { return hexadecimal(service::random_bytes(16)); }

bool bears(std::string_view authorization, std::string_view token) {
  constexpr std::string_view scheme = "Bearer ";
  if (token.empty() || !same_name(authorization.substr(0, scheme.size()), scheme)) return false;
  return service::same_secret(authorization.substr(scheme.size()), token);
}

}  // namespace rushhour::viewing
