#include "sim/wire/crew.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "sim/wire/health/machine_health.hpp"
#include "sim/wire/health/thread_health.hpp"

namespace rushhour::wire {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// How often the collecting thread looks for a wish to stop, which comes from a signal handler and can wake nobody.
constexpr auto look_around = std::chrono::milliseconds(50);

constexpr Instant prefetch_patience = std::chrono::seconds(30);

// What connections that are opened ahead leave free: for DNS, other hosts, the files that the end of a run writes.
constexpr std::uint64_t descriptors_spared = 32;

std::size_t free_descriptors() {
  const load::MachineTick now = MachineHealth().sample();
  if (now.descriptor_limit == 0) return static_cast<std::size_t>(-1);  // nobody told
  const std::uint64_t taken = now.descriptors + descriptors_spared;
  return taken < now.descriptor_limit ? static_cast<std::size_t>(now.descriptor_limit - taken) : 0;
}

WireSettings settings_of(WireSettings settings, load::Stripe stripe) {
  settings.worker = stripe.index;
  settings.workers = stripe.count;
  return settings;
}

}  // namespace

/// Where workers wait for the start, leave what they hand over, and say that they have nothing more to do.
struct Crew::Gathering {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t ready = 0;  // they have connected ahead what they could
  Prefetched prefetched;
  std::optional<SteadyTime> start;
  bool stopped = false;     // before the start: nothing may begin
  bool called_off = false;  // there will be no start
  std::vector<std::optional<load::Handover>> left;
  std::size_t finished = 0;
  std::optional<load::Stop> wish;  // of the first user that wants the run to end
  std::vector<load::ScenarioStop> scenario_stops;
  std::vector<std::optional<std::string>> held;  // by worker: where the watchdog holds its thread for ever
  std::size_t held_count = 0;
  std::size_t given_up = 0;  // of them

  bool news() const noexcept { return trouble || wish || !scenario_stops.empty() || held_count > given_up; }
  std::exception_ptr trouble;
};

/// One worker with its thread. Its loop goes on after its stripe is done, so that it can still be asked; it ends when told to leave.
class Crew::Member final : public load::Resident {
 public:
  Member(const load::Plan& plan, const WireSettings& settings, std::uint64_t seed, load::Stripe stripe, load::Pools& pools,
         const MakeUsers& make_users, const load::Steering* steering, Gathering& gathering, Watchdog& watchdog)
      : plan_(&plan),
        world_(settings_of(settings, stripe)),
        users_(make_users(world_)),
        worker_(plan, world_, *users_, pools, seed, stripe, steering),
        stripe_(stripe),
        prefetch_(settings.http.prefetch),
        gathering_(&gathering),
        watchdog_(&watchdog) {}

  /// `descriptors`: what connections opened ahead may take.
  void begin(std::size_t descriptors) {
    thread_ = std::thread([this, descriptors] {
      try {
        std::optional<Watchdog::Guard> guard;
        if (load::Turns* turns = users_->turns()) guard.emplace(*watchdog_, *turns, stripe_.index);
        Prefetched prefetched;
        if (prefetch_) prefetched = world_.prefetch(load::users_of(*plan_, stripe_), descriptors, prefetch_patience);
        if (!await_start(prefetched)) return;
        tell();
        world_.run(*this);
      } catch (...) {
        const std::lock_guard lock(gathering_->mutex);
        gathering_->trouble = std::current_exception();
        gathering_->changed.notify_all();
      }
    });
  }

  void on_alarm(Instant now) override {
    worker_.on_alarm(now);
    tell();
  }
  void on_outcome(load::UserId user, load::Outcome&& outcome, Instant now) override {
    worker_.on_outcome(user, std::move(outcome), now);
    tell();
  }
  bool finished() const noexcept override { return leaving_; }

  void give_up_prefetch() {
    world_.post([this] { world_.give_up_prefetch(); });
  }
  void nudge() {
    world_.post([this] { on_alarm(world_.now()); });
  }
  void stop() {
    world_.post([this] {
      worker_.stop(world_.now());
      tell();
    });
  }
  void halt() {
    world_.post([this] {
      worker_.halt(world_.now());
      tell();
    });
  }
  void stop_scenario(std::size_t scenario) {
    world_.post([this, scenario] {
      worker_.stop_scenario(scenario, world_.now());
      tell();
    });
  }
  /// The thread is held for ever, so its data is the caller's: what is under way is recorded at its age. Returns whether the worker counts
  /// as finished only now.
  bool give_up(Instant now) {
    given_up_ = true;
    worker_.write_off(now);
    return !std::exchange(told_, true);
  }
  bool given_up() const noexcept { return given_up_; }
  void leave() {
    if (given_up_ || !thread_.joinable()) return;
    world_.post([this] {
      leaving_ = true;
      world_.give_up_prefetch();
    });
    thread_.join();
  }
  void hand_over(const load::Cuts& cuts) {
    world_.post([this, cuts] {
      load::Handover handover = take(cuts);
      const CoreShare core = health_->sample(world_.now());
      handover.tick.cpu = {core.used};
      if (core.waited) handover.tick.core_wait = {*core.waited};
      const std::lock_guard lock(gathering_->mutex);
      gathering_->left[stripe_.index] = std::move(handover);
      gathering_->changed.notify_all();
    });
  }
  /// On the member's own thread, or on any once that is held.
  load::Handover take(const load::Cuts& cuts) {
    load::Handover handover;
    handover.tick = worker_.take_tick();
    load::Recorder& recorder = worker_.recorder();
    if (cuts.interval) {
      handover.interval = recorder.take_interval(cuts.interval->begin, cuts.interval->length);
      handover.slowest = recorder.take_slowest();
    }
    if (cuts.minute) handover.minute = recorder.take_minute(cuts.minute->begin, cuts.minute->length);
    return handover;
  }

 private:
  /// Starts together with all others; false if there is no start.
  bool await_start(const Prefetched& prefetched) {
    std::unique_lock lock(gathering_->mutex);
    gathering_->prefetched.merge(prefetched);
    ++gathering_->ready;
    gathering_->changed.notify_all();
    gathering_->changed.wait(lock, [this] { return gathering_->start || gathering_->called_off; });
    if (!gathering_->start) return false;
    const bool stopped = gathering_->stopped;
    world_.set_start(*gathering_->start);
    lock.unlock();
    health_.emplace();  // connecting ahead is no part of what is judged
    stopped ? worker_.stop(world_.now()) : worker_.start();
    return true;
  }
  /// Says once that it has finished, once that a user wants the run to end, and of each scenario that was stopped here.
  void tell() {
    const bool wish = worker_.wish() && !std::exchange(wished_, worker_.wish().has_value());
    const bool finished = !told_ && worker_.finished();
    std::vector<load::ScenarioStop> stops = worker_.take_scenario_stops();
    if (!wish && !finished && stops.empty()) return;
    const std::lock_guard lock(gathering_->mutex);
    if (wish && !gathering_->wish) gathering_->wish = worker_.wish();
    if (finished) ++gathering_->finished;
    std::move(stops.begin(), stops.end(), std::back_inserter(gathering_->scenario_stops));
    told_ = told_ || finished;
    gathering_->changed.notify_all();
  }

  const load::Plan* plan_;
  WireWorld world_;
  std::unique_ptr<load::UserFactory> users_;
  load::Worker worker_;
  load::Stripe stripe_;
  bool prefetch_;
  Gathering* gathering_;
  Watchdog* watchdog_;
  std::thread thread_;
  bool leaving_ = false;
  bool given_up_ = false;
  bool told_ = false;
  bool wished_ = false;
  std::optional<ThreadHealth> health_;  // of the thread, made on it
};

Crew::Crew(const load::Plan& plan, const WireSettings& settings, std::uint64_t seed, std::size_t threads, const MakeUsers& make_users,
           load::Steering* steering)
    : plan_(&plan),
      prefetch_(settings.http.prefetch),
      steering_(steering),
      pools_(load::make_pools(plan, threads)),
      gathering_(std::make_unique<Gathering>()),
      watchdog_(plan.limits.script, [this](std::size_t worker, const std::string& where) {
        const std::lock_guard lock(gathering_->mutex);
        gathering_->held[worker] = where;
        ++gathering_->held_count;
        gathering_->changed.notify_all();
      }) {
  gathering_->left.resize(threads);
  gathering_->held.resize(threads);
  for (std::size_t i = 0; i < threads; ++i)
    members_.push_back(
        std::make_unique<Member>(plan, settings, seed, load::Stripe{i, threads}, pools_, make_users, steering, *gathering_, watchdog_));
  for (const auto& pool : pools_) pool->permits.nudge = [this](std::size_t worker) { members_[worker]->nudge(); };
}

Crew::~Crew() {
  {
    const std::lock_guard lock(gathering_->mutex);
    gathering_->called_off = true;
    gathering_->changed.notify_all();
  }
  for (auto& member : members_) {
    member->leave();
    if (member->given_up()) (void)member.release();  // a thread that is held may be anywhere in it
  }
}

load::Handover Crew::collect(const load::Cuts& cuts) {
  for (const auto& member : members_) member->hand_over(cuts);
  load::Handover merged;
  if (cuts.interval) merged.interval = {cuts.interval->begin, cuts.interval->length, {}};
  if (cuts.minute) merged.minute = {cuts.minute->begin, cuts.minute->length, {}};
  std::unique_lock lock(gathering_->mutex);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto& left = gathering_->left[i];
    const auto& held = gathering_->held[i];
    gathering_->changed.wait(lock, [&] { return left || held || gathering_->trouble; });
    if (gathering_->trouble) std::rethrow_exception(gathering_->trouble);
    merged.merge(left ? std::move(*left) : members_[i]->take(cuts));
    left.reset();
  }
  return merged;
}

SteadyTime Crew::assemble(load::RunLog& log, const std::atomic<int>& interrupts) {
  const SteadyTime begun = std::chrono::steady_clock::now();
  const std::size_t descriptors = free_descriptors() / members_.size();
  for (const auto& member : members_) member->begin(descriptors);
  Gathering& gathering = *gathering_;
  std::unique_lock lock(gathering.mutex);
  while (!gathering.changed.wait_for(lock, look_around, [&] { return gathering.ready == members_.size() || gathering.trouble; })) {
    if (interrupts.load() == 0 || std::exchange(gathering.stopped, true)) continue;
    for (const auto& member : members_) member->give_up_prefetch();
  }
  if (gathering.trouble) std::rethrow_exception(gathering.trouble);
  if (prefetch_) {
    const Prefetched& came = gathering.prefetched;
    log.event(Instant(0), "prefetch",
              {{"wanted", came.wanted},
               {"opened", came.opened},
               {"took_ns", Instant(std::chrono::steady_clock::now() - begun).count()},
               {"error", came.trouble == load::Trouble::none ? std::string_view() : load::to_string(came.trouble)},
               {"message", came.complaint}});
  }
  gathering.stopped = interrupts.load() > 0;
  gathering.start = std::chrono::steady_clock::now();
  gathering.changed.notify_all();
  return *gathering.start;
}

Ending Crew::run(load::RunLog& log, const std::atomic<int>& interrupts, const load::Watch& watch) {
  constexpr Instant tick = std::chrono::seconds(1);
  const SteadyTime start = assemble(log, interrupts);
  MachineHealth machine;
  Ending ending;
  Instant next_tick = tick;
  load::CutPlan cut_plan;
  int heard = 0;
  for (bool over = false; !over;) {
    std::optional<load::Stop> wish;
    {
      std::unique_lock lock(gathering_->mutex);
      gathering_->changed.wait_until(lock, std::min(start + next_tick, std::chrono::steady_clock::now() + look_around),
                                     [&] { return gathering_->finished == members_.size() || gathering_->news(); });
      over = gathering_->finished == members_.size() || gathering_->trouble;
      wish = std::exchange(gathering_->wish, std::nullopt);
    }
    const Instant now = std::chrono::steady_clock::now() - start;
    if (const int wishes = std::min(interrupts.load(), 2); wishes > heard) {
      log.event(now, "interrupt");
      end_early({verdicts::Ending::interrupt, {}}, wishes > 1, ending);
      heard = wishes;
    }
    if (wish) end_early(*wish, wish->by == verdicts::Ending::abort, ending);
    heed_steering(log, now, ending);
    give_up_held(log, now, ending);
    stop_scenarios(log, now);
    if (!over && now < next_tick) continue;
    next_tick = now / tick * tick + tick;
    const load::Cuts cuts = cut_plan.at(now, over);
    load::Handover handover = collect(cuts);
    handover.tick.machine = machine.sample();
    const nlohmann::json line = log.tick(now, handover.tick);
    if (cuts.interval) log.interval(handover.interval, handover.slowest);
    if (cuts.minute) log.minute(handover.minute);
    if (const std::optional<load::Stop> stop = watch(now, handover, line); stop && !over) end_early(*stop, true, ending);
    ending.at = now;
  }
  for (const auto& member : members_) member->leave();
  return ending;
}

void Crew::heed_steering(load::RunLog& log, Instant now, Ending& ending) {
  if (steering_ == nullptr) return;
  if (const std::optional<load::Scaling> scaling = steering_->settle(now))
    log.event(scaling->at, "steered", {{"what", "scale"}, {"factor", scaling->factor}});
  if (!steering_->stop_asked() || std::exchange(stop_heard_, true)) return;
  log.event(now, "steered", {{"what", "stop"}});
  end_early({verdicts::Ending::steered, {}}, false, ending);
}

/// Everybody else goes on until what is under way has ended.
void Crew::give_up_held(load::RunLog& log, Instant now, Ending& ending) {
  std::unique_lock lock(gathering_->mutex);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!gathering_->held[i] || members_[i]->given_up()) continue;
    const std::string where = *gathering_->held[i];
    lock.unlock();
    log.event(now, "watchdog", {{"worker", i}, {"message", where}});
    const bool finished = members_[i]->give_up(now);
    end_early({verdicts::Ending::script, where}, false, ending);
    lock.lock();
    ++gathering_->given_up;
    if (finished) ++gathering_->finished;
  }
}

void Crew::stop_scenarios(load::RunLog& log, Instant now) {
  std::vector<load::ScenarioStop> stops;
  {
    const std::lock_guard lock(gathering_->mutex);
    stops.swap(gathering_->scenario_stops);
  }
  for (const load::ScenarioStop& stop : stops) {
    if (!stopped_scenarios_.insert(stop.scenario).second) continue;  // another worker had come to the same end
    log.event(now, "scenario_stopped", {{"scenario", plan_->scenarios[stop.scenario].name}, {"message", stop.reason}});
    for (const auto& member : members_) member->stop_scenario(stop.scenario);
  }
}

/// The first reason stands; a later one may still cut off what the first lets end.
void Crew::end_early(const load::Stop& stop, bool at_once, Ending& ending) {
  if (ending.by == verdicts::Ending::plan) {
    ending.by = stop.by;
    ending.reason = stop.reason;
  }
  for (const auto& member : members_) at_once ? member->halt() : member->stop();
}

}  // namespace rushhour::wire
