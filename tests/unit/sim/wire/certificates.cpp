#include "tests/unit/sim/wire/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <stdexcept>

namespace rushhour::wire {
namespace {

constexpr long hour_s = 3600;

EVP_PKEY* new_key() { return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"); }

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no such extension: " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* new_certificate(EVP_PKEY* key, const char* common_name, long serial, Validity validity) {
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), validity.from_h * hour_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), validity.until_h * hour_s);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name),
                             -1, -1, 0);
  return certificate;
}

/// What `write` writes.
std::string pem_of(const std::function<void(BIO*)>& write) {
  BIO* const memory = BIO_new(BIO_s_mem());
  write(memory);
  char bytes[8192];
  const int size = BIO_read(memory, bytes, sizeof bytes);
  BIO_free(memory);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Authority::Authority() : key_(new_key()), certificate_(new_certificate(key_, "Authority of a test", 1, {})) {
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  add_extension(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate_, certificate_, NID_key_usage, "critical,keyCertSign");
  add_extension(certificate_, certificate_, NID_subject_key_identifier, "hash");
  X509_sign(certificate_, key_, EVP_sha256());
}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string Authority::pem() const {
  return pem_of([&](BIO* out) { PEM_write_bio_X509(out, certificate_); });
}

Identity Authority::issue(const std::string& names, Validity validity) const {
  EVP_PKEY* const key = new_key();
  X509* const certificate = new_certificate(key, "Holder of a test", 2, validity);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate_));
  add_extension(certificate, certificate_, NID_subject_alt_name, names);
  add_extension(certificate, certificate_, NID_authority_key_identifier, "keyid");
  X509_sign(certificate, key_, EVP_sha256());
  Identity identity{pem_of([&](BIO* out) { PEM_write_bio_X509(out, certificate); }),
                    pem_of([&](BIO* out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); })};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

std::shared_ptr<ssl_ctx_st> Authority::server(const std::string& names, Validity validity) const {
  const Identity identity = issue(names, validity);
  const TemporaryFile certificate(identity.certificate);
  const TemporaryFile key(identity.key);
  std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (SSL_CTX_use_certificate_file(context.get(), certificate.path().c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key.path().c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("a server's certificate is of no use");
  return context;
}

std::shared_ptr<ssl_ctx_st> Authority::demanding_server(const std::string& names) const {
  std::shared_ptr<ssl_ctx_st> context = server(names);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), certificate_);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  const unsigned char name[] = "rushhour";
  SSL_CTX_set_session_id_context(context.get(), name, sizeof name);  // without it, nobody who showed a certificate may resume
  return context;
}

std::string encrypted(const std::string& key) {
  BIO* const in = BIO_new_mem_buf(key.data(), static_cast<int>(key.size()));
  EVP_PKEY* const read = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  std::string text = pem_of([&](BIO* out) { PEM_write_bio_PKCS8PrivateKey(out, read, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr); });
  EVP_PKEY_free(read);
  return text;
}

TemporaryFile::TemporaryFile(const std::string& text) : path_("/tmp/rushhour-test-XXXXXX") {
  const int descriptor = ::mkstemp(path_.data());
  if (descriptor < 0 || ::write(descriptor, text.data(), text.size()) != static_cast<long>(text.size()))
    throw std::runtime_error("no temporary file");
  ::close(descriptor);
}

TemporaryFile::~TemporaryFile() { ::unlink(path_.c_str()); }

}  // namespace rushhour::wire
