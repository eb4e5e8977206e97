#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rushhour::wire {

/// Addresses of our own that follow each other, for connections to start from: one user more than an address has ports takes another.
struct SourceRange {
  using Bytes = std::array<unsigned char, 16>;  ///< in the network's order; of an IPv4 address the first four

  bool v6 = false;
  Bytes first{};
  std::uint64_t count = 0;
  std::string complaint{};  ///< why it is none; empty if all is well

  /// The address at `index`, which is less than `count`.
  Bytes at(std::uint64_t index) const noexcept;
};

/// Reads "10.0.0.1", "10.0.0.1-10.0.0.9" or "10.0.0.0/28" (all 16 of them); IPv6 likewise. At most 65,536 addresses.
SourceRange read_source_range(std::string_view text);

/// The address's usual form, or an empty text if `text` is no IP address.
std::string plain_address(std::string_view text);

}  // namespace rushhour::wire
