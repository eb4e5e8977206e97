#include "sim/wire/transport/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cerrno>

#include "sim/wire/transport/tls_socket.hpp"
#include "sim/wire/transport/tls_words.hpp"

namespace rushhour::wire {
namespace {

void require_name(SSL* session, const std::string& host) {
  X509_VERIFY_PARAM* const param = SSL_get0_param(session);
  if (X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1) return;
  SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(param, host.data(), host.size());
}

SavedSession& saved_by(SSL* session) noexcept { return *static_cast<SavedSession*>(SSL_get_app_data(session)); }

}  // namespace

void SavedSession::Free::operator()(ssl_session_st* session) const noexcept { SSL_SESSION_free(session); }

// A connection marks its session as spent when it has resumed it (in TLS 1.3) or when it fails. So what is saved is nobody's own copy, and
// what is offered is a copy of that.
void SavedSession::keep(ssl_session_st* session) noexcept { session_.reset(SSL_SESSION_dup(session)); }

void SavedSession::offer_on(ssl_st* connection) const noexcept {
  SSL_SESSION* const copy = session_ ? SSL_SESSION_dup(session_.get()) : nullptr;
  if (copy == nullptr) return;
  SSL_set_session(connection, copy);
  SSL_SESSION_free(copy);
}

int save_session(ssl_st* of, ssl_session_st* session) noexcept {
  saved_by(of).keep(session);
  return 0;
}

void TlsSession::Free::operator()(ssl_st* session) const noexcept { SSL_free(session); }

TlsSession::TlsSession(TlsContext& context, const std::string& host, SavedSession& saved, int descriptor)
    : session_(SSL_new(context.get())) {
  BIO* const bio = session_ ? make_tls_socket(descriptor) : nullptr;
  if (bio == nullptr) {
    session_.reset();
    return;
  }
  SSL* const session = session_.get();
  SSL_set_bio(session, bio, bio);
  SSL_set_app_data(session, &saved);
  require_name(session, host);
  SSL_set_connect_state(session);
  if (context.resumes()) saved.offer_on(session);
  context.begin_handshake();
  handshake_.reset(&context);
}

Transfer TlsSession::handshake() noexcept {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  if (result == 1) {
    handshake_.reset();
    return {};
  }
  const Transfer transfer = judge(result);
  // What was offered may be what the server could not bear.
  if (broken_) saved_by(session_.get()).forget();
  return transfer;
}

Transfer TlsSession::read(std::span<char> into) noexcept {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(session_.get(), into.data(), into.size(), &bytes);
  // A ticket of TLS 1.3 makes OpenSSL set up a write buffer (16 KB), which would stay until the next request.
  if (SSL_has_pending(session_.get()) == 0) SSL_free_buffers(session_.get());
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
  SSL* const session = session_.get();
  if (SSL_is_init_finished(session) != 0 && !broken_) {
    ERR_clear_error();
    SSL_shutdown(session);
    ERR_clear_error();
  }
  *this = TlsSession();
}

bool TlsSession::holds_bytes() const noexcept {
  return SSL_has_pending(session_.get()) != 0 || may_hold_more(SSL_get_rbio(session_.get()));
}

std::string TlsSession::trouble() const {
  if (!session_) return "TLS could not be set up";
  const long verdict = SSL_get_verify_result(session_.get());
  return verdict != X509_V_OK ? certificate_words(verdict) : failure_words(error_);
}

}  // namespace rushhour::wire
