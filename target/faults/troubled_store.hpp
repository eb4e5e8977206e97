#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "reports/foundation/clock.hpp"
#include "target/faults/fault_book.hpp"
#include "target/faults/store_gate.hpp"
#include "target/store/order_store.hpp"

namespace rushhour::faults {

/// An order store that suffers from the faults of a book: slow_database, pool, lock, lost_store. While there are none, calls go straight
/// through. With some, they wait here as StoreGate says, then go on to the store behind; the time under a lock and in a place of the pool
/// counts as the store's own, the wait for a place does not.
///
/// Its thread also advances the book: faults are announced, and leaks grow, 50 ms late at most.
///
/// Changes of one order must not be under way together (the desk's claims see to that): with faults, changes of different orders may commit
/// in another order than they came.
class TroubledStore final : public store::OrderStore {
 public:
  /// All must outlive this; `behind` is closed with it. `waiting_max`: operations that wait here before calls are refused.
  TroubledStore(store::OrderStore& behind, FaultBook& book, const Clock& clock, std::size_t waiting_max = 16 * 1024);
  ~TroubledStore() override { close(); }
  TroubledStore(const TroubledStore&) = delete;
  TroubledStore& operator=(const TroubledStore&) = delete;

  bool submit(store::Change change, WhenCommitted done) override;
  bool look_up(store::LookUp wanted, WhenRecalled done) override;
  std::uint64_t opening() const noexcept override { return behind_.opening(); }
  store::StoreFigures figures() const override { return behind_.figures(); }
  void close() override;

  /// Operations that wait for a fault, and those among them that are being served. For gauges.
  std::size_t waiting() const;
  std::size_t serving() const;

 private:
  /// What an operation does when its turn has come. Called on this one's thread.
  using Go = std::function<void(const StoreGate::Released&)>;

  bool calm() const noexcept;
  bool hold(std::optional<std::uint32_t> restaurant, store::Client client, Go go);
  void run();
  Instant patience(Instant now) const;

  store::OrderStore& behind_;
  FaultBook& book_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable moved_;
  StoreGate gate_;
  std::unordered_map<std::uint64_t, Go> held_;
  std::atomic<std::size_t> waiting_{0};
  std::uint64_t keys_ = 0;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace rushhour::faults
