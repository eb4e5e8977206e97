#include "sim/load/schedule/permits.hpp"

namespace rushhour::load {

Permits::Permits(std::uint64_t limit, std::size_t workers) : limit_(limit), free_(limit), idle_since_ns_(0), waiting_(workers) {}

bool Permits::acquire() noexcept {
  std::uint64_t free = free_.load();
  do {
    if (free == 0) return false;
  } while (!free_.compare_exchange_weak(free, free - 1));
  if (free == 1) idle_since_ns_.store(Instant::max().count());
  return true;
}

void Permits::release(Instant now) noexcept {
  if (free_.fetch_add(1) == 0) idle_since_ns_.store(now.count());
  for (std::size_t worker = 0; worker < waiting_.size(); ++worker)
    if (waiting_[worker].load()) {
      nudge(worker);
      return;
    }
}

}  // namespace rushhour::load
