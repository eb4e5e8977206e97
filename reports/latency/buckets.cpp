// HdrHistogram's buckets, after G. Tene's Java original.
//
//  1. `digits` significant digits need 2 * 10^digits steps between a value and its double, so the linear range has 2^m buckets with
//     2^m >= 2 * 10^digits: m = 11 for three digits.
//  2. Values are told apart from `lowest` on, so the smallest step is 2^u with 2^u <= lowest.
//  3. Octave 0 is the linear range [0, 2^(u+m)) in steps of 2^u. Octave k > 0 covers [2^(u+m+k-1), 2^(u+m+k)) in steps of 2^(u+k); of its
//     2^m steps the lower half lies in the octaves before, so it adds only 2^(m-1) buckets ("half").
//  4. With k = floor(log2 v) - (u + m - 1), or 0 in the linear range, bucket number = k * half + floor(v / 2^(u+k)). Or-ing v with
//     2^(u+m) - 1 before the logarithm gives k = 0 for all of the linear range without a branch.

#include "reports/latency/buckets.hpp"

#include <stdexcept>

namespace rushhour::latency {
namespace {

unsigned floor_log2(std::uint64_t v) { return 63U - static_cast<unsigned>(__builtin_clzll(v)); }

// m: the fewest bits that hold 2 * 10^digits steps.
unsigned step_bits(int digits) {
  std::uint64_t steps = 2;
  for (int i = 0; i < digits; ++i) steps *= 10;
  return floor_log2(steps - 1) + 1;
}

}  // namespace

bool is_sound(const Layout& layout) noexcept {
  if (layout.lowest < 1 || layout.digits < 1 || layout.digits > 5) return false;
  if (layout.highest / 2 < layout.lowest) return false;
  return floor_log2(static_cast<std::uint64_t>(layout.lowest)) + step_bits(layout.digits) <= 61;
}

Buckets::Buckets(const Layout& layout) : layout_(layout) {
  if (!is_sound(layout)) throw std::invalid_argument("a histogram's layout is not sound");
  const unsigned bits = step_bits(layout.digits);
  const unsigned unit = floor_log2(static_cast<std::uint64_t>(layout.lowest));
  half_ = std::uint32_t{1} << (bits - 1);
  mask_ = (std::uint64_t{1} << (unit + bits)) - 1;
  unit_bits_ = static_cast<std::uint8_t>(unit);
  linear_bits_ = static_cast<std::uint8_t>(unit + bits - 1);
  const unsigned last_octave = floor_log2(static_cast<std::uint64_t>(layout.highest) | mask_) - linear_bits_;
  size_ = (last_octave + 2) * half_;
}

}  // namespace rushhour::latency
