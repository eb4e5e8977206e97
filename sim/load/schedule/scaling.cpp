// Where the area under the scaled rate is S, the one under the plain rate is
//
//     A = plain_before + (S - scaled_before) / factor
//
// within a piece, and the plain profile says when that is.

#include "sim/load/schedule/scaling.hpp"

#include <algorithm>
#include <cmath>

namespace rushhour::load {
namespace {

// Areas are sums of products of decimal fractions; an arrival that falls on the very end of the profile only by rounding does not exist.
constexpr double rounding = 1e-9;

}  // namespace

void ScaledProfile::scale(const Scaling& scaling) {
  if (pieces_.empty() && scaling.at > Instant(0)) pieces_.push_back({Instant(0), 0, 0, 1});
  const double plain_area = profile_->area_until(scaling.at);
  double scaled_area = 0;
  if (!pieces_.empty()) scaled_area = pieces_.back().scaled_before + pieces_.back().factor * (plain_area - pieces_.back().plain_before);
  pieces_.push_back({scaling.at, scaled_area, plain_area, scaling.factor});
}

std::optional<Instant> ScaledProfile::plain(double area) const noexcept {
  if (area >= profile_->area() * (1 - rounding)) return std::nullopt;
  return profile_->when(area);
}

std::optional<Instant> ScaledProfile::when(double area) const noexcept {
  if (pieces_.empty()) return plain(area);
  // An area that is reached just where two pieces meet belongs to the earlier one: it was due before the later was known.
  auto piece = std::lower_bound(pieces_.begin(), pieces_.end(), area, [](const Piece& one, double a) { return one.scaled_before < a; });
  if (piece != pieces_.begin()) --piece;
  while (piece != pieces_.end() && piece->factor <= 0) ++piece;
  if (piece == pieces_.end()) return std::nullopt;
  const double beyond = std::max(0.0, area - piece->scaled_before);
  const std::optional<Instant> due = plain(piece->plain_before + beyond / piece->factor);
  return due ? std::optional(std::max(*due, piece->at)) : std::nullopt;
}

// round(factor * w) > user exactly where w > the model.
std::optional<std::uint64_t> model_of(std::uint64_t user, double factor) noexcept {
  constexpr double most = 1e15;  // beyond what a plan can hold
  const double wanted = factor > 0 ? std::ceil((static_cast<double>(user) + 0.5) / factor) : most;
  if (wanted >= most) return std::nullopt;
  return static_cast<std::uint64_t>(wanted) - 1;
}

}  // namespace rushhour::load
