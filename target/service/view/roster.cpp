#include "target/service/view/roster.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::service {

Courier Roster::courier(std::uint32_t courier) const {
  const std::lock_guard lock(mutex_);
  return entries_[courier - 1].courier;
}

std::size_t Roster::on_shift() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.courier.shift.on; }));
}

std::vector<Courier> Roster::working() const {
  const std::lock_guard lock(mutex_);
  std::vector<Courier> working;
  for (const Entry& entry : entries_)
    if (entry.courier.shift.on) working.push_back(entry.courier);
  return working;
}

void Roster::apply(const delivery::Shift& committed) {
  const std::lock_guard lock(mutex_);
  if (committed.courier < 1 || committed.courier > entries_.size()) return;  // stored when the city had more of them
  Entry& entry = entries_[committed.courier - 1];
  entry.courier = {committed, committed.at, committed.since};
  if (!committed.on) entry.offers.clear();
}

void Roster::sight(std::uint32_t courier, delivery::Point at, WallTime when) {
  const std::lock_guard lock(mutex_);
  Courier& seen = entries_[courier - 1].courier;
  if (!seen.shift.on || when < seen.seen_at) return;
  seen.at = at;
  seen.seen_at = when;
}

bool Roster::offer(std::uint32_t courier, Offer offer, WallTime now) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[courier - 1];
  std::erase_if(entry.offers, [now](const Offer& old) { return old.until <= now; });
  if (!entry.courier.shift.on || entry.offers.size() >= offers_max) return false;
  for (const Offer& other : entry.offers)
    if (other.order == offer.order) return false;
  entry.offers.push_back(std::move(offer));
  return true;
}

void Roster::withdraw(std::uint32_t courier, std::string_view order) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_[courier - 1].offers, [order](const Offer& offer) { return offer.order == order; });
}

std::vector<Offer> Roster::offers(std::uint32_t courier, WallTime now) const {
  const std::lock_guard lock(mutex_);
  std::vector<Offer> open;
  for (const Offer& offer : entries_[courier - 1].offers)
    if (now < offer.until) open.push_back(offer);
  return open;
}

std::size_t Roster::open_offers(WallTime now) const {
  const std::lock_guard lock(mutex_);
  std::size_t open = 0;
  for (const Entry& entry : entries_)
    for (const Offer& offer : entry.offers) open += now < offer.until ? 1 : 0;
  return open;
}

bool Roster::is_offered(std::uint32_t courier, std::string_view order, WallTime now) const {
  const std::lock_guard lock(mutex_);
  const auto& offers = entries_[courier - 1].offers;
  return std::any_of(offers.begin(), offers.end(), [&](const Offer& offer) { return offer.order == order && now < offer.until; });
}

void Roster::clear() {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) entry = {};
}

}  // namespace rushhour::service
