#include "target/service/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "reports/foundation/digest.hpp"

namespace rushhour::service {
namespace {

constexpr std::size_t digits = 24;

std::string digest(std::string_view text) { return digest_of(text).substr(0, digits); }

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
  return hexadecimal(key);
}

bool looks_like_order_id(std::string_view text) noexcept {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace rushhour::service
