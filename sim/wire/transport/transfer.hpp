#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rushhour::wire {

/// How a read or a write on a non-blocking socket went.
struct Transfer {
  enum class State : std::uint8_t {
    done,        ///< `bytes` moved, at least one; of a handshake, it is over
    want_read,   ///< nothing moved: come back when the socket is readable
    want_write,  ///< or writable
    end,         ///< the peer has closed in good order
    broken,      ///< `error` says how
  };
  State state = State::done;
  std::size_t bytes = 0;
  int error = 0;  ///< an errno; EPROTO for what TLS says in words
};

/// recv and send. Neither blocks nor raises a signal, whatever the descriptor's flags.
Transfer read_socket(int descriptor, std::span<char> into) noexcept;
Transfer write_socket(int descriptor, std::string_view from) noexcept;

}  // namespace rushhour::wire
