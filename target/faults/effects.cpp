#include "target/faults/effects.hpp"

#include <algorithm>

namespace rushhour::faults {
namespace {

bool concerns(const Fault& fault, const Asked& asked) {
  if (fault.restaurant && fault.restaurant != asked.restaurant) return false;
  return fault.routes.empty() ||
         std::any_of(fault.routes.begin(), fault.routes.end(), [&](std::string_view filter) { return route_fits(filter, asked.route); });
}

bool strikes(const Fault& fault, RandomStream& random) { return fault.probability >= 1 || random.uniform() < fault.probability; }

}  // namespace

bool route_fits(std::string_view filter, std::string_view route) noexcept {
  if (filter.starts_with('/')) route.remove_prefix(std::min(route.size(), route.find(' ') + 1));
  if (!filter.ends_with('*')) return filter == route;
  filter.remove_suffix(1);
  return route.starts_with(filter);
}

RandomStream Faults::stream(const Fault& fault, std::uint64_t key) const noexcept {
  return RandomStream(seed_ + fault.id, "fault", kind_of(fault.effect), key);
}

Effects Faults::effects_on(const Asked& asked, Instant now) const noexcept {
  Effects effects;
  for (const Fault& fault : all_) {
    if (!fault.lasts(now) || !concerns(fault, asked)) continue;
    RandomStream random = stream(fault, asked.key);
    if (!strikes(fault, random)) continue;
    if (std::holds_alternative<Stall>(fault.effect)) return {.hold = std::min(fault.end - now, patience), .ask_again = true};
    if (const auto* delay = std::get_if<Delay>(&fault.effect)) effects.hold += delay->lateness.draw(random);
    if (const auto* errors = std::get_if<Errors>(&fault.effect); errors != nullptr && effects.status == 0) effects.status = errors->status;
    if (std::holds_alternative<Reset>(fault.effect)) effects.reset = true;
    if (const auto* drip = std::get_if<Drip>(&fault.effect))
      effects.bytes_per_s = effects.bytes_per_s == 0 ? drip->bytes_per_s : std::min(effects.bytes_per_s, drip->bytes_per_s);
  }
  return effects;
}

bool Faults::store_lost(const Touched& touched, Instant now) const noexcept {
  return std::any_of(all_.begin(), all_.end(), [&](const Fault& fault) {
    if (!fault.lasts(now) || !std::holds_alternative<LostStore>(fault.effect)) return false;
    RandomStream random = stream(fault, touched.key);
    return strikes(fault, random);
  });
}

std::optional<Wait> Faults::lock_on(const Touched& touched, Instant now) const noexcept {
  std::optional<Wait> wait;
  for (const Fault& fault : all_) {
    const auto* lock = std::get_if<Lock>(&fault.effect);
    if (lock == nullptr || !fault.lasts(now) || !touched.restaurant || touched.restaurant != fault.restaurant) continue;
    RandomStream random = stream(fault, touched.key);
    if (!strikes(fault, random)) continue;
    if (!wait) wait = Wait{fault.end, lock->timeout};
    wait->until = std::max(wait->until, fault.end);
    wait->timeout = std::min(wait->timeout, lock->timeout);
  }
  return wait;
}

Instant Faults::slowness(const Touched& touched, Instant now) const noexcept {
  Instant sum{0};
  for (const Fault& fault : all_) {
    const auto* slow = std::get_if<SlowDatabase>(&fault.effect);
    if (slow == nullptr || !fault.lasts(now)) continue;
    RandomStream random = stream(fault, touched.key);
    if (strikes(fault, random)) sum += slow->lateness.draw(random);
  }
  return sum;
}

std::optional<Pool> Faults::pool(Instant now) const noexcept {
  std::optional<Pool> smallest;
  for (const Fault& fault : all_) {
    const auto* pool = std::get_if<Pool>(&fault.effect);
    if (pool != nullptr && fault.lasts(now) && (!smallest || pool->size < smallest->size)) smallest = *pool;
  }
  return smallest;
}

bool Faults::matcher_paused(Instant now) const noexcept {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Fault& fault) { return fault.lasts(now) && std::holds_alternative<PauseMatcher>(fault.effect); });
}

std::uint64_t Faults::leaked_bytes(Instant now) const noexcept {
  std::uint64_t sum = 0;
  for (const Fault& fault : all_) {
    const auto* leak = std::get_if<Leak>(&fault.effect);
    if (leak == nullptr || !fault.lasts(now)) continue;
    const double grown = static_cast<double>(leak->bytes_per_s) * seconds(now - fault.begin);
    sum += grown < static_cast<double>(leak->most) ? static_cast<std::uint64_t>(grown) : leak->most;
  }
  return sum;
}

Instant Faults::next_change(Instant now) const noexcept {
  Instant next = never;
  for (const Fault& fault : all_) {
    if (fault.begin > now) next = std::min(next, fault.begin);
    if (fault.end > now) next = std::min(next, fault.end);
  }
  return next;
}

}  // namespace rushhour::faults
