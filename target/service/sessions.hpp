#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::service {

/// Whether two secrets are the same, in a time that does not tell how much of a guess was right.
bool same_secret(std::string_view given, std::string_view secret) noexcept;

/// Who has signed in. Nothing is remembered: a token names its customer and its end and is signed (HMAC-SHA256), so that only whoever
/// holds the key can have made it, and a key of the process makes the tokens of another one worthless.
///
/// A token is `END.CUSTOMER.SIGNATURE`: seconds since 1970, and two texts in base64. It may stand behind "Bearer" as it is (RFC 6750).
///
/// Thread safety: immutable after construction; share it freely.
class Sessions {
 public:
  static constexpr std::chrono::seconds lifetime = std::chrono::hours(1);

  /// `password` is every customer's: this backend knows no accounts. REQUIRES: neither is empty.
  Sessions(std::string key, std::string password);

  bool password_fits(std::string_view given) const noexcept { return same_secret(given, password_); }

  /// REQUIRES: `customer` is not empty.
  std::string issue(std::string_view customer, WallTime now) const;

  /// The customer of a token of ours that has not ended; nothing for everything else.
  std::optional<std::string> customer_of(std::string_view token, WallTime now) const;

 private:
  std::string signature(std::string_view text) const;

  std::string key_;
  std::string password_;
};

}  // namespace rushhour::service
