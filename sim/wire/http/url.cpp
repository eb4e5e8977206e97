#include "sim/wire/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reports/foundation/letters.hpp"

namespace rushhour::wire {
namespace {

constexpr std::size_t host_limit = 255;  // of a name in DNS

bool starts_with_name(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && same_name(text.substr(0, prefix.size()), prefix);
}

bool is_host_char(char c) noexcept {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') || l == '-' || l == '.' || l == '_';
}

bool is_v6_char(char c) noexcept {
  const char l = lower(c);
  return (l >= 'a' && l <= 'f') || (l >= '0' && l <= '9') || l == ':' || l == '.';
}

bool read_port(std::string_view text, std::uint16_t& port) noexcept {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && rest == end && port != 0;
}

/// Takes the host off the front of `authority`, so that nothing or ":port" is left.
std::string_view take_host(std::string_view& authority, std::string_view& complaint) noexcept {
  const bool brackets = !authority.empty() && authority.front() == '[';
  const std::size_t end = brackets ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos) {
    complaint = "the address in brackets has no end";
    return {};
  }
  const std::string_view host = brackets ? authority.substr(1, end - 1) : authority.substr(0, end);
  authority.remove_prefix(brackets ? end + 1 : end);
  if (host.empty()) complaint = "the host is missing";
  if (host.size() > host_limit) complaint = "the host is too long";
  if (!std::all_of(host.begin(), host.end(), brackets ? is_v6_char : is_host_char)) complaint = "the host has a character that no host has";
  return host;
}

}  // namespace

Path split_path(std::string_view path) noexcept {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '#') return {path.substr(0, i), {}};
    if (path[i] <= ' ' || path[i] == 0x7f) return {path, "the URL has a character that must be percent-encoded"};
  }
  return {path, {}};
}

Url split_url(std::string_view text) noexcept {
  Url url;
  const std::string_view http = "http://";
  const std::string_view https = "https://";
  url.https = starts_with_name(text, https);
  if (!url.https && !starts_with_name(text, http)) {
    url.complaint = "the URL must be a path that begins with '/' or begin with http:// or https://";
    return url;
  }
  text.remove_prefix(url.https ? https.size() : http.size());
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, end);
  if (authority.find('@') != std::string_view::npos) {
    url.complaint = "the URL holds a user name; send an Authorization header instead";
    return url;
  }
  const Path path = split_path(text.substr(end));
  url.target = path.target;
  url.complaint = path.complaint;
  url.host = take_host(authority, url.complaint);
  url.port = url.https ? 443 : 80;
  if (!authority.empty() && (authority.front() != ':' || !read_port(authority.substr(1), url.port)))
    if (url.complaint.empty()) url.complaint = "the port is not a number from 1 to 65535";
  return url;
}

std::string host_header(const Url& url) {
  const bool v6 = url.host.find(':') != std::string_view::npos;
  const std::string host = v6 ? fmt::format("[{}]", url.host) : std::string(url.host);
  return url.port == (url.https ? 443 : 80) ? host : fmt::format("{}:{}", host, url.port);
}

}  // namespace rushhour::wire
