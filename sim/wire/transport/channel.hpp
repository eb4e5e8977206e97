#pragma once

#include <utility>

#include "sim/wire/transport/descriptor.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "sim/wire/transport/transfer.hpp"

namespace rushhour::wire {

/// A socket, plain or with TLS on top: it owns both.
///
/// TLS runs straight on the socket: asio::ssl::stream would keep 34 KB of buffers for each connection, idle or not.
class Channel {
 public:
  Channel() = default;

  /// Takes the descriptor over. Plain bytes, until secure().
  void open(int descriptor) noexcept { descriptor_ = Descriptor(descriptor); }
  bool is_open() const noexcept { return static_cast<bool>(descriptor_); }
  int descriptor() const noexcept { return descriptor_.get(); }

  /// From here on bytes go through `session`, which was made on the same descriptor; handshake() comes first.
  void secure(TlsSession session) noexcept { tls_ = std::move(session); }

  /// Ends TLS politely, as far as that goes without waiting, and closes the socket.
  void close() noexcept {
    tls_.close();
    descriptor_.close();
  }

  Transfer handshake() noexcept { return tls_.handshake(); }
  Transfer read(std::span<char> into) noexcept { return tls_ ? tls_.read(into) : read_socket(descriptor_.get(), into); }
  Transfer write(std::string_view from) noexcept { return tls_ ? tls_.write(from) : write_socket(descriptor_.get(), from); }

  /// Whether read() would give bytes that the socket no longer shows.
  bool holds_bytes() const noexcept { return tls_ && tls_.holds_bytes(); }

  /// Why TLS failed, for people.
  std::string trouble() const { return tls_.trouble(); }

 private:
  Descriptor descriptor_;
  TlsSession tls_;
};

}  // namespace rushhour::wire
