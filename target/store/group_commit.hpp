#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>

#include "reports/foundation/clock.hpp"
#include "target/store/bounded_queue.hpp"
#include "target/store/order_store.hpp"

namespace rushhour::store {

/// Transactions of one database connection, as the group commit drives them. One thread. Everything may throw std::exception, which means
/// that the transaction as a whole is lost.
class Journal {
 public:
  virtual ~Journal() = default;

  virtual void begin() = 0;

  /// Applies one change inside a savepoint. `committed` means: if the transaction commits. On `conflict` and `failed` the savepoint was
  /// rolled back and the others in the transaction stand.
  virtual Verdict apply(const Change& change) = 0;

  /// Returns when the transaction is durable.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
};

struct GroupLimits {
  std::size_t changes = 256;                      ///< a transaction holds so many at most,
  Instant length = std::chrono::milliseconds(8);  ///< and takes no further one when it is so old
  std::size_t waiting = 16 * 1024;                ///< changes in the queue before `submit` refuses

  /// Told of each transaction on the writer's thread: how many changes went with it, none if it failed, and how long it took.
  std::function<void(std::size_t changes, Instant took)> watch{};
};

/// One thread that commits the changes of many requests together. Changes that wait share a transaction; a change that finds the queue
/// empty is committed at once, and the company gathers behind it while it is made durable. A transaction that fails, fails every change in
/// it.
class GroupCommit {
 public:
  /// `journal` and `clock` must outlive this; the journal is used by this one's thread alone.
  GroupCommit(Journal& journal, const Clock& clock, GroupLimits limits = {});
  ~GroupCommit() { close(); }
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  /// As OrderStore::submit. Any thread.
  bool submit(Change change, OrderStore::WhenCommitted done);

  /// What this one can tell of the store's figures. Any thread.
  StoreFigures figures() const;

  /// As OrderStore::close. One thread.
  void close();

 private:
  struct Entry {
    Change change;
    OrderStore::WhenCommitted done;
    Verdict verdict = Verdict::failed;
    Instant began{0};
  };

  void run();
  bool commit_group();
  void answer(std::size_t count, bool committed);

  Journal& journal_;
  const Clock& clock_;
  const GroupLimits limits_;
  BoundedQueue<Entry> queue_;
  std::deque<Entry> taken_;  // the writer thread's own
  std::size_t applied_ = 0;  // how many of them the open transaction has touched
  std::atomic<std::uint64_t> transactions_{0};
  std::atomic<std::uint64_t> committed_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::int64_t> committing_ns_{0};
  std::thread writer_;
};

}  // namespace rushhour::store
