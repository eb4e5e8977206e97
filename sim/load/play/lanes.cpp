#include "sim/load/play/lanes.hpp"

#include <algorithm>

namespace rushhour::load {

void Lanes::start(std::uint32_t calls) noexcept {
  calls_ = calls;
  next_ = 0;
  latest_ = Instant(0);
}

std::uint32_t Lanes::load(std::size_t lane) noexcept {
  ++busy_;
  lanes_[lane].busy = true;
  return lanes_[lane].call = next_++;
}

std::uint32_t Lanes::unload(std::size_t lane, Instant done) noexcept {
  --busy_;
  lanes_[lane].busy = false;
  latest_ = std::max(latest_, done);
  return lanes_[lane].call;
}

void Lanes::clear() noexcept {
  for (Lane& lane : lanes_) lane.busy = false;
  busy_ = 0;
  next_ = calls_;
}

}  // namespace rushhour::load
