#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rushhour::wire {

/// The parts of an absolute http:// or https:// URL, as views into the text that was split.
struct Url {
  bool https = false;
  std::string_view host;         ///< as written, an IPv6 address without its brackets
  std::uint16_t port = 0;        ///< as written, or the scheme's
  std::string_view target;       ///< path and query without the fragment; may be empty or begin with '?'
  std::string_view complaint{};  ///< why it is none; empty if all is well
};

/// Splits without allocating. Strict: no user names, no blanks, no bytes beyond ASCII (they must be percent-encoded).
Url split_url(std::string_view text) noexcept;

/// Whether `text` names a place at the target itself rather than a URL of its own.
inline bool is_path(std::string_view text) noexcept { return !text.empty() && text.front() == '/'; }

/// `path` without its fragment. An empty complaint if it can stand in a request line.
struct Path {
  std::string_view target;
  std::string_view complaint;
};
Path split_path(std::string_view path) noexcept;

/// "host", "host:port" or "[v6]:port", as the Host header has it: the port only where it is not the scheme's own.
std::string host_header(const Url& url);

}  // namespace rushhour::wire
