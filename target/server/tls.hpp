#pragma once

#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rushhour::server {

/// What every TLS connection of a server has in common: its certificate, TLS 1.2 and later, HTTP/1.1 by ALPN. Any thread.
class TlsContext {
 public:
  /// Reads a certificate with its chain, and its key, both PEM. Throws UserError naming --tls-cert or --tls-key, the file and what is
  /// wrong.
  TlsContext(const std::string& certificate_file, const std::string& key_file);

  SSL_CTX* get() const noexcept { return context_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Free> context_;
};

/// The server's side of one TLS connection, without a socket: bytes of the wire go in and come out, and so does what they say. One thread.
class TlsChannel {
 public:
  explicit TlsChannel(const TlsContext& context);

  /// Where bytes of the wire are to be put; then `received` says how many there are.
  char* inbox() noexcept { return inbox_.data(); }
  static constexpr std::size_t inbox_bytes = 8 * 1024;

  /// False if they are no TLS, or break it: send what `drain` gives and close. `read` and `drain` may have something now.
  bool received(std::size_t bytes);

  /// Takes at most `room` bytes of what the client said.
  std::size_t read(char* to, std::size_t room);

  /// Encrypts `text` for the wire, behind what waits there. REQUIRES: !handshaking(). False if the connection is of no use any more.
  bool write(std::string_view text);

  /// Says goodbye on the wire.
  void bid_farewell();

  /// Moves what is to go over the wire behind `to`.
  void drain(std::string& to);

  bool handshaking() const noexcept { return SSL_is_init_finished(ssl_.get()) == 0; }

  /// The client has said goodbye, or broken the protocol; there may still be something to send.
  bool over() const noexcept { return broken_ || (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

 private:
  struct Free {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  };
  std::unique_ptr<SSL, Free> ssl_;
  BIO* from_wire_;  // the session's
  BIO* to_wire_;    // likewise
  bool broken_ = false;
  std::array<char, inbox_bytes> inbox_;
};

}  // namespace rushhour::server
