#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <unordered_set>

#include "target/server/content_coding.hpp"
#include "target/server/due_queue.hpp"
#include "target/server/host_clock.hpp"
#include "target/server/limits/deadline_wheel.hpp"
#include "target/server/limits/gate.hpp"
#include "target/server/limits/newcomers.hpp"
#include "target/server/limits/patience.hpp"
#include "target/server/request_parser.hpp"
#include "target/server/response_text.hpp"
#include "target/server/witness.hpp"
#include "target/service/desk.hpp"

namespace rushhour::server {

// On the concrete executor: `any_io_executor` costs an indirection with every operation.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Line;
class Session;
class TlsContext;

/// What all loops of a server share.
struct Shared {
  service::Desk& desk;
  const HostClock& clock;
  ParserLimits limits;
  Patience patience;
  const TlsContext* tls;  ///< null: plain
  std::size_t connections_max;
  Observers observers;
  Gate gate;
  std::atomic<std::size_t> connections{0};
};

/// One thread's io_context with the sessions on it. Everything but `context` and `post`-ing to it belongs to that thread.
class Loop {
 public:
  explicit Loop(Shared& shared_with_all) : shared(shared_with_all), turner_(context), alarm_(context) {}
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until `context.stop()`.
  void run();

  /// Takes over a connection that was accepted.
  void adopt(Socket socket);

  /// Lets connections end: the idle ones now, the others after the answer that is under way.
  void drain();
  bool draining() const noexcept { return draining_; }

  /// Sees to it that `line` is called at `due`, to the accuracy of a timer.
  void later(Instant due, std::shared_ptr<Line> line);

  void add(Session& session) { sessions_.insert(&session); }
  void remove(Session& session) { sessions_.erase(&session); }

  Shared& shared;
  DateText date;
  ContentCoding coding;
  DeadlineWheel deadlines;
  Newcomers newcomers;

 private:
  using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                                  boost::asio::io_context::executor_type>;

  void turn_wheel();
  void set_alarm();
  void ring();

  std::unordered_set<Session*> sessions_;
  DueQueue<std::shared_ptr<Line>> later_;
  bool draining_ = false;

 public:
  // After the sessions' register, as its end destroys the handlers that hold the last sessions.
  boost::asio::io_context context{1};

 private:
  Timer turner_;
  Timer alarm_;
};

}  // namespace rushhour::server
