#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "sim/load/exchange.hpp"
#include "sim/load/plan.hpp"

namespace rushhour::load {

/// A request as a script made it: what to send, and how its outcome is to be filed.
struct Call {
  Request request;
  std::string step;           ///< its name in the report
  std::vector<int> expected;  ///< statuses that count as ok, or classes of them (2 for 200 to 299); empty for 200 to 399
  std::string group;          ///< in which it was made, outer ones first, joined by "/"; empty outside
  std::vector<Tag> tags;      ///< its own and its user's; those that the plan lists as series tags tell series apart
};

/// Whether an outcome is what the step expects.
bool is_expected(const Call& call, const Outcome& outcome) noexcept;

/// Which iteration a user is to play, and the random numbers that belong to it.
struct Iteration {
  std::uint64_t vu;      ///< number of the virtual user within its scenario, over all workers
  std::uint64_t number;  ///< arrivals and shared iterations: of the scenario; else of this user
  RandomStream stream;
  std::uint64_t index = 0;  ///< among all iterations of its scenario: of fixed users number * users + user; what feeders go by
};

/// What a virtual user wants next.
struct Action {
  enum class Kind : std::uint8_t {
    send,      ///< its calls, all at the same logical instant
    wait,      ///< for the calls that are still under way
    sleep,     ///< for `length`
    pace,      ///< until `length` after the logical instant at which its iteration began; where that has passed, no longer
    done,      ///< the iteration is over
    rejected,  ///< it is over, and failed by the script's own word; failure() says why
    failed,    ///< it is over by a mistake in the script; failure() says which
  } kind;
  Instant length{0};
  std::uint32_t calls = 1;  ///< for Kind::send: how many

  /// What goes beyond the iteration; only with one that is over.
  enum class Beyond : std::uint8_t {
    nothing,
    stop_user,  ///< a fixed user begins no further iteration
    stop_run,   ///< the run ends as at the end of its plan: its data is used up; failure() says which
    abort_run,  ///< the run ends at once by the script's word; failure() says why
    runaway,    ///< the code overran its limits; a scenario in which that happens again and again is stopped
  } beyond = Beyond::nothing;
};

/// One virtual user, an explicit machine without sockets or clock: it is resumed and says what it wants. A Lua coroutine in the product,
/// a few lines of C++ in tests. One thread.
class User {
 public:
  virtual ~User() = default;

  virtual Action begin(const Iteration& iteration) = 0;

  /// The outcome of call number `call`. Until the last of the calls of one action has its outcome, the answer is Kind::wait.
  virtual Action after_outcome(std::size_t call, Outcome&& outcome, bool expected) = 0;

  /// After a sleep or a pace.
  virtual Action after_sleep() = 0;

  /// The iteration ends here, whatever it was doing.
  virtual void cancel() = 0;

  /// What to send, after Kind::send; `number` counts from 0. Each stays until its outcome was handed over.
  virtual const Call& call(std::size_t number) const noexcept = 0;

  /// Why, after Kind::failed, Kind::rejected and what goes beyond: one line that begins with file:line.
  virtual const std::string& failure() const noexcept = 0;
};

class Recorder;
class Turns;

/// Makes the users of one worker.
class UserFactory {
 public:
  virtual ~UserFactory() = default;

  /// Where the users note their checks: the worker's own recorder, told once before any user is made.
  virtual void note_in(Recorder& recorder) = 0;

  /// `scenario`: index into the plan; `vu`: the user's number within it.
  virtual std::unique_ptr<User> make_user(std::size_t scenario, std::uint64_t vu) = 0;

  /// What a watchdog looks at while users of this factory run; nothing if their code cannot run away.
  virtual Turns* turns() noexcept { return nullptr; }
};

}  // namespace rushhour::load
