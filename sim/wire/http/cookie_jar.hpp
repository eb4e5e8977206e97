#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/http/url.hpp"

namespace rushhour::wire {

/// The cookies of one user, by RFC 6265: what servers set goes back to them, by domain, path and scheme, until it expires.
///
/// A cookie with a Domain is sent to that host and all below it, but only if the host that set it is one of them and the domain has a dot
/// within: nobody sets a cookie for "com". The finer list of public suffixes ("co.uk") is left out. It protects people from sites that
/// share a suffix and do not know each other; a load test talks to the target and to hosts that its user has named, and to no other.
///
/// Bounded: a cookie of more than 4 KB is ignored, and of more than 100 the one that was used longest ago goes, expired ones first.
/// One thread.
class CookieJar {
 public:
  /// Wall time.
  using Time = std::chrono::sys_seconds;

  /// Takes what a Set-Cookie header from `url` says. Ignores what is none, or not for this server to set. An expired one removes its like.
  void store(const Url& url, std::string_view set_cookie, Time now);

  /// "a=b; c=d": what to send to `url`, longer paths first, then older ones; empty for nothing. Those whose names stand in `own`, a Cookie
  /// header's value that the request brings, are left out, and `own` goes first.
  std::string header(const Url& url, std::string_view own, Time now);

  bool empty() const noexcept { return cookies_.empty(); }
  std::size_t size() const noexcept { return cookies_.size(); }
  void clear() noexcept { cookies_.clear(); }

 private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string domain;  // lower case
    std::string path;
    Time expires;
    std::uint64_t used;  // the turn of its last use
    bool host_only;
    bool secure;
  };

  void make_room(Time now);
  bool matches(const Cookie& cookie, const Url& url, const std::string& host, std::string_view path) const noexcept;

  std::vector<Cookie> cookies_;  // in the order in which they were first set
  std::uint64_t turn_ = 0;
};

}  // namespace rushhour::wire
