#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/load/world.hpp"

namespace rushhour::load {

/// A world on paper for tests: time stands still until the next event, and `answer` says how each request ends. Ties go by age.
class PaperWorld final : public World {
 public:
  /// How the exchange that begins at `sent` ends: fills in status, trouble, done.
  std::function<Outcome(const Request& request, Instant sent)> answer;

  /// How late an alarm rings: a lazy loop.
  Instant alarm_delay{0};

  Instant now() const noexcept override { return now_; }
  void alarm_at(Instant due) override { alarm_ = due; }
  Instant send(UserId user, const Request& request) override {
    sent.push_back({user, request, now_});
    Outcome outcome = answer(request, now_);
    outcome.sent = now_;
    flights_.emplace(std::pair{outcome.done, sequence_++}, std::pair{user, std::move(outcome)});
    return now_;
  }
  void abandon(UserId user) override {
    std::erase_if(flights_, [user](const auto& flight) { return flight.second.first == user; });
  }
  void refresh(UserId) override {}
  void join(UserId, UserId) override {}
  WorldCounts take_counts() noexcept override { return {flights_.size(), 0, 0}; }

  /// Plays events until `resident` has finished or none is due up to `until`.
  void run(Resident& resident, Instant until = Instant::max()) {
    while (!resident.finished()) {
      const Instant alarm = alarm_ == Instant::max() ? alarm_ : std::max(now_, alarm_ + alarm_delay);
      const Instant flight = flights_.empty() ? Instant::max() : flights_.begin()->first.first;
      const Instant next = std::min(alarm, flight);
      if (next == Instant::max() || next > until) return;
      now_ = std::max(now_, next);
      if (flight <= alarm) {
        auto [user, outcome] = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        resident.on_outcome(user, std::move(outcome), now_);
      } else {
        alarm_ = Instant::max();
        resident.on_alarm(now_);
      }
    }
  }

  struct Sent {
    UserId user;
    Request request;
    Instant at;
  };
  std::vector<Sent> sent;

 private:
  Instant now_{0};
  Instant alarm_ = Instant::max();
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, std::pair<UserId, Outcome>> flights_;
};

/// A user that plays a fixed list of actions each iteration: requests by step name, or sleeps.
class PaperUser final : public User {
 public:
  struct Act {
    std::string step;  // a request, or
    Instant sleep{0};  // a sleep
  };
  explicit PaperUser(std::vector<Act> acts, std::vector<Iteration>* begun) : acts_(std::move(acts)), begun_(begun) {}

  Action begin(const Iteration& iteration) override {
    if (begun_ != nullptr) begun_->push_back(iteration);
    at_ = 0;
    return next();
  }
  Action after_outcome(std::size_t, Outcome&&, bool) override { return next(); }
  Action after_sleep() override { return next(); }
  void cancel() override { at_ = acts_.size(); }
  const Call& call(std::size_t) const noexcept override { return call_; }
  const std::string& failure() const noexcept override { return failure_; }

 private:
  Action next() {
    if (at_ == acts_.size()) return {Action::Kind::done};
    const Act& act = acts_[at_++];
    if (act.step.empty()) return {Action::Kind::sleep, act.sleep};
    call_.step = call_.request.url = act.step;
    return {Action::Kind::send};
  }

  std::vector<Act> acts_;
  std::size_t at_ = 0;
  Call call_;
  std::string failure_;
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
  std::uint64_t made = 0;
  std::vector<Iteration> begun;

 private:
  std::vector<PaperUser::Act> acts_;
};

}  // namespace rushhour::load
