#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "sim/load/exchange.hpp"

namespace rushhour::load {

/// A request as a script made it: what to send, and how its outcome is to be filed.
struct Call {
  Request request;
  std::string step;           ///< its name in the report
  std::vector<int> expected;  ///< statuses that count as ok; empty for 200 to 399
};

/// Whether an outcome is what the step expects.
bool is_expected(const Call& call, const Outcome& outcome) noexcept;

/// Which iteration a user is to play, and the random numbers that belong to it.
struct Iteration {
  std::uint64_t vu;      ///< number of the virtual user within its scenario, over all workers
  std::uint64_t number;  ///< arrival executors: of the scenario; constant-vus: of this user
  RandomStream stream;
};

/// What a virtual user wants next.
struct Action {
  enum class Kind { send, sleep, done, failed } kind;
  Instant sleep{0};  ///< for Kind::sleep
};

/// One virtual user, an explicit machine without sockets or clock: it is resumed and says what it wants. A Lua coroutine in the product,
/// a few lines of C++ in tests. One thread.
class User {
 public:
  virtual ~User() = default;

  virtual Action begin(const Iteration& iteration) = 0;
  virtual Action after_outcome(Outcome&& outcome, bool expected) = 0;
  virtual Action after_sleep() = 0;

  /// The iteration ends here, whatever it was doing.
  virtual void cancel() = 0;

  /// What to send, after Kind::send; stays until the outcome was handed over.
  virtual const Call& call() const noexcept = 0;

  /// Why, after Kind::failed: one line that begins with file:line.
  virtual const std::string& failure() const noexcept = 0;
};

class Recorder;

/// Makes the users of one worker.
class UserFactory {
 public:
  virtual ~UserFactory() = default;

  /// Where the users note their checks: the worker's own recorder, told once before any user is made.
  virtual void note_in(Recorder& recorder) = 0;

  /// `scenario`: index into the plan; `vu`: the user's number within it.
  virtual std::unique_ptr<User> make_user(std::size_t scenario, std::uint64_t vu) = 0;
};

}  // namespace rushhour::load
