#include "target/service/sessions.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "reports/latency/base64.hpp"

namespace rushhour::service {
namespace {

std::int64_t epoch_s(WallTime t) { return std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count(); }

}  // namespace

bool same_secret(std::string_view given, std::string_view secret) noexcept {
  return given.size() == secret.size() && CRYPTO_memcmp(given.data(), secret.data(), secret.size()) == 0;
}

Sessions::Sessions(std::string key, std::string password) : key_(std::move(key)), password_(std::move(password)) {
  signature({});  // OpenSSL takes milliseconds to make itself ready, which the first customer should not wait for
}

std::string Sessions::issue(std::string_view customer, WallTime now) const {
  std::string token = fmt::format("{}.{}", epoch_s(now + lifetime), latency::to_base64(customer));
  const std::string sealed = signature(token);
  return token.append(1, '.').append(sealed);
}

std::optional<std::string> Sessions::customer_of(std::string_view token, WallTime now) const {
  const std::size_t seal = token.rfind('.');
  if (seal == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, seal);
  if (!same_secret(token.substr(seal + 1), signature(text))) return std::nullopt;
  // It is ours, so what it says has the shape that we gave it.
  std::int64_t end_s = 0;
  const auto [dot, error] = std::from_chars(text.data(), text.data() + text.size(), end_s);
  if (error != std::errc{} || epoch_s(now) >= end_s) return std::nullopt;
  return latency::from_base64({dot + 1, text.data() + text.size()});
}

std::string Sessions::signature(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes, text.size(), sum.data(), &length) == nullptr)
    throw std::runtime_error("OpenSSL offers no HMAC with SHA-256");
  return latency::to_base64({reinterpret_cast<const char*>(sum.data()), length});
}

}  // namespace rushhour::service
