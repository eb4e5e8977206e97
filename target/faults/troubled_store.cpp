#include "target/faults/troubled_store.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::faults {
namespace {

constexpr Instant beat = std::chrono::milliseconds(50);

/// Whose order a change touches; nothing if it is about no order.
std::optional<std::uint32_t> restaurant_of(const store::Change& change) {
  for (const store::Operation& operation : change.operations) {
    if (const auto* placed = std::get_if<store::PlaceOrder>(&operation)) return placed->order.restaurant;
    if (const auto* moved = std::get_if<store::MoveOrder>(&operation)) return moved->order.restaurant;
  }
  return std::nullopt;
}

store::Committed with_began(store::Committed committed, Instant began) {
  committed.began = began;
  return committed;
}

}  // namespace

TroubledStore::TroubledStore(store::OrderStore& behind, FaultBook& book, const Clock& clock, std::size_t waiting_max)
    : behind_(behind), book_(book), clock_(clock), gate_(waiting_max), thread_([this] { run(); }) {}

// Who waits keeps others from overtaking, even when the fault has just gone. Relaxed: a call that sees it late came a moment earlier.
bool TroubledStore::calm() const noexcept { return !book_.any() && waiting_.load(std::memory_order_relaxed) == 0; }

bool TroubledStore::submit(store::Change change, WhenCommitted done) {
  if (calm() || change.empty()) return behind_.submit(std::move(change), std::move(done));
  const auto restaurant = restaurant_of(change);
  const store::Client client = change.client;
  return hold(restaurant, client, [this, change = std::move(change), done = std::move(done)](const StoreGate::Released& let) mutable {
    const Instant began = let.began;
    const bool on =
        !let.failed && behind_.submit(std::move(change), [done, began](const store::Committed& c) { done(with_began(c, began)); });
    if (!on) done({store::Verdict::failed, began, clock_.now()});
  });
}

bool TroubledStore::look_up(store::LookUp wanted, WhenRecalled done) {
  if (calm()) return behind_.look_up(std::move(wanted), std::move(done));
  const store::Client client = wanted.client;
  return hold(std::nullopt, client, [this, wanted = std::move(wanted), done = std::move(done)](const StoreGate::Released& let) mutable {
    const Instant began = let.began;
    const auto told = [done, began](store::Recalled recalled) {
      recalled.began = began;
      done(std::move(recalled));
    };
    if (let.failed || !behind_.look_up(std::move(wanted), told)) done({true, nullptr, std::nullopt, began, clock_.now()});
  });
}

bool TroubledStore::hold(std::optional<std::uint32_t> restaurant, store::Client client, Go go) {
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t key = ++keys_;
    if (closing_ || !gate_.enter({key, restaurant, client}, clock_.now())) return false;
    held_.emplace(key, std::move(go));
    waiting_.store(gate_.waiting(), std::memory_order_relaxed);
  }
  moved_.notify_one();
  return true;
}

void TroubledStore::run() {
  std::unique_lock lock(mutex_);
  while (!closing_ || gate_.waiting() != 0) {
    const Instant now = clock_.now();
    const auto released = closing_ ? gate_.open() : gate_.turn(book_.snapshot(), now);
    std::vector<std::pair<StoreGate::Released, Go>> going;
    for (const StoreGate::Released& let : released) {
      const auto found = held_.find(let.key);
      going.emplace_back(let, std::move(found->second));
      held_.erase(found);
    }
    lock.unlock();
    // Outside of the lock, since whoever is answered may come with the next operation at once.
    book_.advance(now);
    for (auto& [let, go] : going) go(let);
    lock.lock();
    waiting_.store(gate_.waiting(), std::memory_order_relaxed);
    if (!closing_) moved_.wait_for(lock, patience(clock_.now()));
  }
}

// Until the next release is due; while there are faults never longer than a beat, which is how soon a fault that was taken back lets go.
Instant TroubledStore::patience(Instant now) const { return std::clamp(gate_.due() == never ? beat : gate_.due() - now, Instant(0), beat); }

void TroubledStore::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  moved_.notify_one();
  if (thread_.joinable()) thread_.join();
  behind_.close();
}

std::size_t TroubledStore::waiting() const {
  const std::lock_guard lock(mutex_);
  return gate_.waiting();
}

std::size_t TroubledStore::serving() const {
  const std::lock_guard lock(mutex_);
  return gate_.serving();
}

}  // namespace rushhour::faults
