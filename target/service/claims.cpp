#include "target/service/claims.hpp"

#include <utility>

#include "target/service/desk.hpp"

namespace rushhour::service {
namespace {

bool is_of_city(std::span<const Claim> claims) { return claims.front().kind == Claim::Kind::city; }

}  // namespace

Claims::Answer Claims::claim(std::span<const Claim> claims, Ticket& ticket, const View& view) {
  const std::lock_guard lock(mutex_);
  if (city_held_ || (city_wanted_ != nullptr && city_wanted_ != &ticket)) {
    if (waiting_for_city_.size() >= waiting_for_city_max) return Answer::crowded;
    waiting_for_city_.push_back(&ticket);
    return Answer::waiting;
  }
  if (is_of_city(claims)) return claim_city(ticket);
  for (const Claim& claim : claims) {
    const auto held = held_.find(claim.key());
    if (held == held_.end()) continue;
    if (held->second.size() >= waiting_for_one_max) return Answer::crowded;
    held->second.push_back(&ticket);
    return Answer::waiting;
  }
  for (const Claim& claim : claims)
    if (version_of(claim.kind, claim.name, view) != claim.version) return Answer::stale;
  for (const Claim& claim : claims) held_.emplace(claim.key(), Waiting());
  return Answer::held;
}

Claims::Answer Claims::claim_city(Ticket& ticket) {
  city_wanted_ = held_.empty() ? nullptr : &ticket;
  city_held_ = held_.empty();
  return city_held_ ? Answer::held : Answer::waiting;
}

void Claims::release(std::span<const Claim> claims) {
  Waiting waiting;
  {
    const std::lock_guard lock(mutex_);
    if (is_of_city(claims)) {
      city_held_ = false;
      waiting.swap(waiting_for_city_);
    } else {
      for (const Claim& claim : claims) {
        const auto held = held_.find(claim.key());
        waiting.insert(waiting.end(), held->second.begin(), held->second.end());
        held_.erase(held);
      }
      // It stays the one that wants the city, so that nobody comes in between.
      if (city_wanted_ != nullptr && held_.empty()) waiting.push_back(city_wanted_);
    }
  }
  for (Ticket* ticket : waiting) ticket->wake();
}

}  // namespace rushhour::service
