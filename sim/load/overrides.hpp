#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/load/plan.hpp"

namespace rushhour::load {

/// Why `name` cannot be a tag's, in words that go on after it; empty if it can: 1 to 100 letters, digits, "_", "." and "-", and no word
/// that selects figures by itself, such as step.
std::string tag_complaint(std::string_view name);

/// The most users and the most iterations that a scenario may have.
inline constexpr std::uint64_t user_limit = 1'000'000;
inline constexpr std::uint64_t iteration_limit = 1'000'000'000'000;

/// What a number of iterations may take unless it is said.
inline constexpr Instant iterations_patience = std::chrono::minutes(10);

/// What the command line says of the load, over what the script does: k6's flags with k6's meaning.
struct Overrides {
  struct Step {
    Instant length{0};
    double to = 0;
    bool rate = false;  ///< "30s:100/s"; else it is users, or what the scenario has
  };

  std::optional<std::uint64_t> vus{};
  std::optional<Instant> duration{};
  std::optional<std::uint64_t> iterations{};
  std::optional<double> rate{};  ///< iterations per second
  std::vector<Step> stages{};
  std::vector<std::string> scenarios{};  ///< those that play; empty for all
  std::vector<Tag> tags{};               ///< of the run

  /// Whether they alone say what load to make, so that a script need not.
  bool state_load() const noexcept { return duration || iterations || !stages.empty(); }

  /// Whether they change any load.
  bool change_load() const noexcept { return vus || duration || iterations || rate || !stages.empty(); }
};

/// Leaves the scenarios that are named, and replaces the load of the one that plays:
///   1. iterations: shared-iterations of `vus` (1), for at most `duration` (10 minutes);
///   2. stages: ramping-arrival-rate from `rate` (0) if the scenario has arrivals or a stage says "/s", else ramping-vus from `vus` (1);
///   3. rate: constant-arrival-rate for `duration`, or as long as the scenario lasted, with `vus` as its max_vus, or the scenario's own;
///   4. vus and duration: constant-vus;
///   5. one of them alone: that of the executor as it is; what it has none of is an error.
/// Everything else of the scenario stays. Throws UserError (Exit::flags) that names the flags where they contradict each other, or fit no
/// scenario.
void apply(const Overrides& overrides, Plan& plan);

/// What plays where only the command line says what load to make: the function `default`.
Scenario default_scenario();

}  // namespace rushhour::load
