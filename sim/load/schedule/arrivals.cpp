#include "sim/load/schedule/arrivals.hpp"

namespace rushhour::load {

Arrivals::Arrivals(const RateProfile& profile, Spacing spacing, std::uint64_t seed, std::string_view scenario, std::uint64_t worker,
                   std::uint64_t workers)
    : profile_(profile), spacing_(spacing), gaps_(seed, "arrivals", scenario, 0), worker_(worker), workers_(workers) {
  if (spacing_ == Spacing::poisson) area_ = gaps_.exponential();
  if (number_ % workers_ != worker_) pop();
}

std::optional<Arrival> Arrivals::peek() const noexcept {
  const std::optional<Instant> due = profile_.when(area_);
  return due ? std::optional(Arrival{number_, *due}) : std::nullopt;
}

std::optional<Arrival> Arrivals::next() {
  const std::optional<Arrival> arrival = peek();
  if (arrival) pop();
  return arrival;
}

// Those of other workers are drawn all the same, because a Poisson instant is the sum of every gap before it: some 20 ns each.
void Arrivals::pop() {
  do step();
  while (number_ % workers_ != worker_);
}

void Arrivals::step() {
  ++number_;
  area_ = spacing_ == Spacing::poisson ? area_ + gaps_.exponential() : static_cast<double>(number_);
}

}  // namespace rushhour::load
