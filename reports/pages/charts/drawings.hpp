#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::pages {

// Drawings small enough to be written into the page as SVG: they need no script, and print. Colours come from classes of the style sheet;
// what a drawing says is in its label, for those who do not see it. Labels are plain text.

/// A line over time in as many steps as there are values, from zero to the largest; a value below zero leaves a gap. Nothing for fewer than
/// two values, or if all are zero.
std::string sparkline(std::span<const double> values, std::string_view label, std::string_view css_class = {});

/// A bar of parts beside each other, each as wide as its share of all; the class of part i is "part-i". Nothing if all are zero.
struct BarPart {
  std::size_t number = 0;  ///< which colour and pattern
  double size = 0;
};
std::string stacked_bar(const std::vector<BarPart>& parts, std::string_view label);

/// What was observed as a bar, the limit as a line across; `ratio` is observed by limit. A bar beyond twice the limit is cut and ends in a
/// point. Nothing for what is no number.
std::string limit_bar(double ratio, bool kept, std::string_view label);

/// Amounts, each of a stretch of time of its own, added up over `points` equal stretches from zero to `end`, as rates per second. An amount
/// that covers several of these is spread over them.
class RatesOverTime {
 public:
  RatesOverTime(Instant end, std::size_t points);

  void add(Instant begin, Instant length, double amount);

  std::vector<double> per_second() const;

 private:
  double width_s_;
  std::vector<double> amounts_;
};

/// How many points a sparkline of a run of that length has: one a second, 48 at most.
std::size_t sparkline_points(Instant end) noexcept;

}  // namespace rushhour::pages
