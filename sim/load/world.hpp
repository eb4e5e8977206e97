#pragma once

#include "reports/foundation/clock.hpp"
#include "sim/load/exchange.hpp"

namespace rushhour::load {

/// Who lives in a world and is called by it: a worker. Calls never nest: a world calls from its own loop only, not from within one of its
/// own functions.
class Resident {
 public:
  virtual ~Resident() = default;

  /// The alarm asked for has come due; `now` is the loop's reading, at or after the due instant.
  virtual void on_alarm(Instant now) = 0;

  /// The exchange of `user` has ended. `now` is the loop's reading, at or after `outcome.done`.
  virtual void on_outcome(UserId user, Outcome&& outcome, Instant now) = 0;

  /// Nothing more will be asked: the world's loop may end.
  virtual bool finished() const noexcept = 0;
};

/// What a world counts for the tick.
struct WorldCounts {
  std::uint64_t connections = 0;            ///< open now
  std::uint64_t opened = 0;                 ///< since the counts were taken last
  std::uint64_t waited_for_connection = 0;  ///< exchanges that found the limit of connections reached, since then
};

/// What a worker may ask of the place it lives in: the wire, or virtual time. One thread.
class World : public Clock {
 public:
  /// One alarm a worker; a new one replaces the old. Instant::max() for none.
  virtual void alarm_at(Instant due) = 0;

  /// Starts an exchange and returns the instant at which it was taken up: there the generator's own lateness ends, and waiting for a
  /// connection, which is the target's doing, begins. `request` stays alive and unchanged until its outcome, which is always delivered
  /// later, never from within. One exchange a user at a time. Each user has its own connections.
  virtual Instant send(UserId user, const Request& request) = 0;

  /// Forgets the exchange of `user`, if there is one: no outcome will come, and its connection is closed.
  virtual void abandon(UserId user) = 0;

  /// `user` begins an iteration: what belongs to the one before (cookies, perhaps its connections) goes. No exchange of it is under way.
  virtual void refresh(UserId user) = 0;

  /// From now on `companion`, a number that has sent nothing yet, sends on behalf of `user`: over connections of its own, with the cookies
  /// of both. So a user has several exchanges under way at once.
  virtual void join(UserId companion, UserId user) = 0;

  virtual WorldCounts take_counts() noexcept = 0;
};

}  // namespace rushhour::load
