#pragma once

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/load/user.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

/// A world on paper for tests: time stands still until the next event, and `answer` says how each request ends. Ties go by age.
class PaperWorld final : public World {
 public:
  /// How the exchange that begins at `sent` ends: fills in status, trouble, done.
  std::function<Outcome(const Request& request, Instant sent)> answer;

  /// How long it takes to get a request ready, the user's own computing inside.
  Instant send_takes{0};

  /// How late an alarm rings: a lazy loop.
  Instant alarm_delay{0};

  Instant now() const noexcept override { return now_; }
  void alarm_at(Instant due) override { alarm_ = due; }
  Instant send(UserId user, const Request& request) override {
    if (under_way(user)) throw std::logic_error("a user's second exchange at a time");
    sent.push_back({user, request, now_});
    now_ += send_takes;
    Outcome outcome = answer(request, now_);
    outcome.sent = now_;
    flights_.emplace(std::pair{outcome.done, sequence_++}, std::pair{user, std::move(outcome)});
    return now_;
  }
  void abandon(UserId user) override {
    std::erase_if(flights_, [user](const auto& flight) { return flight.second.first == user; });
  }
  void refresh(UserId user) override { refreshed.push_back(user); }
  void join(UserId companion, UserId user) override { joined.emplace(companion, user); }
  WorldCounts take_counts() noexcept override { return {flights_.size(), 0, 0}; }

  /// When the next event is due; Instant::max() if none is.
  Instant next() const noexcept { return std::min(alarm(), flight()); }

  /// Plays the next event. REQUIRES: there is one.
  void step(Resident& resident) {
    const bool answered = flight() <= alarm();
    now_ = std::max(now_, next());
    if (answered) {
      auto [user, outcome] = std::move(flights_.begin()->second);
      flights_.erase(flights_.begin());
      resident.on_outcome(user, std::move(outcome), now_);
    } else {
      alarm_ = Instant::max();
      resident.on_alarm(now_);
    }
  }

  /// Lets time pass up to `at`, before which nothing is due.
  void pass(Instant at) noexcept { now_ = std::max(now_, at); }

  /// Plays events until `resident` has finished or none is due up to `until`.
  void run(Resident& resident, Instant until = Instant::max()) {
    while (!resident.finished() && next() != Instant::max() && next() <= until) step(resident);
  }

  bool under_way(UserId user) const {
    for (const auto& [due, flight] : flights_)
      if (flight.first == user) return true;
    return false;
  }

  struct Sent {
    UserId user;
    Request request;
    Instant at;
  };
  std::vector<Sent> sent;
  std::vector<UserId> refreshed;
  std::map<UserId, UserId> joined;  // companion to user

 private:
  Instant alarm() const noexcept { return alarm_ == Instant::max() ? alarm_ : std::max(now_, alarm_ + alarm_delay); }
  Instant flight() const noexcept { return flights_.empty() ? Instant::max() : flights_.begin()->first.first; }

  Instant now_{0};
  Instant alarm_ = Instant::max();
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, std::pair<UserId, Outcome>> flights_;
};

/// A user that plays a fixed list of actions each iteration: requests by step name, one or several at once, sleeps, paces, or an end.
class PaperUser final : public User {
 public:
  struct Act {
    std::string step;  // a request, or
    Instant sleep{0};  // a sleep, or
    Action::Kind kind = Action::Kind::sleep;
    std::uint32_t calls = 1;  // of a step
    Action::Beyond beyond = Action::Beyond::nothing;
  };
  explicit PaperUser(std::vector<Act> acts, std::vector<Iteration>* begun) : acts_(std::move(acts)), begun_(begun) {}

  Action begin(const Iteration& iteration) override {
    if (begun_ != nullptr) begun_->push_back(iteration);
    at_ = 0;
    return next();
  }
  Action after_outcome(std::size_t call, Outcome&&, bool) override {
    if (call >= calls_.size()) throw std::logic_error("an outcome of no call");
    return --open_ > 0 ? Action{Action::Kind::wait} : next();
  }
  Action after_sleep() override { return next(); }
  void cancel() override { at_ = acts_.size(); }
  const Call& call(std::size_t number) const noexcept override { return calls_[number]; }
  const std::string& failure() const noexcept override { return failure_; }

 private:
  Action next() {
    if (at_ == acts_.size()) return {Action::Kind::done};
    const Act& act = acts_[at_++];
    if (act.step.empty()) return {act.kind, act.sleep, 1, act.beyond};
    calls_.resize(open_ = act.calls);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      calls_[i].step = act.step;
      calls_[i].request.url = act.calls == 1 ? act.step : act.step + std::to_string(i);
    }
    return {Action::Kind::send, Instant(0), act.calls};
  }

  std::vector<Act> acts_;
  std::size_t at_ = 0;
  std::vector<Call> calls_;
  std::uint32_t open_ = 0;
  std::string failure_ = "paper.lua:1: the end";
  std::vector<Iteration>* begun_;
};

class PaperUsers final : public UserFactory {
 public:
  explicit PaperUsers(std::vector<PaperUser::Act> acts) : acts_(std::move(acts)) {}
  void note_in(Recorder&) override {}
  std::unique_ptr<User> make_user(std::size_t, std::uint64_t) override {
    ++made;
    return std::make_unique<PaperUser>(acts_, &begun);
  }
  void stop(std::size_t scenario) override { stopped.push_back(scenario); }
  std::uint64_t made = 0;
  std::vector<Iteration> begun;
  std::vector<std::size_t> stopped;

 private:
  std::vector<PaperUser::Act> acts_;
};

}  // namespace rushhour::load
