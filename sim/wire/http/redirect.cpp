// Boost.URL 1.81 would resolve references too, but it leaves "/../g" as it is and turns "%2f" into a slash, so section 5.2 of RFC 3986 is
// written out here; the test holds its table of examples.

#include "sim/wire/http/redirect.hpp"

#include <algorithm>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::wire {
namespace {

constexpr std::size_t location_limit = 8 * 1024;  // longer ones nobody's servers take

/// Encodes what servers write into Location and no URL may hold: blanks, bytes beyond ASCII, quotes, braces; a '%' that begins nothing.
std::string tidied(std::string_view location) {
  constexpr std::string_view figures = "0123456789ABCDEF";
  constexpr std::string_view forbidden = " \"<>\\^`{|}";
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  std::string tidy;
  for (std::size_t i = 0; i < location.size(); ++i) {
    const auto byte = static_cast<unsigned char>(location[i]);
    const bool stray = byte == '%' && (i + 2 >= location.size() || !is_hex(location[i + 1]) || !is_hex(location[i + 2]));
    if (byte < 0x20 || byte >= 0x7f || stray || forbidden.find(location[i]) != std::string_view::npos) {
      tidy += '%';
      tidy += figures[byte >> 4];
      tidy += figures[byte & 15];
    } else {
      tidy += location[i];
    }
  }
  return tidy;
}

/// The parts of an absolute URL without a fragment: "http:", "//host", "/path", "?query".
struct Place {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;
  std::string_view query;
};

bool has_scheme(std::string_view reference) noexcept {
  const std::size_t colon = reference.find(':');
  return colon != std::string_view::npos && colon > 0 && reference.find_first_of("/?") > colon;
}

Place place_of(std::string_view url) noexcept {
  Place place;
  const auto take = [&url](std::size_t size) {
    const std::string_view part = url.substr(0, size);
    url.remove_prefix(part.size());
    return part;
  };
  place.scheme = take(url.find(':') + 1);
  if (url.starts_with("//")) place.authority = take(std::min(url.find_first_of("/?", 2), url.size()));
  place.path = take(std::min(url.find('?'), url.size()));
  place.query = url;
  return place;
}

/// RFC 3986, section 5.2.4, for paths that begin with a slash.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool up = segment == "/..";
    if (up) out.resize(out.empty() ? 0 : out.rfind('/'));
    if (!up && segment != "/.")
      out += segment;
    else if (path.empty())
      out += '/';
  }
  return out;
}

std::string assembled(const Place& place) {
  if (place.authority.empty()) return {};  // else "http:/.//a", rid of its dot, would name a host
  std::string url(place.scheme);
  url.append(place.authority);
  // What has an authority has a path that begins with a slash, or none; what has none is no URL of ours.
  url.append(place.path.starts_with('/') ? without_dots(place.path)
             : place.path.empty()        ? "/"
                                         : std::string(place.path))
      .append(place.query);
  return url;
}

bool becomes_get(int status, const std::string& method) noexcept {
  if (status == 303) return method != "HEAD" && method != "GET";
  return (status == 301 || status == 302) && method == "POST";
}

bool describes_body(std::string_view name) noexcept {
  return same_name(name, "content-type") || same_name(name, "content-length") || same_name(name, "content-encoding") ||
         same_name(name, "content-language") || same_name(name, "content-location");
}

bool is_for_one_server(std::string_view name) noexcept {
  return same_name(name, "authorization") || same_name(name, "cookie") || same_name(name, "host");
}

bool same_server(std::string_view a, std::string_view b) noexcept {
  const Url from = split_url(a);
  const Url to = split_url(b);
  return from.https == to.https && from.port == to.port && same_name(from.host, to.host);
}

}  // namespace

bool is_redirect(const load::Outcome& outcome) noexcept {
  if (outcome.trouble != load::Trouble::none) return false;
  if (outcome.status != 301 && outcome.status != 302 && outcome.status != 303 && outcome.status != 307 && outcome.status != 308)
    return false;
  return outcome.headers.find("location").has_value();
}

Hop next_hop(const load::Request& sent, std::string_view base, const load::Outcome& outcome) {
  const std::string_view location = *outcome.headers.find("location");
  Hop hop{sent};
  load::Request& next = hop.request;
  next.url = resolve_location(base, location);
  if (next.url.empty()) {
    hop.complaint = "Location is no http:// or https:// URL: " + std::string(location.substr(0, 100));
    return hop;
  }
  if (next.redirects > 0) --next.redirects;
  if (becomes_get(outcome.status, next.method)) {
    next.method = "GET";
    next.body.clear();
    std::erase_if(next.headers, [](const load::Header& header) { return describes_body(header.name); });
  }
  if (!same_server(base, next.url)) std::erase_if(next.headers, [](const load::Header& header) { return is_for_one_server(header.name); });
  return hop;
}

std::string resolve_location(std::string_view base, std::string_view location) {
  if (location.size() > location_limit) return {};
  const std::string tidy = tidied(location.substr(0, location.find('#')));
  const std::string_view reference = tidy;
  const Place from = place_of(base.substr(0, base.find('#')));
  std::string url;
  if (has_scheme(reference)) {
    url = assembled(place_of(reference));
  } else if (reference.starts_with("//")) {
    const std::string absolute = std::string(from.scheme) + tidy;
    url = assembled(place_of(absolute));
  } else {
    const std::string_view path = reference.substr(0, reference.find('?'));
    const std::string_view query = reference.substr(path.size());
    std::string merged(from.path.empty() ? "/" : from.path);
    if (path.starts_with('/'))
      merged = path;
    else if (!path.empty())
      merged.replace(std::min(merged.rfind('/') + 1, merged.size()), std::string::npos, path);
    url = assembled({from.scheme, from.authority, merged, path.empty() && query.empty() ? from.query : query});
  }
  return split_url(url).complaint.empty() ? url : std::string();
}

}  // namespace rushhour::wire
