#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "reports/foundation/instant.hpp"
#include "sim/load/exchange.hpp"
#include "sim/wire/transport/poller.hpp"
#include "sim/wire/transport/source_pool.hpp"

namespace rushhour::wire {

class Connection;
class TlsContext;
struct Flight;
struct Origin;

/// What the connections of one loop share, and whom they report to. What happens on a loop happens in turns: the clock is read once, what
/// has come due is dealt with, then the events that the poller has gathered, after each of them the outcomes are delivered.
class Switchboard {
 public:
  virtual ~Switchboard() = default;

  /// The reading of the turn's begin, and a fresh one. An answer's instants are the turn's: all that the poller reports was there by then,
  /// and what the turn itself takes is the generator's lateness, not the server's.
  virtual Instant turn() const noexcept = 0;
  virtual Instant now() const noexcept = 0;

  /// Whether there is room for one more socket within the limit of connections. If not, `connection` is unblocked when there is.
  virtual bool may_open(Connection& connection) = 0;
  virtual void socket_opened() noexcept = 0;
  virtual void socket_closed() noexcept = 0;

  /// A connection without a flight stands; or it does not, and `trouble` and `complaint` say why.
  virtual void opened_ahead(load::Trouble trouble, const std::string& complaint) = 0;

  /// Resolves the origin's name; then the connection's on_resolved() is called, unless it has been closed meanwhile.
  virtual void resolve(Origin& origin, Connection& connection) = 0;

  /// The flight comes to `phase`, whose limit holds from now on.
  virtual void enter(Flight& flight, load::Phase phase, Instant at) = 0;

  /// Calls the connection's read_on() when others have had their turn.
  virtual void come_back(Connection& connection) = 0;

  /// The flight is over, its outcome complete; it is no longer the connection's.
  virtual void settled(Flight& flight) = 0;

  /// Throws UserError if the authorities cannot be read.
  virtual TlsContext& tls() = 0;

  virtual const load::HttpOptions& http() const noexcept = 0;
  bool closes_after_each() const noexcept { return http().connections == load::ConnectionPolicy::per_request; }

  Poller& poller() noexcept { return poller_; }
  virtual SourcePool& sources() noexcept = 0;

  /// Where reads go and where requests are written: one each for all connections, since neither is used across turns.
  std::span<char> inbox() noexcept { return inbox_; }
  std::string& outbox() noexcept { return outbox_; }

  std::uint64_t open_connections = 0;
  std::uint64_t connections_opened = 0;  ///< since they were counted last

 private:
  Poller poller_;
  std::string inbox_ = std::string(64 * 1024, '\0');
  std::string outbox_;
};

}  // namespace rushhour::wire
