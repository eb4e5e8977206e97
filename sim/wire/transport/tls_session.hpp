#pragma once

#include <memory>
#include <string>

#include "sim/wire/transport/tls_context.hpp"
#include "sim/wire/transport/transfer.hpp"

// OpenSSL's own names, so that its headers stay out of here.
struct ssl_st;
struct ssl_session_st;

namespace rushhour::wire {

/// The newest session that a server has given us, for the next connections to offer: a ticket of TLS 1.3, or a session of TLS 1.2. It is
/// offered again until a newer one comes, since not every server has one for each connection, and users connect at the same time. It holds
/// the server's certificates too, which all connections that resume it share. Outlives the TlsSessions that fill it, in one place; one
/// thread.
class SavedSession {
 public:
  /// Saves what a connection has been given.
  void keep(ssl_session_st* session) noexcept;
  void forget() noexcept { session_.reset(); }

  /// Has `connection` offer what is saved, if anything is.
  void offer_on(ssl_st* connection) const noexcept;

 private:
  struct Free {
    void operator()(ssl_session_st* session) const noexcept;
  };
  std::unique_ptr<ssl_session_st, Free> session_;
};

/// OpenSSL's callback for a new session: saves it where its TlsSession was told to, and takes no reference over (0).
int save_session(ssl_st* of, ssl_session_st* session) noexcept;

/// One TLS connection as a client, on a connected non-blocking socket that somebody else owns. Empty until made.
class TlsSession {
 public:
  TlsSession() = default;

  /// `host`: a name, which is sent along (SNI) and checked against the certificate, or an IP address, which is checked only.
  /// `saved`: of the same server; offered, and replaced by newer ones. A handshake that fails after the offer forgets it.
  /// An empty session if there is no memory.
  TlsSession(TlsContext& context, const std::string& host, SavedSession& saved, int descriptor);

  explicit operator bool() const noexcept { return session_ != nullptr; }

  Transfer handshake() noexcept;
  Transfer read(std::span<char> into) noexcept;
  Transfer write(std::string_view from) noexcept;

  /// Says goodbye if the socket takes it at once, and empties the session.
  void close() noexcept;

  /// Whether read() may give bytes that no event on the socket will announce.
  bool holds_bytes() const noexcept;

  /// What went wrong last, for people: which check of the certificate failed, else what the server or OpenSSL says.
  std::string trouble() const;

 private:
  struct Free {
    void operator()(ssl_st* session) const noexcept;
  };

  struct EndHandshake {
    void operator()(TlsContext* context) const noexcept { context->end_handshake(); }
  };

  Transfer judge(int result) noexcept;

  std::unique_ptr<ssl_st, Free> session_;
  std::unique_ptr<TlsContext, EndHandshake> handshake_;  // while it is under way
  unsigned long error_ = 0;                              // OpenSSL's code of the last failure
  bool broken_ = false;                                  // no more may be said, not even goodbye
};

}  // namespace rushhour::wire
