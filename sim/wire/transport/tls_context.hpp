#pragma once

#include <memory>

#include "sim/load/http_options.hpp"

// OpenSSL's own name, so that its headers stay out of here.
struct ssl_ctx_st;

namespace rushhour::wire {

/// Whom TLS trusts, who we say we are and how it speaks; shared by all sessions of a loop, which keeps it alive longer than them. TLS 1.2
/// and newer, HTTP/1.1 only.
///
/// One thread.
class TlsContext {
 public:
  /// Reads the files that `options` names. Throws UserError (Exit::settings) that names the flag, the option and the file: a file that
  /// cannot be read or holds something else, a certificate without its key, a key without its certificate, one that does not fit it, one
  /// behind a password.
  explicit TlsContext(const load::TlsOptions& options);

  ssl_ctx_st* get() const noexcept { return context_.get(); }

  /// Whether sessions are saved and offered again.
  bool resumes() const noexcept { return resumes_; }

  /// Tells of handshakes under way, for give_back().
  void begin_handshake() noexcept;
  void end_handshake() noexcept { --handshakes_; }

  /// After a crowd of handshakes at once, gives the memory that they took back to the system; the allocator would keep it, twice of what
  /// the idle connections hold. True if it did so, which takes some 8 us for each connection.
  bool give_back() noexcept;

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
  bool resumes_;
  unsigned handshakes_ = 0;       // under way
  unsigned most_handshakes_ = 0;  // since memory was given back
};

}  // namespace rushhour::wire
