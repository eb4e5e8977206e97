#include "sim/wire/transport/tls_words.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace rushhour::wire {
namespace {

/// What people can do something about; nullptr for the rest.
const char* meaning_of(int reason) noexcept {
  switch (reason) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return "the server demands a client certificate";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return "the server does not know the authority of our certificate";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
      return "the server refused our certificate";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return "the server says that our certificate has expired";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
      return "the server says that our certificate has been revoked";
    case SSL_R_TLSV1_UNRECOGNIZED_NAME:
      return "the server knows no such name";
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
      return "the server speaks neither TLS 1.2 nor TLS 1.3";
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
      return "the server does not speak HTTP/1.1 here";
    case SSL_R_WRONG_VERSION_NUMBER:
      return "the server does not speak TLS at this port";
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return "the server refused the handshake: it may demand a client certificate, or want other ciphers";
    default:
      return nullptr;
  }
}

}  // namespace

std::string openssl_words(unsigned long error) {
  const char* const reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "TLS failed";
}

std::string failure_words(unsigned long error) {
  const char* const meaning = ERR_GET_LIB(error) == ERR_LIB_SSL ? meaning_of(ERR_GET_REASON(error)) : nullptr;
  return meaning != nullptr ? fmt::format("{} ({})", meaning, openssl_words(error)) : openssl_words(error);
}

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

}  // namespace rushhour::wire
