// An address is a number of 32 or 128 bits. A range of at most 2^16 differs in its lowest bits only, so the highest 64 of an IPv6 address
// are compared, and only the lowest 64 are counted in.

#include "sim/wire/transport/source_range.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

namespace rushhour::wire {
namespace {

constexpr std::uint64_t addresses_limit = 65'536;

struct Address {
  bool sound = false;
  bool v6 = false;
  SourceRange::Bytes bytes{};

  std::size_t size() const noexcept { return v6 ? 16 : 4; }
};

Address read_address(std::string_view text) {
  const std::string terminated(text);
  Address address;
  address.v6 = terminated.find(':') != std::string::npos;
  address.sound = ::inet_pton(address.v6 ? AF_INET6 : AF_INET, terminated.c_str(), address.bytes.data()) == 1;
  return address;
}

std::uint64_t number(const Address& address, std::size_t from, std::size_t to) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = from; i < to; ++i) value = value << 8 | address.bytes[i];
  return value;
}

/// The lowest bits, up to 64, and those above.
std::uint64_t low(const Address& address) noexcept { return number(address, address.v6 ? 8 : 0, address.size()); }
std::uint64_t high(const Address& address) noexcept { return address.v6 ? number(address, 0, 8) : 0; }

void add(SourceRange::Bytes& bytes, std::size_t size, std::uint64_t summand) noexcept {
  for (std::size_t i = size; i-- > 0 && summand != 0; summand >>= 8) {
    summand += bytes[i];
    bytes[i] = static_cast<unsigned char>(summand);
  }
}

SourceRange complain(std::string complaint) { return {false, {}, 0, std::move(complaint)}; }

SourceRange too_many(std::string_view text) { return complain(fmt::format("'{}' has more than {} addresses", text, addresses_limit)); }

SourceRange from_to(std::string_view text, std::size_t dash) {
  const Address first = read_address(text.substr(0, dash));
  const Address last = read_address(text.substr(dash + 1));
  if (!first.sound || !last.sound || first.v6 != last.v6) return complain(fmt::format("'{}' is no first and last IP address", text));
  if (high(first) > high(last) || (high(first) == high(last) && low(first) > low(last)))
    return complain(fmt::format("'{}' ends before it begins", text));
  if (high(first) != high(last) || low(last) - low(first) >= addresses_limit) return too_many(text);
  return {first.v6, first.bytes, low(last) - low(first) + 1, {}};
}

SourceRange block(std::string_view text, std::size_t slash) {
  Address address = read_address(text.substr(0, slash));
  const std::string_view length = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [rest, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  const unsigned width = address.v6 ? 128 : 32;
  if (!address.sound || error != std::errc{} || rest != length.data() + length.size() || bits > width)
    return complain(fmt::format("'{}' is no block of addresses such as 10.0.0.0/28", text));
  const unsigned free_bits = width - bits;
  if (free_bits > 16) return too_many(text);
  for (unsigned bit = 0; bit < free_bits; ++bit)
    address.bytes[address.size() - 1 - bit / 8] &= static_cast<unsigned char>(~(1U << (bit % 8)));
  return {address.v6, address.bytes, std::uint64_t{1} << free_bits, {}};
}

}  // namespace

SourceRange::Bytes SourceRange::at(std::uint64_t index) const noexcept {
  Bytes bytes = first;
  add(bytes, v6 ? 16 : 4, index);
  return bytes;
}

SourceRange read_source_range(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) return block(text, slash);
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) return from_to(text, dash);
  const Address address = read_address(text);
  if (!address.sound) return complain(fmt::format("'{}' is no IP address", text));
  return {address.v6, address.bytes, 1, {}};
}

std::string plain_address(std::string_view text) {
  const Address address = read_address(text);
  char plain[INET6_ADDRSTRLEN];
  if (!address.sound || ::inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), plain, sizeof plain) == nullptr) return {};
  return plain;
}

}  // namespace rushhour::wire
