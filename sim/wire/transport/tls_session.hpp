#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "sim/wire/transport/transfer.hpp"

// OpenSSL's own names, so that its headers stay out of here.
struct ssl_ctx_st;
struct ssl_st;

namespace rushhour::wire {

/// Whom TLS trusts and how it speaks; shared by all sessions of a loop, which keep it alive. TLS 1.2 and newer, certificates verified.
class TlsContext {
 public:
  /// `ca_file`: PEM certificates of the authorities to trust; empty for the system's. Throws UserError if they cannot be read.
  explicit TlsContext(const std::filesystem::path& ca_file);

  ssl_ctx_st* get() const noexcept { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

/// One TLS connection as a client, on a connected non-blocking socket that somebody else owns. Empty until made.
class TlsSession {
 public:
  TlsSession() = default;

  /// `host`: a name, which is sent along (SNI) and checked against the certificate, or an IP address, which is checked only.
  /// An empty session if there is no memory.
  TlsSession(const TlsContext& context, const std::string& host, int descriptor);

  explicit operator bool() const noexcept { return session_ != nullptr; }

  Transfer handshake() noexcept;
  Transfer read(std::span<char> into) noexcept;
  Transfer write(std::string_view from) noexcept;

  /// Says goodbye if the socket takes it at once, and empties the session.
  void close() noexcept;

  bool holds_bytes() const noexcept;

  /// What went wrong last, for people: which check of the certificate failed, else what OpenSSL says.
  std::string trouble() const;

 private:
  struct Free {
    void operator()(ssl_st* session) const noexcept;
  };

  Transfer judge(int result) noexcept;

  std::unique_ptr<ssl_st, Free> session_;
  unsigned long error_ = 0;  // OpenSSL's code of the last failure
  bool broken_ = false;      // no more may be said, not even goodbye
};

}  // namespace rushhour::wire
