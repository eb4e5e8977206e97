#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "reports/foundation/instant.hpp"
#include "target/store/operation.hpp"

namespace rushhour::store {

enum class Verdict : std::uint8_t {
  committed,  ///< durable: it survives a kill of the process and a loss of power
  conflict,   ///< the order exists already, or is no longer in the expected status; nothing of the change was stored
  failed,     ///< the store is in trouble; nothing of the change was stored
};

struct Committed {
  Verdict verdict = Verdict::failed;
  Instant began{0};  ///< when the store took the change up
  Instant ended{0};
};

struct Recalled {
  bool failed = false;                           ///< the store is in trouble; whether the order exists is not known
  std::shared_ptr<const delivery::Order> order;  ///< null if there is none of that id
  Instant began{0};
  Instant ended{0};
};

/// Where orders are kept for good. The truth is here: what is in memory is a part of it.
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

  /// Reads one order, as it was committed at some instant between the call and the callback. False as above.
  virtual bool look_up(std::string id, WhenRecalled done) = 0;

  /// How many times this store has been opened, this time included: together with a counter it names things uniquely across restarts.
  virtual std::uint64_t opening() const noexcept = 0;

  /// Finishes all that was taken, then ends the threads. No call may follow. Idempotent.
  virtual void close() = 0;
};

}  // namespace rushhour::store
