#include "target/service/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rushhour::service {
namespace {

constexpr std::size_t digits = 24;

std::string hexadecimal(const unsigned char* bytes, std::size_t length) {
  std::string hex(length * 2, '0');
  for (std::size_t i = 0; i < hex.size(); ++i) hex[i] = "0123456789abcdef"[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15];
  return hex;
}

std::string digest(std::string_view text) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // fetched once: a fetch costs more than a digest
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int length = 0;
  if (sha256 == nullptr || EVP_Digest(text.data(), text.size(), sum.data(), &length, sha256, nullptr) != 1)
    throw std::runtime_error("OpenSSL offers no SHA-256");
  return hexadecimal(sum.data(), digits / 2);
}

}  // namespace

std::string order_id_of_key(std::string_view key) { return digest(std::string("key ").append(key)); }

std::string order_id_of_number(std::uint64_t seed, std::uint64_t opening, std::uint64_t number) {
  return digest(fmt::format("number {} {} {}", seed, opening, number));
}

std::string fingerprint_of(std::string_view body) { return digest(body); }

std::string key_of_password(std::string_view password, std::string_view salt) {
  constexpr std::uint64_t n = 1 << 14, r = 8, p = 5, memory_max = 64 << 20;
  std::array<unsigned char, 32> key{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(salt.data());
  if (EVP_PBE_scrypt(password.data(), password.size(), bytes, salt.size(), n, r, p, memory_max, key.data(), key.size()) != 1)
    throw std::runtime_error("OpenSSL offers no scrypt");
  return hexadecimal(key.data(), key.size());
}

bool looks_like_order_id(std::string_view text) noexcept {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace rushhour::service
