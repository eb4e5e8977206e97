#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/wire/connection.hpp"
#include "sim/wire/deadline_queue.hpp"
#include "sim/wire/flight.hpp"
#include "sim/wire/http/cookie_jar.hpp"
#include "sim/wire/origin.hpp"
#include "sim/wire/switchboard.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {

/// The world's inside: users, their connections, flights and deadlines, on one io_context.
///
/// 1. A user's slot holds 24 bytes and, once it has sent, a connection. Everything that a busy user needs is in its flight.
/// 2. All that ends an exchange goes through settled(), which queues it; end_turn() delivers the queue. So a resident is never called from
///    within its own calls, and what it settles while it is called waits for the next turn.
/// 3. There is one timer, armed for the earliest of the alarm and the deadlines. It is never moved later: when it fires too early it is
/// armed
///    anew. Deadlines are as lazy: a user stands once in the queue, at or before its flight's deadline.
class WireWorld::Loop final : public Switchboard {
 public:
  explicit Loop(const WireSettings& settings);
  ~Loop() override;

  void set_start(std::chrono::steady_clock::time_point start) noexcept { start_ = start; }
  void alarm_at(Instant due) noexcept { alarm_ = due; }
  Instant send(load::UserId user, const load::Request& request);
  void abandon(load::UserId user);
  void refresh(load::UserId user);
  load::WorldCounts take_counts() noexcept;
  void run(load::Resident& resident);
  void post(std::function<void()> task);

  void begin_turn() override;
  void end_turn() override;
  Instant turn() const noexcept override { return turn_; }
  Instant now() const noexcept override { return start_ ? std::chrono::steady_clock::now() - *start_ : Instant{0}; }
  void resolve(Origin& origin, Connection& connection) override;
  void settled(Flight& flight) override;
  TlsContext& tls() override;

 private:
  struct Slot {
    Connection* connections = nullptr;  // the one used last comes first
    Flight* flight = nullptr;
    std::unique_ptr<CookieJar> jar;  // once a server has set a cookie
  };

  using Executor = boost::asio::io_context::executor_type;
  using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
  using Resolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, Executor>;

  void launch(Flight& flight, Instant at);
  void keep_cookies(const Flight& flight);
  bool follow(Flight& flight);
  Connection& connection_to(Origin& origin, Slot& slot);
  Connection& new_connection(Slot& slot);
  Flight& new_flight();
  void refuse(Flight& flight, load::Trouble trouble, std::string_view detail, Instant at);
  void time_out(Slot& slot);
  void fire_deadlines();
  void fire_alarm();
  void deliver();
  void deliver_soon();
  void arm_timer();
  void on_resolved(Origin& origin, const boost::system::error_code& error, const Resolver::results_type& results);

  struct TimerNotice {
    using allocator_type = OperationAllocator<std::byte>;
    allocator_type get_allocator() const noexcept { return allocator_type(loop->timer_memory_); }
    void operator()(const boost::system::error_code& error) const;
    Loop* loop;
  };

  std::optional<std::chrono::steady_clock::time_point> start_;
  OriginBook origins_;
  ResponseLimits limits_;
  load::HttpOptions http_;
  std::optional<TlsContext> tls_;

  load::Resident* resident_ = nullptr;
  std::vector<Slot> slots_;  // by user
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Flight>> flights_;
  std::vector<Flight*> idle_flights_;
  std::vector<Flight*> settled_;
  std::vector<Flight*> delivering_;
  bool delivery_posted_ = false;

  Instant turn_{0};
  Instant alarm_ = Instant::max();
  Instant armed_ = Instant::max();  // what the timer is armed for
  DeadlineQueue deadlines_;
  OperationMemory timer_memory_;
  Timer timer_;
  Resolver resolver_;
  boost::asio::executor_work_guard<Executor> work_;
};

}  // namespace rushhour::wire
