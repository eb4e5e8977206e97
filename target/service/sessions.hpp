#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::service {

enum class Role : std::uint8_t { nobody, customer, restaurant, courier, admin };

/// "customer", as it stands in a sign-in.
std::string_view name_of(Role role) noexcept;

/// Who asks.
struct Caller {
  Role role = Role::nobody;
  std::string name;          ///< of a customer; else the number in digits, or empty
  std::uint32_t number = 0;  ///< of a restaurant or courier

  bool is(Role wanted, std::uint32_t of) const noexcept { return role == wanted && number == of; }
  bool operator==(const Caller&) const = default;
};

/// Whether two secrets are the same, in a time that does not tell how much of a guess was right.
bool same_secret(std::string_view given, std::string_view secret) noexcept;

/// To make secrets of, from OpenSSL. Throws UserError (Exit::trouble) if the machine gives none.
std::string random_bytes(std::size_t count);

/// What a target keeps to itself. None may be empty but `remote`.
struct Secrets {
  std::string signing_key;
  std::string customers;  ///< the password of every customer who has not signed up with one of its own
  std::string staff;      ///< the password of restaurants and couriers
  std::string admin;      ///< the token of the admin, who does not sign in
  std::string remote;     ///< the token that everybody is asked for who has no other; empty: nobody is asked
  std::string names{};    ///< the key of pseudonyms; as long as it is the same, so are they
};

/// Who has signed in. Nothing is remembered: a token names its owner and its end and is signed (HMAC-SHA256), so that only whoever holds
/// the key can have made it, and a key of the process makes the tokens of another one worthless.
///
/// A token is `END.OWNER.SIGNATURE`: seconds since 1970 in real time, and two texts in base64; the owner is a role's first letter and a
/// name. It may stand behind "Bearer" as it is (RFC 6750).
///
/// Thread safety: immutable after construction; share it freely.
class Sessions {
 public:
  static constexpr std::chrono::seconds lifetime = std::chrono::hours(1);

  explicit Sessions(Secrets secrets);

  bool customers_password_fits(std::string_view given) const noexcept { return same_secret(given, secrets_.customers); }
  bool staff_password_fits(std::string_view given) const noexcept { return same_secret(given, secrets_.staff); }

  /// REQUIRES: a role but nobody and admin, and a name.
  std::string issue(const Caller& owner, WallTime real_now) const;

  /// Who shows that token, empty for none: nobody, if nothing is asked for; nothing, if the token is not good or one is missing.
  std::optional<Caller> caller_of(std::string_view token, WallTime real_now) const;

  bool asks_for_token() const noexcept { return !secrets_.remote.empty(); }

  /// What stands for a customer's name where the name has no business: 16 hexadecimal digits, from which nobody without the key can tell
  /// whose they are.
  std::string pseudonym_of(std::string_view customer) const;

  /// A salt for a new password: 32 hexadecimal digits that nobody can foretell, the same for the same `about`.
  std::string salt_for(std::string_view about) const;

 private:
  static std::string sealed(std::string_view key, std::string_view text);
  std::string signature(std::string_view text) const { return sealed(secrets_.signing_key, text); }

  Secrets secrets_;
};

}  // namespace rushhour::service
