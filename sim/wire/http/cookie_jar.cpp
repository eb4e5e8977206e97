#include "sim/wire/http/cookie_jar.hpp"

#include <algorithm>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/set_cookie.hpp"

namespace rushhour::wire {
namespace {

constexpr std::size_t cookies_limit = 100;

/// Of a host that is no name nothing is a part: 0.0.1 does not end 127.0.0.1.
bool is_address(std::string_view host) noexcept {
  return host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Whether `host` is `domain` or below it. Both in small letters.
bool is_within(std::string_view host, std::string_view domain) noexcept {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.' && !is_address(host);
}

std::string_view path_of(const Url& url) noexcept {
  const std::string_view path = url.target.substr(0, url.target.find('?'));
  return path.starts_with('/') ? path : std::string_view("/");
}

/// RFC 6265, section 5.1.4: up to the last slash, which itself belongs to it only if it is the first.
std::string_view default_path(std::string_view path) noexcept {
  const std::size_t last = path.rfind('/');
  return last == 0 ? path.substr(0, 1) : path.substr(0, last);
}

bool is_on_path(std::string_view path, std::string_view cookie_path) noexcept {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

bool names(std::string_view own, std::string_view name) noexcept {
  while (!own.empty()) {
    const std::size_t end = std::min(own.find(';'), own.size());
    std::string_view pair = own.substr(0, end);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.substr(0, pair.find('=')) == name) return true;
    own.remove_prefix(std::min(end + 1, own.size()));
  }
  return false;
}

}  // namespace

void CookieJar::store(const Url& url, std::string_view set_cookie, Time now) {
  const auto said = parse_set_cookie(set_cookie);
  if (!said || (said->secure && !url.https)) return;
  const std::string host = lower_case(url.host);
  const std::string domain = lower_case(said->domain);
  const bool wide = domain.find('.') != std::string::npos && !is_address(domain);
  if (!domain.empty() && domain != host && !(wide && is_within(host, domain))) return;
  Cookie cookie{std::string(said->name),
                std::string(said->value),
                domain.empty() ? host : domain,
                std::string(said->path.empty() ? default_path(path_of(url)) : said->path),
                Time::max(),
                ++turn_,
                !wide,
                said->secure};
  if (said->max_age)
    cookie.expires = now + *said->max_age;
  else if (said->expires)
    cookie.expires = *said->expires;
  const auto like = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
    return other.name == cookie.name && other.domain == cookie.domain && other.path == cookie.path;
  });
  if (cookie.expires <= now) {
    if (like != cookies_.end()) cookies_.erase(like);
    return;
  }
  if (like != cookies_.end()) {
    *like = std::move(cookie);
    return;
  }
  make_room(now);
  cookies_.push_back(std::move(cookie));
}

void CookieJar::make_room(Time now) {
  if (cookies_.size() < cookies_limit) return;
  std::erase_if(cookies_, [now](const Cookie& cookie) { return cookie.expires <= now; });
  if (cookies_.size() < cookies_limit) return;
  cookies_.erase(std::min_element(cookies_.begin(), cookies_.end(), [](const Cookie& a, const Cookie& b) { return a.used < b.used; }));
}

bool CookieJar::matches(const Cookie& cookie, const Url& url, const std::string& host, std::string_view path) const noexcept {
  if (cookie.secure && !url.https) return false;
  if (cookie.host_only ? cookie.domain != host : !is_within(host, cookie.domain)) return false;
  return is_on_path(path, cookie.path);
}

std::string CookieJar::header(const Url& url, std::string_view own, Time now) {
  const std::string host = lower_case(url.host);
  const std::string_view path = path_of(url);
  std::vector<Cookie*> chosen;
  for (Cookie& cookie : cookies_)
    if (cookie.expires > now && matches(cookie, url, host, path) && !names(own, cookie.name)) chosen.push_back(&cookie);
  std::stable_sort(chosen.begin(), chosen.end(), [](const Cookie* a, const Cookie* b) { return a->path.size() > b->path.size(); });
  std::string line(own);
  ++turn_;
  for (Cookie* const cookie : chosen) {
    cookie->used = turn_;
    if (!line.empty()) line += "; ";
    line.append(cookie->name).append("=").append(cookie->value);
  }
  return line;
}

}  // namespace rushhour::wire
