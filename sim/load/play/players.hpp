#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "sim/load/play/lanes.hpp"
#include "sim/load/record/recorder.hpp"
#include "sim/load/record/run_log.hpp"
#include "sim/load/user.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

class ScenarioRun;

/// One user of a worker as it stands; or the companion that a user's batches take, which is no user of its own.
struct Slot {
  enum class State : std::uint8_t {
    idle,
    away,       ///< fixed users: until it may begin iterations again
    due,        ///< fixed users: until its next iteration begins
    acting,     ///< its code runs
    sending,    ///< one request is under way
    batching,   ///< several are
    sleeping,   ///< within an iteration
    companion,  ///< of `owner`, whose lane `number` it is
  };

  std::unique_ptr<User> user;
  ScenarioRun* run;
  std::uint64_t vu;
  std::uint64_t number = 0;        ///< of the iteration
  Instant begun{0};                ///< of the iteration
  Instant logical{0};              ///< the intended instant of the next request
  Instant ready{0};                ///< since when nothing but the generator keeps the user from it
  Instant taken_up{0};             ///< by the world, of the request under way
  Instant until{0};                ///< fixed users: no iteration begins then or later, unless the user is to come back
  std::unique_ptr<Lanes> lanes{};  ///< once it has sent several requests at a time
  UserId owner = 0;
  State state = State::idle;
  bool paused = false;  ///< whether the iteration has waited for anything yet

  bool plays() const noexcept { return state >= State::acting && state <= State::sleeping; }
};

/// Plays the iterations of a worker's users: resumes them, does what they want (send, sleep), and records what came of it. Who begins what
/// and when is the scenarios' affair (ScenarioRun), which are called when a user has nothing more to play or has waited long enough.
///
/// One thread: the world's.
class Players {
 public:
  /// All outlive the players.
  Players(const Plan& plan, World& world, UserFactory& factory, Recorder& recorder, std::uint64_t seed);

  UserId make(ScenarioRun& run, std::uint64_t vu);

  /// Tells the users of a scenario that it stops.
  void tell_stop(std::size_t scenario) { factory_->stop(scenario); }
  std::size_t size() const noexcept { return slots_.size(); }
  Slot& operator[](UserId user) noexcept { return slots_[user]; }

  /// Begins an iteration that was to begin at `intended`; `ready`: since when nothing but the generator kept it from that.
  void begin(UserId user, std::uint64_t number, Instant intended, Instant ready, Instant now);

  /// The run's on_due() is called at `due`. `state`: away or due.
  void wait(UserId user, Instant due, Slot::State state);

  /// The run's on_leaving() is called at `due`, whatever the user does then.
  void watch(UserId user, Instant due) { timers_.push({due, timers_made_++, user, true}); }

  /// Ends the iteration that the user plays: what is under way is recorded at its age, and the iteration counted as censored.
  void cut_off(UserId user, Instant now);

  /// When the first timer is due; Instant::max() without one.
  Instant next_due() const noexcept { return timers_.empty() ? Instant::max() : timers_.top().due; }

  /// Plays the first timer. Returns the scenario of its user. REQUIRES: there is one.
  ScenarioRun& play_due(Instant now);

  /// Of a user or of a companion. Returns the user's scenario.
  ScenarioRun& on_outcome(UserId id, Outcome&& outcome, Instant now);

  /// The users stand still for ever in the middle of their code, and the world too: from now on neither is touched.
  void abandon() noexcept { abandoned_ = true; }

  /// Scenarios that were stopped for what their code took, since the last call; and whether there was one since this was asked last.
  std::vector<ScenarioStop> take_stops() noexcept { return std::exchange(stops_, {}); }
  bool stopped_one() noexcept { return std::exchange(stopped_one_, false); }

  /// Whether a user wants the run to end, and why; once there is a wish, it stays.
  const std::optional<Stop>& wish() const noexcept { return wish_; }

 private:
  struct Timer {
    Instant due;
    std::uint64_t order;  // ties go by age
    UserId user;
    bool leaving;
    bool operator>(const Timer& other) const noexcept { return due != other.due ? due > other.due : order > other.order; }
  };

  void follow(UserId id, Slot& slot, const Action& action, Instant now);
  void end_iteration(UserId id, Slot& slot, const Action& action, Instant now);
  void end_runaway(UserId id, Slot& slot, Instant now);
  void sleep_until(UserId id, Slot& slot, Instant due);
  void send(UserId id, Slot& slot);
  void send_batch(UserId id, Slot& slot, std::uint32_t calls);
  void send_on(Slot& slot, std::size_t lane, Instant ready);
  void add_lane(UserId id, Slot& slot);
  void on_batch_outcome(UserId id, Slot& slot, std::size_t lane, Outcome&& outcome, Instant now);
  void cut_off_batch(Slot& slot, Instant now);

  World* world_;
  UserFactory* factory_;
  Recorder* recorder_;
  std::uint64_t seed_;
  std::size_t parallel_;  // calls of a user that may be under way at once
  std::deque<Slot> slots_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::uint64_t timers_made_ = 0;
  std::optional<Stop> wish_;
  std::vector<ScenarioStop> stops_;
  bool stopped_one_ = false;
  bool abandoned_ = false;
};

}  // namespace rushhour::load
