#include "sim/wire/transport/tls_context.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "sim/wire/transport/tls_words.hpp"

namespace rushhour::wire {
namespace {

constexpr unsigned crowd = 500;  // handshakes at once, some 40 KB each, that are worth a walk through the heap

/// A file that the user named, and how: the last word of both its flag and its option.
struct Named {
  const char* name;
  const std::filesystem::path& file;
};

[[noreturn]] void refuse(const Named& named, const std::string& what) {
  ERR_clear_error();
  throw UserError(fmt::format("--{0} (options.http.tls.{0}) {1}: {2}", named.name, named.file.string(), what), Exit::settings);
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio open_pem(const Named& named) {
  std::error_code ignored;
  if (std::filesystem::is_directory(named.file, ignored)) refuse(named, "is a folder; give a file in PEM format");
  errno = 0;
  Bio bio(BIO_new_file(named.file.c_str(), "r"), BIO_free);
  if (!bio) refuse(named, fmt::format("cannot be read ({})", std::strerror(errno)));
  return bio;
}

void trust(SSL_CTX* context, const std::filesystem::path& file) {
  const Named named{"ca", file};
  open_pem(named);
  if (SSL_CTX_load_verify_file(context, file.c_str()) != 1)
    refuse(named, "holds no certificates in PEM format; give a file of the authorities to trust");
}

/// Called when a key wants its password. Nobody is asked: a run may have no terminal.
int note_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

void take_key(SSL_CTX* context, const std::filesystem::path& file) {
  const Named named{"key", file};
  const Bio bio = open_pem(named);
  bool asked = false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, note_password, &asked),
                                                                EVP_PKEY_free);
  if (asked) refuse(named, "is encrypted, and no password can be given; decrypt a copy with 'openssl pkey -in FILE -out PLAIN'");
  if (!key) refuse(named, "holds no private key in PEM format");
  if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1)
    refuse(named, "does not fit the certificate; the file of --cert must begin with the certificate that this key belongs to");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) refuse(named, fmt::format("cannot be used ({})", openssl_words(ERR_get_error())));
}

void introduce(SSL_CTX* context, const load::TlsOptions& options) {
  const Named named{"cert", options.certificate};
  open_pem(named);
  if (options.key.empty()) refuse(named, "comes without its key; give it with --key (it may stand in the same file)");
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1) {
    const unsigned long error = ERR_peek_error();
    if (ERR_GET_LIB(error) != ERR_LIB_PEM) refuse(named, fmt::format("is not accepted ({})", openssl_words(error)));
    refuse(named, "holds no certificate in PEM format; give our own first, then its chain");
  }
  take_key(context, options.key);
}

/// OpenSSL's ciphers in the order of today's browsers: AES-128 with SHA-256 first, which servers who follow their clients then choose. A
/// handshake with SHA-384, OpenSSL's own first choice, costs a fifth more.
void prefer_ciphers(SSL_CTX* context) {
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM+AES128:ALL:!COMPLEMENTOFDEFAULT:!aNULL:!eNULL");
}

int accept_any(X509_STORE_CTX* chain, void*) {
  X509_STORE_CTX_set_error(chain, X509_V_OK);
  return 1;
}

}  // namespace

void TlsContext::begin_handshake() noexcept { most_handshakes_ = std::max(most_handshakes_, ++handshakes_); }

bool TlsContext::give_back() noexcept {
  if (handshakes_ != 0 || most_handshakes_ < crowd) return false;
  most_handshakes_ = 0;
  ::malloc_trim(0);
  return true;
}

void TlsContext::Free::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

TlsContext::TlsContext(const load::TlsOptions& options) : context_(SSL_CTX_new(TLS_client_method())), resumes_(options.resume) {
  if (!context_) throw UserError("OpenSSL cannot be set up: " + openssl_words(ERR_get_error()));
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  prefer_ciphers(context);
  // Release: an idle connection gives its record buffers (34 KB) back. Partial, moving: a write may be continued from another place.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One system call takes a whole record, instead of one for its five leading bytes and another for the rest.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_session_cache_mode(context, resumes_ ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
  if (resumes_) SSL_CTX_sess_set_new_cb(context, save_session);
  const unsigned char protocols[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols - 1);
  SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!options.verify) SSL_CTX_set_cert_verify_callback(context, accept_any, nullptr);
  if (!options.ca.empty())
    trust(context, options.ca);
  else if (options.verify)
    SSL_CTX_set_default_verify_paths(context);
  if (!options.certificate.empty())
    introduce(context, options);
  else if (!options.key.empty())
    refuse({"key", options.key}, "comes without its certificate; give it with --cert");
}

}  // namespace rushhour::wire
