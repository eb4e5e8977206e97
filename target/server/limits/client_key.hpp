#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace rushhour::server {

/// Who is asking, as far as limits must tell one client from another: by its bearer token, else by its address. A token that was made up
/// makes a client of its own, but one that never gets beyond a 401.
using ClientKey = std::uint64_t;

inline ClientKey client_key(std::string_view authorization, std::string_view address) noexcept {
  return std::hash<std::string_view>{}(authorization.empty() ? address : authorization);
}

}  // namespace rushhour::server
