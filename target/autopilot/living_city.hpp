#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <queue>
#include <thread>
#include <unordered_map>
#include <vector>

#include "target/autopilot/couriers.hpp"
#include "target/autopilot/inbox.hpp"
#include "target/autopilot/kitchens.hpp"
#include "target/autopilot/matcher.hpp"
#include "target/service/desk.hpp"

namespace rushhour::autopilot {

/// What goes on behind the counter of a target: orders are matched with couriers every so often, and, if the city plays itself, its
/// kitchens and couriers do what they do. A client of the desk like any other: it makes requests, with tokens of staff, one for each act.
///
/// 1. Everything that is going to be done lies in one heap by its instant in city time. An act that is due becomes a request; at most
///    `under_way_max` of them at once.
/// 2. What a request or a commit brings about is said by `Kitchens` and `Couriers`, which are pure; this drives them.
/// 3. A request that meets trouble (429, 5xx, a reset) is made again after 0.25, 0.5, ... 8 s of real time, 20 times; then it is dropped
///    and counted.
/// 4. Every so often the view is looked through for orders and couriers that were forgotten: after a restart, a dropped act, an
///    overfull inbox.
///
/// Nothing here holds up a thread that serves connections. Memory is bounded by the orders in kitchens and the number of couriers.
///
/// Thread safety: `turn` belongs to one thread, its own once started; figures may be read by any.
class LivingCity {
 public:
  struct Settings {
    bool plays = false;  ///< kitchens and couriers; else there is only matching
    Matcher::Settings matching{};
    Instant match_every = std::chrono::seconds(2);  ///< real time
    Instant look_every = std::chrono::seconds(5);   ///< real time: how long what was forgotten stays so
  };

  static constexpr std::size_t under_way_max = 512;
  static constexpr std::size_t acts_max = 200'000;  ///< beyond it orders are left to the next look at the view

  /// Everything must outlive this. If the city plays, the inbox must be told of every commit of the desk.
  LivingCity(service::Desk& desk, const service::Sessions& sessions, const faults::FaultBook& faults, const dispatch::Travel& travel,
             const Clock& clock, WallTime wall_at_zero, service::CityTime city_time, Inbox& inbox, Settings settings);
  ~LivingCity();
  LivingCity(const LivingCity&) = delete;
  LivingCity& operator=(const LivingCity&) = delete;

  /// Begins a thread that takes turns.
  void start();

  /// Ends it. Requests under way may still be answered: the store must be closed before this goes. Idempotent.
  void stop();

  /// Does everything that is due. Returns how long nothing will be, unless the inbox is filled.
  Instant turn();

  struct Figures {
    std::uint64_t matched = 0;  ///< orders that were offered
    std::uint64_t acts = 0;     ///< requests that were agreed to
    std::uint64_t refused = 0;  ///< because things had moved on
    std::uint64_t retried = 0;  ///< made again after trouble
    std::uint64_t dropped = 0;  ///< given up after trouble
    std::uint64_t waiting = 0;  ///< acts in the heap
  };
  Figures figures() const noexcept;

  /// Real time since orders were last matched with couriers, or since there was something to match them with.
  Instant matcher_lag() const noexcept { return clock_.now() - Instant(matched_at_ns_.load(std::memory_order_relaxed)); }

 private:
  struct Cast;
  struct Due {
    Act act;
    unsigned failures = 0;
    std::uint64_t number = 0;  // ties are done in the order in which they came up

    bool operator>(const Due& other) const noexcept { return act.due != other.act.due ? act.due > other.act.due : number > other.number; }
  };

  void read_inbox(WallTime now);
  void raise_curtain(WallTime now);
  void match(WallTime now);
  void look_around(WallTime now);
  void plan(Acts acts);
  void plan(std::optional<Act> act);
  void begin(Due due);
  void end(Undertaking& undertaking);
  void conclude(const Undertaking& undertaking);
  void make_again(const Due& due, Instant after);
  Instant until_due(Instant now) const;
  void run();

  service::Desk& desk_;
  const service::Sessions& sessions_;
  const faults::FaultBook& faults_;
  const dispatch::Travel& travel_;
  const Clock& clock_;
  const WallTime wall_at_zero_;
  const service::CityTime city_time_;
  Inbox& inbox_;
  const Settings settings_;
  Matcher matcher_;
  std::unique_ptr<Cast> cast_;     // null: the city does not play itself
  std::uint64_t performance_ = 0;  // counts resets: what was begun before one is no news after it
  std::priority_queue<Due, std::vector<Due>, std::greater<>> heap_;
  std::unordered_map<const Undertaking*, std::unique_ptr<Undertaking>> under_way_;
  std::uint64_t numbers_ = 0;
  Instant next_match_{0};
  Instant next_look_{0};
  std::atomic<std::int64_t> matched_at_ns_;  // relaxed, as are the counts: figures for gauges
  std::atomic<std::uint64_t> matched_{0}, acts_{0}, refused_{0}, retried_{0}, dropped_{0}, waiting_{0};
  std::thread thread_;
};

}  // namespace rushhour::autopilot
