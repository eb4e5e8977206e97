#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <span>
#include <string>

#include "reports/foundation/instant.hpp"

namespace rushhour::wire {

class Connection;
class TlsContext;
struct Flight;
struct Origin;

/// What the connections of one loop share, and whom they report to. Everything that happens on a loop happens in a turn: the clock is read
/// once, what has come due is dealt with, then the event, then outcomes are delivered.
class Switchboard {
 public:
  virtual ~Switchboard() = default;

  virtual void begin_turn() = 0;
  virtual void end_turn() = 0;

  /// The reading of the turn's begin, and a fresh one.
  virtual Instant turn() const noexcept = 0;
  virtual Instant now() const noexcept = 0;

  /// Resolves the origin's name; then the connection's on_resolved() is called, unless it has been closed meanwhile.
  virtual void resolve(Origin& origin, Connection& connection) = 0;

  /// The flight is over, its outcome complete; it is no longer the connection's.
  virtual void settled(Flight& flight) = 0;

  /// Throws what TlsContext throws.
  virtual TlsContext& tls() = 0;

  boost::asio::io_context& context() noexcept { return context_; }

  /// Where reads go and where requests are written: one each for all connections, since neither is used across turns.
  std::span<char> inbox() noexcept { return inbox_; }
  std::string& outbox() noexcept { return outbox_; }

  std::uint64_t open_connections = 0;

 protected:
  // The hint spares the reactor's locks, as all I/O is on one thread, and keeps the scheduler's, as post() and the resolver are not.
  boost::asio::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};

 private:
  std::string inbox_ = std::string(64 * 1024, '\0');
  std::string outbox_;
};

}  // namespace rushhour::wire
