#include "target/server/tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

#include <new>

#include "reports/foundation/user_error.hpp"

namespace rushhour::server {
namespace {

constexpr std::string_view http_1_1 = "\x08http/1.1";

// A client that offers protocols, and not ours, is told so, as RFC 7301 wants it; one that offers none is taken at its word.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const auto* const ours = reinterpret_cast<const unsigned char*>(http_1_1.data());
  if (SSL_select_next_proto(&found, size, ours, static_cast<unsigned>(http_1_1.size()), offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

// Nobody sits there to type the password of a key.
int no_password(char*, int, int, void*) { return -1; }

[[noreturn]] void refuse(const char* flag, const std::string& file, const char* hint) {
  const unsigned long error = ERR_get_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  throw UserError(fmt::format("{} {}: {}; {}", flag, file, reason == nullptr ? "cannot be used" : reason, hint), Exit::flags);
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate_file, const std::string& key_file) : context_(SSL_CTX_new(TLS_server_method())) {
  if (!context_) throw std::bad_alloc();
  SSL_CTX* const context = get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_password);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1)
    refuse("--tls-cert", certificate_file, "give a file with a certificate in PEM, its chain behind it");
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    refuse("--tls-key", key_file, "give a file with the key of the certificate of --tls-cert in PEM, without a password");
}

TlsChannel::TlsChannel(const TlsContext& context)
    : ssl_(SSL_new(context.get())), from_wire_(BIO_new(BIO_s_mem())), to_wire_(BIO_new(BIO_s_mem())) {
  if (!ssl_ || from_wire_ == nullptr || to_wire_ == nullptr) throw std::bad_alloc();
  SSL_set_bio(ssl_.get(), from_wire_, to_wire_);
  SSL_set_accept_state(ssl_.get());
}

bool TlsChannel::received(std::size_t bytes) {
  if (BIO_write(from_wire_, inbox_.data(), static_cast<int>(bytes)) != static_cast<int>(bytes)) return false;
  if (!handshaking()) return true;
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  return done == 1 || SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ;
}

std::size_t TlsChannel::read(char* to, std::size_t room) {
  std::size_t got = 0;
  while (!broken_ && !handshaking() && got < room) {
    ERR_clear_error();
    const int n = SSL_read(ssl_.get(), to + got, static_cast<int>(room - got));
    if (n > 0) {
      got += static_cast<std::size_t>(n);
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), n);
    broken_ = error != SSL_ERROR_WANT_READ && error != SSL_ERROR_ZERO_RETURN;
    break;
  }
  return got;
}

bool TlsChannel::write(std::string_view text) {
  if (broken_) return false;
  ERR_clear_error();
  return text.empty() || SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
}

void TlsChannel::bid_farewell() {
  if (!handshaking() && !broken_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

void TlsChannel::drain(std::string& to) {
  char* waiting = nullptr;
  const long bytes = BIO_get_mem_data(to_wire_, &waiting);
  if (bytes <= 0) return;
  to.append(waiting, static_cast<std::size_t>(bytes));
  BIO_reset(to_wire_);
}

}  // namespace rushhour::server
