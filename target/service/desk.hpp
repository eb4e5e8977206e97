#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/foundation/clock.hpp"
#include "target/service/back_room.hpp"
#include "target/service/claims.hpp"
#include "target/service/decide.hpp"
#include "target/store/order_store.hpp"

namespace rushhour::service {

/// Where the time of a request went, as Server-Timing tells it.
struct Timing {
  Instant queue{
      0};          ///< waiting: for its turn on the connection, for the store's, for another request on the same order, for a fault to pass
  Instant app{0};  ///< being decided
  Instant db{0};   ///< in the transaction or the query, together with those that shared it
};

/// City time, which runs `scale` times as fast as the machine's clock.
struct CityTime {
  WallTime at_zero{};  ///< at instant zero
  double scale = 1;

  WallTime at(Instant now) const noexcept {
    return at_zero + Instant(scale == 1 ? now.count() : static_cast<std::int64_t>(static_cast<double>(now.count()) * scale));
  }
};

class Desk;
class Ticket;

/// One request on its way through a Desk. It belongs to whoever made it, and must live and stay in place until it is answered.
class Ticket {
 public:
  Request request;
  Instant arrived{0};        ///< set with the request
  std::uint64_t client = 0;  ///< likewise: who asks, where clients take turns
  Response response;         ///< to be read once answered
  Timing timing;
  Delivery delivery;             ///< how the answer is to go out
  const Route* route = nullptr;  ///< null: it had none

  /// Called by the desk, on any thread, while the ticket waits: see to it that `Desk::resume` is called, on the ticket's own thread. Must
  /// be short and must not call the desk itself.
  virtual void wake() = 0;

 protected:
  virtual ~Ticket() = default;

 private:
  friend class Desk;
  enum class Stage : std::uint8_t { deciding, recalling, committing };

  std::uint64_t fate_ = 0;  // what faults draw from
  Match match_;
  bool matched_ = false;
  Stage stage_ = Stage::deciding;
  int attempts_ = 0;
  Instant waits_since_{0};
  Recall recall_;
  bool recalled_ = false;
  bool recall_failed_ = false;
  store::Verdict verdict_ = store::Verdict::failed;
  Deed deed_;
};

/// Carries requests to their answers: has them decided, makes what they change durable, and lets the view follow what was committed.
///
/// 1. Requests decide against committed state only. Before its operations go to the store, a request claims what it changes (`Claims`);
///    others that want to change the same wait and are then decided anew. So two cancellations, or a retry beside its first attempt, meet
///    the outcome and not the intention.
/// 2. The view follows before the claims are given up, so whoever comes next sees it.
/// 3. A conflict in the store means that it knows more than the view: the request looks up what it collided with, and is decided again.
///
/// Thread safety: any number of threads; a ticket is used by one at a time.
class Desk {
 public:
  struct Parts {
    std::unique_ptr<const Catalogue> catalogue;
    LiveOrders& orders;
    Roster& roster;
    Baskets& baskets;
    const Sessions& sessions;
    const dispatch::Travel& travel;
    faults::FaultBook& faults;
    store::OrderStore& store;
    const Clock& clock;
    WallTime wall_at_zero;  ///< the wall time at instant zero of `clock`
    CityTime city;
    std::uint64_t accounts = 0;  ///< that the store holds
    bool opening_hours = false;

    /// Told who changed what, on the ticket's own thread; must be short.
    std::function<void(const Deed&, const Ticket&)> acted{};
    /// Told of every change that was committed, on the store's thread; must be short.
    std::function<void(const store::Change&)> committed{};
    /// The answer to /metrics. Any thread.
    std::function<Response(const Request&)> metrics{};
    /// Makes a snapshot of the store and says its name; empty if that failed. On the back room's thread.
    std::function<std::string()> snapshot{};
  };

  static constexpr std::size_t cities_max = 8;

  /// All parts must outlive the desk, and the store must be closed before the desk goes.
  explicit Desk(Parts parts);

  /// Takes a new request, or one that a fault held up. True if it is answered already (`delivery` says how it is to go out); else `wake`
  /// follows.
  bool handle(Ticket& ticket);

  /// Goes on with a ticket that was woken. True if it is answered now; else `wake` follows again.
  bool resume(Ticket& ticket);

  std::optional<Response> refuse_head(const Request& head) const { return service::refuse_head(head, view(nullptr, parts_.clock.now())); }

  /// For those who play along inside the process: what can be seen, and the time. Any thread.
  const Catalogue& catalogue() const noexcept { return *catalogue_.load(); }
  const LiveOrders& orders() const noexcept { return parts_.orders; }
  Roster& roster() noexcept { return parts_.roster; }
  WallTime city_now() const noexcept { return parts_.city.at(parts_.clock.now()); }

 private:
  View view(const Recall* recall, Instant now) const;
  bool meet_faults(Ticket& ticket);
  bool advance(Ticket& ticket);
  bool wait_for(Ticket& ticket, Wanted wanted);
  bool look_up(Ticket& ticket, store::LookUp wanted);
  bool send_to_back_room(Ticket& ticket, Wanted wanted);
  const Catalogue* catalogue_of(std::uint64_t seed);
  bool carry_out(Ticket& ticket, Decision decision);
  bool commit(Ticket& ticket, Decision decision);
  void follow(const std::vector<store::Operation>& operations);
  void take_effect(const Effect& effect, Ticket& ticket, Instant now);
  bool settle_conflict(Ticket& ticket);
  Response content(const Ticket& ticket, Content content) const;
  bool fail(Ticket& ticket, std::string_view detail) const;

  Parts parts_;
  std::atomic<const Catalogue*> catalogue_;
  std::atomic<std::uint64_t> accounts_;
  std::atomic<std::uint64_t> numbers_{0};  // of requests that may write
  std::atomic<std::uint64_t> fates_{0};
  Claims claims_;
  std::mutex cities_mutex_;
  std::map<std::uint64_t, std::unique_ptr<const Catalogue>> cities_;  // by seed; never let go, as answers point into them
  BackRoom back_room_;
};

}  // namespace rushhour::service
