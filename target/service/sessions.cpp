#include "target/service/sessions.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/base64.hpp"

namespace rushhour::service {
namespace {

constexpr std::array<std::string_view, 5> names{"nobody", "customer", "restaurant", "courier", "admin"};
constexpr std::string_view letters = "ncrka";  // by role

std::int64_t epoch_s(WallTime t) { return std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count(); }

std::optional<Caller> owner_of(std::string_view text) {
  const std::size_t role = text.empty() ? 0 : letters.find(text.front());
  if (role == 0 || role == std::string_view::npos) return std::nullopt;
  Caller owner{static_cast<Role>(role), std::string(text.substr(1)), 0};
  if (owner.role != Role::customer) std::from_chars(owner.name.data(), owner.name.data() + owner.name.size(), owner.number);
  return owner;
}

}  // namespace

std::string_view name_of(Role role) noexcept { return names[static_cast<std::size_t>(role)]; }

bool same_secret(std::string_view given, std::string_view secret) noexcept {
  return given.size() == secret.size() && CRYPTO_memcmp(given.data(), secret.data(), secret.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
    throw UserError("this machine gives OpenSSL no random bytes to make secrets of", Exit::trouble);
  return bytes;
}

Sessions::Sessions(Secrets secrets) : secrets_(std::move(secrets)) {
  signature({});  // OpenSSL takes milliseconds to make itself ready, which the first customer should not wait for
}

std::string Sessions::issue(const Caller& owner, WallTime real_now) const {
  const std::string whose = letters[static_cast<std::size_t>(owner.role)] + owner.name;
  std::string token = fmt::format("{}.{}", epoch_s(real_now + lifetime), latency::to_base64(whose));
  const std::string sealed = signature(token);
  return token.append(1, '.').append(sealed);
}

std::optional<Caller> Sessions::caller_of(std::string_view token, WallTime real_now) const {
  if (token.empty() && !asks_for_token()) return Caller();
  if (asks_for_token() && same_secret(token, secrets_.remote)) return Caller();
  if (same_secret(token, secrets_.admin)) return Caller{Role::admin, {}, 0};
  const std::size_t seal = token.rfind('.');
  if (seal == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, seal);
  if (!same_secret(token.substr(seal + 1), signature(text))) return std::nullopt;
  // It is ours, so what it says has the shape that we gave it.
  std::int64_t end_s = 0;
  const auto [dot, error] = std::from_chars(text.data(), text.data() + text.size(), end_s);
  if (error != std::errc{} || epoch_s(real_now) >= end_s) return std::nullopt;
  const auto whose = latency::from_base64({dot + 1, text.data() + text.size()});
  return whose ? owner_of(*whose) : std::nullopt;
}

std::string Sessions::pseudonym_of(std::string_view customer) const {
  return hexadecimal(latency::from_base64(sealed(secrets_.names, customer)).value().substr(0, 8));
}

std::string Sessions::salt_for(std::string_view about) const {
  return hexadecimal(signature(std::string("salt ").append(about)).substr(0, 16));
}

/// HMAC-SHA256, in base64.
std::string Sessions::sealed(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), sum.data(), &length) == nullptr)
    throw std::runtime_error("OpenSSL offers no HMAC with SHA-256");
  return latency::to_base64({reinterpret_cast<const char*>(sum.data()), length});
}

}  // namespace rushhour::service
