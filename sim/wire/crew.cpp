#include "sim/wire/crew.hpp"

#include <condition_variable>
#include <exception>
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

}  // namespace

/// Where workers leave what they hand over, and say that they have nothing more to do.
struct Crew::Gathering {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<load::Handover>> left;
  std::size_t finished = 0;
  std::exception_ptr trouble;
};

/// One worker with its thread. Its loop goes on after its stripe is done, so that it can still be asked; it ends when told to leave.
class Crew::Member final : public load::Resident {
 public:
  Member(const load::Plan& plan, const WireSettings& settings, std::uint64_t seed, load::Stripe stripe, load::PermitPools& permits,
         const MakeUsers& make_users, Gathering& gathering)
      : world_(settings),
        users_(make_users(world_)),
        worker_(plan, world_, *users_, permits, seed, stripe),
        index_(stripe.index),
        gathering_(&gathering) {}

  void begin(SteadyTime start) {
    world_.set_start(start);
    thread_ = std::thread([this] {
      try {
        health_.emplace();
        worker_.start();
        tell_when_finished();
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
    tell_when_finished();
  }
  void on_outcome(load::UserId user, load::Outcome&& outcome, Instant now) override {
    worker_.on_outcome(user, std::move(outcome), now);
    tell_when_finished();
  }
  bool finished() const noexcept override { return leaving_; }

  void nudge() {
    world_.post([this] { on_alarm(world_.now()); });
  }
  void stop() {
    world_.post([this] {
      worker_.stop(world_.now());
      tell_when_finished();
    });
  }
  void halt() {
    world_.post([this] {
      worker_.halt(world_.now());
      tell_when_finished();
    });
  }
  void leave() {
    if (!thread_.joinable()) return;
    world_.post([this] { leaving_ = true; });
    thread_.join();
  }
  void hand_over(const load::Cuts& cuts) {
    world_.post([this, cuts] {
      load::Handover handover;
      handover.tick = worker_.take_tick();
      const CoreShare core = health_->sample(world_.now());
      handover.tick.cpu = {core.used};
      if (core.waited) handover.tick.core_wait = {*core.waited};
      load::Recorder& recorder = worker_.recorder();
      if (cuts.interval) {
        handover.interval = recorder.take_interval(cuts.interval->begin, cuts.interval->length);
        handover.slowest = recorder.take_slowest();
      }
      if (cuts.minute) handover.minute = recorder.take_minute(cuts.minute->begin, cuts.minute->length);
      const std::lock_guard lock(gathering_->mutex);
      gathering_->left[index_] = std::move(handover);
      gathering_->changed.notify_all();
    });
  }

 private:
  void tell_when_finished() {
    if (told_ || !worker_.finished()) return;
    told_ = true;
    const std::lock_guard lock(gathering_->mutex);
    ++gathering_->finished;
    gathering_->changed.notify_all();
  }

  WireWorld world_;
  std::unique_ptr<load::UserFactory> users_;
  load::Worker worker_;
  std::size_t index_;
  Gathering* gathering_;
  std::thread thread_;
  bool leaving_ = false;
  bool told_ = false;
  std::optional<ThreadHealth> health_;  // of the thread, made on it
};

Crew::Crew(const load::Plan& plan, const WireSettings& settings, std::uint64_t seed, std::size_t threads, const MakeUsers& make_users)
    : permits_(load::make_permits(plan, threads)), gathering_(std::make_unique<Gathering>()) {
  gathering_->left.resize(threads);
  for (std::size_t i = 0; i < threads; ++i)
    members_.push_back(std::make_unique<Member>(plan, settings, seed, load::Stripe{i, threads}, permits_, make_users, *gathering_));
  for (const auto& pool : permits_) pool->nudge = [this](std::size_t worker) { members_[worker]->nudge(); };
}

Crew::~Crew() {
  for (const auto& member : members_) member->leave();
}

load::Handover Crew::collect(const load::Cuts& cuts) {
  for (const auto& member : members_) member->hand_over(cuts);
  load::Handover merged;
  if (cuts.interval) merged.interval = {cuts.interval->begin, cuts.interval->length, {}};
  if (cuts.minute) merged.minute = {cuts.minute->begin, cuts.minute->length, {}};
  std::unique_lock lock(gathering_->mutex);
  for (auto& left : gathering_->left) {
    gathering_->changed.wait(lock, [&] { return left.has_value() || gathering_->trouble; });
    if (gathering_->trouble) std::rethrow_exception(gathering_->trouble);
    merged.merge(std::move(*left));
    left.reset();
  }
  return merged;
}

Ending Crew::run(load::RunLog& log, const std::atomic<int>& interrupts, const std::function<void(Instant, const load::Tick&)>& watch) {
  constexpr Instant tick = std::chrono::seconds(1);
  const SteadyTime start = std::chrono::steady_clock::now();
  for (const auto& member : members_) member->begin(start);
  MachineHealth machine;
  Ending ending;
  Instant next_tick = tick;
  load::CutPlan cut_plan;
  int heard = 0;
  for (bool over = false; !over;) {
    {
      std::unique_lock lock(gathering_->mutex);
      over = gathering_->changed.wait_until(lock, std::min(start + next_tick, std::chrono::steady_clock::now() + look_around),
                                            [&] { return gathering_->finished == members_.size() || gathering_->trouble; });
    }
    const Instant now = std::chrono::steady_clock::now() - start;
    if (const int wishes = std::min(interrupts.load(), 2); wishes > heard) {
      log.event(now, "interrupt");
      ending.interrupted = true;
      for (const auto& member : members_) wishes == 1 ? member->stop() : member->halt();
      heard = wishes;
    }
    if (!over && now < next_tick) continue;
    next_tick = now / tick * tick + tick;
    const load::Cuts cuts = cut_plan.at(now, over);
    load::Handover handover = collect(cuts);
    handover.tick.machine = machine.sample();
    log.tick(now, handover.tick);
    if (cuts.interval) log.interval(handover.interval, handover.slowest);
    if (cuts.minute) log.minute(handover.minute);
    watch(now, handover.tick);
    ending.at = now;
  }
  for (const auto& member : members_) member->leave();
  return ending;
}

}  // namespace rushhour::wire
