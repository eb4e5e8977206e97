#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/commands/settings/bench_settings.hpp"
#include "sim/load/plan.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/crew.hpp"

namespace rushhour::sim {

/// What a bench sends, and who sends it: one request that never changes, what a wrk script makes, or the function of a rushhour scenario.
/// Stays in place while users of its making live.
class BenchLoad {
 public:
  /// `settings` outlive it. Throws UserError if they hold what does not go together, or the script is none that can be played.
  BenchLoad(const BenchSettings& settings, WallTime started);

  const load::Plan& plan() const noexcept { return plan_; }
  wire::WireSettings wire() const { return {.target = settings_.base, .http = plan_.http}; }

  /// The script; nullptr without one.
  const script::Source* source() const noexcept { return source_ ? &*source_ : nullptr; }

  /// Of a scenario: plays setup(), until `unwanted` says so. Throws UserError if it fails or is given up.
  void set_up(const std::function<bool()>& unwanted);

  /// Of a scenario: plays teardown(), until `unwanted` says so. Why it failed, or an empty text.
  std::string tear_down(const std::function<bool()>& unwanted);

  wire::Crew::MakeUsers make_users() const;

 private:
  enum class Kind { plain, wrk, scenario };

  void read_scenario();
  void make_plan();
  script::HostSettings host_settings() const {
    return {.source = &*source_,
            .env = settings_.env,
            .seed = settings_.seed,
            .started = started_,
            .setup_json = setup_json_,
            .feeders = feeders_.get()};
  }
  std::unique_ptr<load::UserFactory> wrk_users(std::size_t worker, const Clock& clock) const;

  const BenchSettings& settings_;
  WallTime started_;
  Kind kind_ = Kind::plain;
  std::optional<script::Source> source_;
  std::unique_ptr<script::FeederStore> feeders_ = std::make_unique<script::FeederStore>();  // all hosts of the run share it
  std::string function_ = "request";
  load::Plan plan_;
  load::Call call_;  // of plain users
  std::string setup_json_;
};

}  // namespace rushhour::sim
