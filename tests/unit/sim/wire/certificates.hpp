#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct evp_pkey_st;
struct x509_st;

namespace rushhour::wire {

/// An authority for tests that signs certificates of its own making, in memory.
class Authority {
 public:
  Authority();
  ~Authority();

  /// Its certificate, as PEM.
  std::string pem() const;

  /// A server's context with a certificate for `names` ("DNS:localhost,IP:127.0.0.1"), valid from an hour ago for `days`, which may be
  /// negative.
  std::shared_ptr<ssl_ctx_st> server(const std::string& names, int days = 1) const;

 private:
  evp_pkey_st* key_;
  x509_st* certificate_;
};

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
