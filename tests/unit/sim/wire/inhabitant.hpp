#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {

/// A resident for tests, which notes what it is told.
class Inhabitant final : public load::Resident {
 public:
  void on_alarm(Instant now) override {
    alarms.push_back(now);
    if (at_alarm) at_alarm(now);
  }
  void on_outcome(load::UserId user, load::Outcome&& outcome, Instant now) override {
    order.push_back(user);
    told_at.push_back(now);
    outcomes[user].push_back(std::move(outcome));
    if (at_outcome) at_outcome(user, outcomes[user].back());
  }
  bool finished() const noexcept override {
    ++turns;
    return done ? done() : order.size() >= wanted;
  }

  std::size_t wanted = 1;  ///< outcomes
  std::function<bool()> done;
  std::function<void(Instant)> at_alarm;
  std::function<void(load::UserId, const load::Outcome&)> at_outcome;

  std::vector<load::UserId> order;
  std::vector<Instant> told_at;
  std::vector<Instant> alarms;
  std::map<load::UserId, std::vector<load::Outcome>> outcomes;
  mutable std::size_t turns = 0;  ///< how often it was asked whether it has finished
};

inline WireSettings settings_for(std::string target) {
  WireSettings settings;
  settings.target = std::move(target);
  return settings;
}

/// A world whose run has begun.
class StartedWorld {
 public:
  explicit StartedWorld(const WireSettings& settings) : world_(settings) { world_.set_start(std::chrono::steady_clock::now()); }
  explicit StartedWorld(std::string target) : StartedWorld(settings_for(std::move(target))) {}

  WireWorld* operator->() noexcept { return &world_; }
  WireWorld& operator*() noexcept { return world_; }

  /// One exchange, from its send to its outcome.
  load::Outcome exchange(const load::Request& request, load::UserId user = 0) {
    Inhabitant inhabitant;
    world_.send(user, request);
    world_.run(inhabitant);
    return std::move(inhabitant.outcomes[user].at(0));
  }

  /// Runs until `done`; it is asked after each event.
  void run_until(std::function<bool()> done) {
    Inhabitant inhabitant;
    inhabitant.done = std::move(done);
    world_.run(inhabitant);
  }

 private:
  WireWorld world_;
};

/// A request whose timeout ends a test that would hang.
inline load::Request request_to(std::string url, std::string method = "GET", std::string body = {}) {
  load::Request request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.body = std::move(body);
  request.timeout = std::chrono::seconds(20);
  return request;
}

}  // namespace rushhour::wire
