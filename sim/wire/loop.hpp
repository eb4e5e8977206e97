#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/wire/connection.hpp"
#include "sim/wire/deadline_queue.hpp"
#include "sim/wire/flight.hpp"
#include "sim/wire/http/cookie_jar.hpp"
#include "sim/wire/mailbox.hpp"
#include "sim/wire/origin.hpp"
#include "sim/wire/switchboard.hpp"
#include "sim/wire/transport/tls_context.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {

/// The world's inside: users, their connections, flights and deadlines, on one poller.
///
/// 1. A user's slot holds 32 bytes and, once it has sent, a connection. Everything that a busy user needs is in its flight.
/// 2. All that ends an exchange goes through settled(), which queues it; deliver() empties the queue. So a resident is never called from
///    within its own calls, and what it settles while it is called waits for the next delivery.
/// 3. A turn: wait for events until the earliest of the alarm and the deadlines, read the clock, play what is due, then event by event with
/// a
///    delivery after each. An alarm that comes due in between is played in between.
/// 4. Deadlines are lazy: a user stands once in their queue, at or before its flight's. One that comes up too early is put off.
class WireWorld::Loop final : public Switchboard {
 public:
  explicit Loop(const WireSettings& settings);
  ~Loop() override;

  void set_start(std::chrono::steady_clock::time_point start) noexcept {
    start_ = start;
    turn_ = recent_ = Instant(0);
  }
  void alarm_at(Instant due) noexcept { alarm_ = due; }
  Instant send(load::UserId user, const load::Request& request);
  void abandon(load::UserId user);
  void refresh(load::UserId user);
  void join(load::UserId companion, load::UserId user);
  load::WorldCounts take_counts() noexcept;
  Prefetched prefetch(std::size_t users, std::size_t descriptors, Instant patience);
  void give_up_prefetch() noexcept { prefetch_given_up_ = true; }
  void run(load::Resident& resident);
  void post(std::function<void()> task) { mailbox_->post(std::move(task)); }

  Instant turn() const noexcept override { return turn_; }
  Instant now() const noexcept override;
  bool may_open(Connection& connection) override;
  void socket_opened() noexcept override { ++sockets_; }
  void socket_closed() noexcept override { --sockets_; }
  void opened_ahead(load::Trouble trouble, const std::string& complaint) override;
  void resolve(Origin& origin, Connection& connection) override;
  void enter(Flight& flight, load::Phase phase, Instant at) override;
  void come_back(Connection& connection) override { again_.push_back({connection.id(), connection.generation()}); }
  void settled(Flight& flight) override;
  TlsContext& tls() override;
  const load::HttpOptions& http() const noexcept override { return http_; }
  SourcePool& sources() noexcept override { return sources_; }

 private:
  struct Slot {
    Connection* connections = nullptr;  // the one used last comes first
    std::unique_ptr<Flight> flight;     // until it is settled
    std::shared_ptr<CookieJar> jar;     // once a server has set a cookie; one for all who are joined
  };
  /// A connection as it was.
  struct Caller {
    std::uint32_t id;
    std::uint32_t generation;
  };

  Slot& slot_of(load::UserId user);
  Connection& connection_to(Origin& origin, Slot& slot);
  Connection& new_connection(Slot& slot);
  Connection* find(std::uint32_t id, std::uint32_t generation) noexcept;
  std::unique_ptr<Flight> new_flight();
  void recycle(std::unique_ptr<Flight> flight);
  void launch(Flight& flight, Instant at);
  void keep_cookies(const Flight& flight);
  bool follow(std::unique_ptr<Flight>& flight);
  void refuse(Flight& flight, load::Trouble trouble, std::string_view detail, Instant at);
  void time_out(Slot& slot);
  void take_turn(Instant latest);
  void fire_deadlines();
  void fire_alarm();
  void play_events(std::size_t count);
  void play_mail();
  void unblock();
  void deliver();
  Connection* find_idle() noexcept;
  Instant limit_of(load::Phase phase) const noexcept;
  void on_resolved(Origin& origin, const Found& found);

  std::optional<std::chrono::steady_clock::time_point> start_;
  load::HttpOptions http_;
  OriginBook origins_;
  ResponseLimits limits_;
  SourcePool sources_;
  std::optional<TlsContext> tls_;
  std::shared_ptr<Mailbox> mailbox_;
  std::function<void(std::string_view)> tap_;

  load::Resident* resident_ = nullptr;
  std::vector<Slot> slots_;  // by user
  std::deque<Connection> connections_;
  std::vector<std::unique_ptr<Flight>> idle_flights_;
  std::vector<std::unique_ptr<Flight>> settled_;
  std::vector<std::unique_ptr<Flight>> delivering_;
  std::vector<Caller> again_;

  std::size_t sockets_ = 0;
  std::size_t sockets_limit_;  // our share of max_connections
  std::deque<Caller> blocked_;
  std::uint64_t blocked_count_ = 0;
  std::size_t hand_ = 0;  // where the search for an idle connection goes on

  Prefetched prefetched_;
  std::size_t opening_ahead_ = 0;
  bool prefetch_given_up_ = false;

  Instant turn_{0};
  mutable Instant recent_{0};  // the last reading of the clock
  Instant alarm_ = Instant::max();
  DeadlineQueue deadlines_;
};

}  // namespace rushhour::wire
