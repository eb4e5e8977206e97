#include "sim/load/steering.hpp"

#include <algorithm>
#include <iterator>

namespace rushhour::load {

bool Steering::scale(double factor) noexcept {
  if (!(factor >= 0 && factor <= most) || settled_.load() >= scalings_at_most) return false;
  asked_.store(factor);
  return true;
}

std::optional<Scaling> Steering::settle(Instant now) {
  const double factor = asked_.load();
  const std::lock_guard lock(mutex_);
  const double before = scalings_.empty() ? 1 : scalings_.back().factor;
  if (factor == before || scalings_.size() >= scalings_at_most) return std::nullopt;
  const Instant at = scalings_.empty() ? now + lead : std::max(now + lead, scalings_.back().at);
  scalings_.push_back({at, factor});
  settled_.store(scalings_.size());
  return scalings_.back();
}

std::vector<Scaling> Steering::since(std::size_t taken) const {
  const std::lock_guard lock(mutex_);
  return {std::next(scalings_.begin(), static_cast<std::ptrdiff_t>(std::min(taken, scalings_.size()))), scalings_.end()};
}

}  // namespace rushhour::load
