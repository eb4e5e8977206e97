#include "reports/foundation/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace rushhour {

std::string hexadecimal(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string hexadecimal(std::string_view bytes) {
  return hexadecimal(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

std::string digest_of(std::string_view text) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // fetched once: a fetch costs more than a digest
  std::array<unsigned char, 32> sum{};
  if (sha256 == nullptr || EVP_Digest(text.data(), text.size(), sum.data(), nullptr, sha256, nullptr) != 1)
    throw std::runtime_error("OpenSSL offers no SHA-256");
  return hexadecimal(sum);
}

}  // namespace rushhour
