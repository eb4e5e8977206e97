#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/store/operation.hpp"

namespace rushhour::store {

enum class Verdict : std::uint8_t {
  committed,  ///< durable: it survives a kill of the process and a loss of power
  conflict,   ///< what was to be new exists already, or is no longer as it was expected; nothing of the change was stored
  failed,     ///< the store is in trouble; nothing of the change was stored
};

struct Committed {
  Verdict verdict = Verdict::failed;
  Instant began{0};  ///< when the store took the change up
  Instant ended{0};
  const Change* change = nullptr;  ///< what was committed, for as long as the call lasts; null if it was not
};

/// What is looked up: an order by its id, or a customer's account by the customer's name.
struct LookUp {
  enum class Kind : std::uint8_t { order, account };

  Kind kind = Kind::order;
  std::string name;
  std::uint64_t client = 0;  ///< on whose behalf, where clients take turns; the question is the same without it

  bool operator==(const LookUp& other) const { return kind == other.kind && name == other.name; }
};

struct Recalled {
  bool failed = false;                           ///< the store is in trouble; whether it is there is not known
  std::shared_ptr<const delivery::Order> order;  ///< null if there is none of that id
  std::optional<Account> account;
  Instant began{0};
  Instant ended{0};
};

/// What was in motion when the store was last closed, or killed.
struct Standing {
  std::vector<delivery::Order> orders;  ///< not finished, the oldest first
  std::vector<delivery::Shift> shifts;
  std::uint64_t accounts = 0;  ///< how many there are
};

/// How the store does, for gauges. Counts since the store was opened.
struct StoreFigures {
  std::size_t waiting = 0;  ///< changes in the queue
  std::uint64_t transactions = 0;
  std::uint64_t changes = 0;         ///< committed
  std::uint64_t failed_changes = 0;  ///< lost with their transaction, or by trouble of their own
  Instant committing{0};             ///< time spent in transactions
  std::uint64_t last_event = 0;      ///< sequence number of the newest event, counted from 1 over all openings
  std::uint64_t events_behind = 0;   ///< of these, how many the segment files lack
};

/// Where everything is kept for good. The truth is here: what is in memory is a part of it.
///
/// Thread safety: any thread may call; callbacks come from the store's own threads, must be short, and must not throw.
class OrderStore {
 public:
  using WhenCommitted = std::function<void(const Committed&)>;
  using WhenRecalled = std::function<void(Recalled)>;

  virtual ~OrderStore() = default;

  /// Takes a change and calls back exactly once, after the commit or the failure. False, without a callback, if the queue is full or the
  /// store is closing. Changes commit in the order in which they were taken.
  virtual bool submit(Change change, WhenCommitted done) = 0;

  /// Reads one thing, as it was committed at some instant between the call and the callback. False as above.
  virtual bool look_up(LookUp wanted, WhenRecalled done) = 0;

  /// How many times this store has been opened, this time included: together with a counter it names things uniquely across restarts.
  virtual std::uint64_t opening() const noexcept = 0;

  virtual StoreFigures figures() const = 0;

  /// Finishes all that was taken, then ends the threads. No call may follow. Idempotent.
  virtual void close() = 0;
};

}  // namespace rushhour::store
