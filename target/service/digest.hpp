#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rushhour::service {

// All three are the first 96 bits of a SHA-256, as 24 hexadecimal digits: too many for anyone to find two texts that meet.

/// The id of the order that is placed under an Idempotency-Key: the key alone decides, so every world and every retry agrees.
std::string order_id_of_key(std::string_view key);

/// The id of an order placed without a key: request `number` of opening `opening` of the store of the city with that seed.
std::string order_id_of_number(std::uint64_t seed, std::uint64_t opening, std::uint64_t number);

/// Tells a body from another one.
std::string fingerprint_of(std::string_view body);

/// The key that is kept in place of a password: scrypt (RFC 7914) with N = 2^14, r = 8, p = 5, which takes 16 MiB and some 150 ms, as 64
/// hexadecimal digits. The salt is taken as it is written.
std::string key_of_password(std::string_view password, std::string_view salt);

/// Whether a text can be an order's id at all.
bool looks_like_order_id(std::string_view text) noexcept;

}  // namespace rushhour::service
