// The counter of a stream is {block, name, index low, index high}: distinct (name, index) pairs can never meet in one counter, and a
// stream may draw 2^33 numbers before its block wraps. The name is a 32-bit hash of (purpose, scope).

#include "reports/foundation/random_stream.hpp"

#include <cmath>
#include <numbers>
#include <string>

namespace rushhour {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
    k = {k[0] + 0x9E3779B9, k[1] + 0xBB67AE85};
  }
  return c;
}

std::uint32_t stream_name(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose, std::string_view scope, std::uint64_t index) noexcept
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      name_(stream_name(purpose) * 31 + stream_name(scope)),
      index_(index) {}

std::uint64_t RandomStream::operator()() noexcept {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const auto r = philox({block_++, name_, static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32)}, key_);
  spare_ = (std::uint64_t{r[2]} << 32) | r[3];
  has_spare_ = true;
  return (std::uint64_t{r[0]} << 32) | r[1];
}

double RandomStream::uniform() noexcept { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

// Lemire, "Fast Random Integer Generation in an Interval" (2019): the high word of a product, rejecting the few draws that would bias it.
std::uint64_t RandomStream::below(std::uint64_t n) noexcept {
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{(*this)()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t floor = -n % n;
    while (static_cast<std::uint64_t>(product) < floor) product = Wide{(*this)()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

// The middles of 2^52 equal cells: neither end of (0, 1) can come out, so the logarithm is neither zero nor infinite.
double RandomStream::exponential() noexcept { return -std::log((static_cast<double>((*this)() >> 12) + 0.5) * 0x1p-52); }

double RandomStream::normal() noexcept {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace rushhour
