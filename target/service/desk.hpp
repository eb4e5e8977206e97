#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/foundation/clock.hpp"
#include "target/service/decide.hpp"
#include "target/store/order_store.hpp"

namespace rushhour::service {

/// Where the time of a request went, as Server-Timing tells it.
struct Timing {
  Instant queue{0};  ///< waiting: for its turn on the connection, for the store's, for another request on the same order
  Instant app{0};    ///< being decided
  Instant db{0};     ///< in the transaction or the query, together with those that shared it
};

class Desk;

/// One request on its way through a Desk. It belongs to whoever made it, and must live and stay in place until it is answered.
class Ticket {
 public:
  Request request;
  Instant arrived{0};  ///< set with the request
  Response response;   ///< to be read once answered
  Timing timing;
  Delivery delivery;  ///< how the response is to go out

  /// Called by the desk, on any thread, while the ticket waits: see to it that `Desk::resume` is called, on the ticket's own thread. Must
  /// be short and must not call the desk itself.
  virtual void wake() = 0;

 protected:
  virtual ~Ticket() = default;

 private:
  friend class Desk;
  enum class Stage : std::uint8_t { deciding, recalling, committing };

  Stage stage_ = Stage::deciding;
  int attempts_ = 0;
  Instant waits_since_{0};
  Recall recall_;
  bool recalled_ = false;
  bool recall_failed_ = false;
  store::Verdict verdict_ = store::Verdict::failed;
};

/// Carries requests to their answers: has them decided, makes what they change durable, and lets the view follow what was committed.
///
/// 1. Requests decide against committed state only. Before its operations go to the store, a request claims the order that they touch;
/// others
///    that want to change the same order wait and are then decided anew. So two cancellations, or a retry beside its first attempt, meet
///    the outcome and not the intention.
/// 2. The view follows before the claim is given up, so whoever comes next sees it.
/// 3. A conflict in the store means that it knows more than the view: the order is looked up, and the request decided again.
///
/// Thread safety: any number of threads; a ticket is used by one at a time.
class Desk {
 public:
  struct Parts {
    const Catalogue& catalogue;
    LiveOrders& orders;
    const Sessions& sessions;
    store::OrderStore& store;
    const Clock& clock;
    WallTime wall_at_zero;  ///< the wall time at instant zero of `clock`
    std::string token;      ///< empty: nobody is asked for one
  };

  static constexpr std::size_t waiting_for_one_order_max = 64;

  /// All parts must outlive the desk, and the store must be closed before the desk goes.
  explicit Desk(Parts parts);

  /// Takes a new request. True if it is answered already; else `wake` follows.
  bool handle(Ticket& ticket);

  /// Goes on with a ticket that was woken. True if it is answered now; else `wake` follows again.
  bool resume(Ticket& ticket);

  std::optional<Response> refuse_head(const Request& head) const {
    return service::refuse_head(head, view(nullptr), parts_.wall_at_zero + parts_.clock.now());
  }

 private:
  enum class Claim : std::uint8_t { held, waiting, stale, crowded };

  View view(const Recall* recall) const;
  bool advance(Ticket& ticket);
  bool look_up(Ticket& ticket, std::string id);
  bool commit(Ticket& ticket, Decision decision);
  Claim claim(const std::string& id, const delivery::Order* basis, Ticket& ticket);
  void release(const std::string& id);

  Parts parts_;
  std::atomic<std::uint64_t> numbers_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Ticket*>> claims_;  // who waits for each claimed order
};

}  // namespace rushhour::service
