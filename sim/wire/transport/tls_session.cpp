// OpenSSL reads and writes through a BIO of our own, because its socket BIO raises SIGPIPE when the peer is gone. The BIO's data is the
// descriptor; after a failure its errno is still in place, since OpenSSL makes no system call behind it.

#include "sim/wire/transport/tls_session.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>

#include "reports/foundation/user_error.hpp"

namespace rushhour::wire {
namespace {

int descriptor_of(BIO* bio) noexcept { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

int settle(BIO* bio, const Transfer& transfer) noexcept {
  BIO_clear_retry_flags(bio);
  switch (transfer.state) {
    case Transfer::State::done:
      return static_cast<int>(transfer.bytes);
    case Transfer::State::want_read:
      BIO_set_retry_read(bio);
      return -1;
    case Transfer::State::want_write:
      BIO_set_retry_write(bio);
      return -1;
    case Transfer::State::end:
      BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
      return 0;
    case Transfer::State::broken:
      errno = transfer.error;
      return -1;
  }
  return -1;
}

int bio_read(BIO* bio, char* into, int size) {
  return settle(bio, read_socket(descriptor_of(bio), {into, static_cast<std::size_t>(size)}));
}

int bio_write(BIO* bio, const char* from, int size) {
  return settle(bio, write_socket(descriptor_of(bio), {from, static_cast<std::size_t>(size)}));
}

long bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
  return 0;
}

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "rushhour socket");
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>(made, BIO_meth_free);
  }();
  return method.get();
}

BIO* make_bio(int descriptor) {
  BIO* bio = BIO_new(socket_method());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
  BIO_set_init(bio, 1);
  return bio;
}

std::string openssl_words(unsigned long error) {
  const char* const reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "TLS failed";
}

/// The people's words for the checks that fail most; OpenSSL's follow in brackets.
std::string certificate_words(long verdict) {
  const char* const openssl = X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("the certificate is for another name ({})", openssl);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("the certificate has expired ({})", openssl);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("the certificate is not valid yet ({})", openssl);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format("the certificate comes from an unknown authority ({})", openssl);
    default:
      return fmt::format("the certificate was refused ({})", openssl);
  }
}

void require_name(SSL* session, const std::string& host) {
  X509_VERIFY_PARAM* const param = SSL_get0_param(session);
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  if (!error) {
    X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str());
    return;
  }
  SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(param, host.data(), host.size());
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

TlsContext::TlsContext(const std::filesystem::path& ca_file) : context_(SSL_CTX_new(TLS_client_method())) {
  if (!context_) throw UserError("OpenSSL cannot be set up: " + openssl_words(ERR_get_error()));
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Release: an idle connection gives its record buffers (34 KB) back. Partial, moving: a write may be continued from another place.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  const unsigned char protocols[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols - 1);
  if (ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
    return;
  }
  if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
    ERR_clear_error();
    throw UserError(fmt::format("--ca {}: cannot be read as PEM certificates; give a file of the authorities to trust", ca_file.string()),
                    Exit::flags);
  }
}

void TlsSession::Free::operator()(ssl_st* session) const noexcept { SSL_free(session); }

TlsSession::TlsSession(const TlsContext& context, const std::string& host, int descriptor) : session_(SSL_new(context.get())) {
  BIO* const bio = session_ ? make_bio(descriptor) : nullptr;
  if (bio == nullptr) {
    session_.reset();
    return;
  }
  SSL_set_bio(session_.get(), bio, bio);
  require_name(session_.get(), host);
  SSL_set_connect_state(session_.get());
}

Transfer TlsSession::handshake() noexcept {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  return result == 1 ? Transfer{} : judge(result);
}

Transfer TlsSession::read(std::span<char> into) noexcept {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(session_.get(), into.data(), into.size(), &bytes);
  return result == 1 ? Transfer{Transfer::State::done, bytes, 0} : judge(result);
}

Transfer TlsSession::write(std::string_view from) noexcept {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_write_ex(session_.get(), from.data(), from.size(), &bytes);
  return result == 1 ? Transfer{Transfer::State::done, bytes, 0} : judge(result);
}

Transfer TlsSession::judge(int result) noexcept {
  const int at_call = errno;
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {Transfer::State::want_read, 0, 0};
    case SSL_ERROR_WANT_WRITE:
      return {Transfer::State::want_write, 0, 0};
    case SSL_ERROR_ZERO_RETURN:
      return {Transfer::State::end, 0, 0};
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      return {Transfer::State::broken, 0, at_call != 0 ? at_call : ECONNRESET};
    default:
      break;
  }
  broken_ = true;
  error_ = ERR_get_error();
  // A peer that closes without saying goodbye may have been cut off by somebody else, so this is no orderly end.
  if (ERR_GET_REASON(error_) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return {Transfer::State::broken, 0, ECONNABORTED};
  return {Transfer::State::broken, 0, EPROTO};
}

void TlsSession::close() noexcept {
  if (!session_) return;
  if (SSL_is_init_finished(session_.get()) != 0 && !broken_) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
  *this = TlsSession();
}

bool TlsSession::holds_bytes() const noexcept { return SSL_has_pending(session_.get()) != 0; }

std::string TlsSession::trouble() const {
  if (!session_) return "TLS could not be set up";
  const long verdict = SSL_get_verify_result(session_.get());
  return verdict != X509_V_OK ? certificate_words(verdict) : openssl_words(error_);
}

}  // namespace rushhour::wire
