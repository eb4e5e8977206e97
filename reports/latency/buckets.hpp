#pragma once

#include <cstddef>
#include <cstdint>

namespace rushhour::latency {

/// How a histogram cuts its range into buckets; HdrHistogram's own three parameters.
struct Layout {
  std::int64_t lowest = 1;                        ///< smallest value told apart from zero; at least 1
  std::int64_t highest = 24 * 3'600'000'000'000;  ///< largest value kept as it is (24 h in ns); larger ones count as this one
  int digits = 3;                                 ///< significant decimal digits, 1 to 5

  bool operator==(const Layout&) const = default;
};

/// Whether buckets can be made of `layout`: 1 <= lowest, 2 lowest <= highest, 1 to 5 digits, and all of it within 63 bits.
bool is_sound(const Layout& layout) noexcept;

/// The buckets of a layout, numbered from zero as in HdrHistogram's own logs (buckets.cpp derives them). Immutable.
class Buckets {
 public:
  /// Throws std::invalid_argument if `layout` is not sound.
  explicit Buckets(const Layout& layout);

  const Layout& layout() const noexcept { return layout_; }

  /// How many buckets there are.
  std::size_t size() const noexcept { return size_; }

  /// The bucket of `value`; a negative value counts as zero, one above the layout's highest as the highest.
  std::size_t index_of(std::int64_t value) const noexcept {
    if (value > layout_.highest) value = layout_.highest;
    if (value < 0) value = 0;
    const auto v = static_cast<std::uint64_t>(value);
    // Not std::countl_zero: without the instruction for it that spends a branch on zero, which `mask_` rules out.
    const unsigned octave = (63U ^ static_cast<unsigned>(__builtin_clzll(v | mask_))) - linear_bits_;
    return std::size_t{octave} * half_ + (v >> (octave + unit_bits_));
  }

  /// The ends of a bucket, both of which belong to it. REQUIRES: index < size().
  std::int64_t lowest_of(std::size_t index) const noexcept {
    const unsigned octave = octave_of(index);
    return static_cast<std::int64_t>((index - std::size_t{octave} * half_) << (octave + unit_bits_));
  }
  std::int64_t highest_of(std::size_t index) const noexcept { return lowest_of(index) + (width_of(index) - 1); }

  /// HdrHistogram's "median equivalent value", of which its mean is made.
  std::int64_t middle_of(std::size_t index) const noexcept { return lowest_of(index) + width_of(index) / 2; }

 private:
  unsigned octave_of(std::size_t index) const noexcept { return index < 2 * half_ ? 0 : static_cast<unsigned>(index / half_) - 1; }
  std::int64_t width_of(std::size_t index) const noexcept { return std::int64_t{1} << (octave_of(index) + unit_bits_); }

  Layout layout_;
  std::uint64_t mask_;  // all ones up to the end of the first octave's linear range
  std::uint32_t size_;
  std::uint32_t half_;        // buckets in each octave after the first
  std::uint8_t unit_bits_;    // u in buckets.cpp
  std::uint8_t linear_bits_;  // u + m - 1
};

}  // namespace rushhour::latency
