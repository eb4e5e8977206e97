#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "target/viewing/view.hpp"

namespace rushhour::viewing {

/// Where a view is served.
struct Place {
  std::string host = "127.0.0.1";  ///< a name or an address, without brackets
  std::uint16_t port = 0;          ///< 0: any that is free
};

/// "HOST:PORT", "HOST" or "PORT"; an address of IPv6 in brackets where a port follows. Throws UserError (Exit::flags) that names `flag`.
Place read_place(std::string_view text, std::string_view flag);

/// What a word says that may stand for a place or for something else, such as a file.
enum class Meant {
  place,    ///< a port, an IP address, "localhost", or something with a colon: read_place() reads it or says what is wrong
  perhaps,  ///< as good a name of a host as of a file
  other
};
Meant meant_by(std::string_view word);

/// "http://127.0.0.1:8089".
std::string url_of(const Place& place);

/// Whether a request that names itself so may be answered at all, or why not (403):
///   1. Its Host is an address, this machine (host_rule.hpp) or the name that was given to listen on. A page from elsewhere that has turned
///      its own name to our address (DNS rebinding) still sends that name.
///   2. Its Origin, which browsers send with what a page does by script, is this server itself.
std::optional<Answer> refusal_of(const Asked& asked, const Place& place);

/// 128 random bits as hex.
std::string fresh_token();

/// Whether the Authorization field is `Bearer` with this token; as quick for a token that is nearly right as for any other.
bool bears(std::string_view authorization, std::string_view token);

}  // namespace rushhour::viewing
