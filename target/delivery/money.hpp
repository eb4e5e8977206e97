#pragma once

#include <compare>
#include <cstdint>

namespace rushhour::delivery {

/// `numerator / denominator`, rounded to the nearest integer, ties to the even one, so that many roundings do not drift to one side.
/// REQUIRES: denominator > 0.
constexpr std::int64_t divide_half_even(std::int64_t numerator, std::int64_t denominator) noexcept {
  std::int64_t quotient = numerator / denominator;
  std::int64_t rest = numerator % denominator;
  if (rest < 0) {  // C++ rounds towards zero; from here on towards minus infinity
    rest += denominator;
    --quotient;
  }
  const std::int64_t up_to = denominator - rest;  // compared instead of 2 * rest, which could overflow
  if (rest > up_to || (rest == up_to && quotient % 2 != 0)) ++quotient;
  return quotient;
}

/// An amount in minor units (cents) of a currency that stands beside it.
struct Money {
  std::int64_t minor = 0;

  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money& operator+=(Money other) noexcept { return minor += other.minor, *this; }
  friend constexpr Money operator+(Money a, Money b) noexcept { return {a.minor + b.minor}; }
  friend constexpr Money operator-(Money a, Money b) noexcept { return {a.minor - b.minor}; }
  friend constexpr Money operator*(Money a, std::int64_t n) noexcept { return {a.minor * n}; }
};

/// So many thousandths of an amount. REQUIRES: the product fits 63 bits.
constexpr Money per_mille(Money amount, std::int64_t thousandths) noexcept { return {divide_half_even(amount.minor * thousandths, 1000)}; }

}  // namespace rushhour::delivery
