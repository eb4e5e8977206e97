#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct evp_pkey_st;
struct x509_st;

namespace rushhour::wire {

/// When a certificate is good, in hours from now.
struct Validity {
  long from_h = -1;
  long until_h = 24;
};

/// A certificate with its key, as PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

/// An authority for tests that signs certificates of its own making, in memory.
class Authority {
 public:
  Authority();
  ~Authority();

  /// Its certificate, as PEM.
  std::string pem() const;

  /// A certificate for `names` ("DNS:localhost,IP:127.0.0.1").
  Identity issue(const std::string& names, Validity validity = {}) const;

  /// A server's context with a certificate for `names`.
  std::shared_ptr<ssl_ctx_st> server(const std::string& names, Validity validity = {}) const;

  /// The same, of a server that turns away whoever shows no certificate of this authority.
  std::shared_ptr<ssl_ctx_st> demanding_server(const std::string& names) const;

 private:
  evp_pkey_st* key_;
  x509_st* certificate_;
};

/// The same key, behind a password.
std::string encrypted(const std::string& key);

/// A file that lives as long as this.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace rushhour::wire
