#include "sim/load/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/load/schedule/user_profile.hpp"

namespace rushhour::load {
namespace {

[[noreturn]] void contradiction(const std::string& message) { throw UserError(message, Exit::flags); }

std::vector<std::string_view> names_of(const Plan& plan) {
  std::vector<std::string_view> names;
  for (const Scenario& scenario : plan.scenarios) names.push_back(scenario.name);
  return names;
}

void choose(const std::vector<std::string>& chosen, Plan& plan) {
  if (chosen.empty()) return;
  const auto names = names_of(plan);
  for (const std::string& name : chosen)
    if (std::find(names.begin(), names.end(), name) == names.end())
      contradiction(fmt::format("--scenario {}: the script has no such scenario{}; it has {}", name, did_you_mean(name, names),
                                fmt::join(names, ", ")));
  std::vector<Scenario> playing;
  for (Scenario& scenario : plan.scenarios)
    if (std::find(chosen.begin(), chosen.end(), scenario.name) != chosen.end()) playing.push_back(std::move(scenario));
  plan.scenarios = std::move(playing);
}

void check_each_other(const Overrides& overrides) {
  if (overrides.iterations && (overrides.rate || !overrides.stages.empty()))
    contradiction("--iterations: goes without --rate and --stage, which say by themselves how many there are; leave one of them away");
  if (!overrides.stages.empty() && overrides.duration)
    contradiction("--duration: goes without --stage; a ramp lasts as long as its stages do, so put the time into them");
}

void share_iterations(const Overrides& overrides, Scenario& scenario) {
  scenario.executor = Executor::shared_iterations;
  scenario.stages.clear();
  scenario.iterations = *overrides.iterations;
  scenario.max_vus = overrides.vus.value_or(1);
  scenario.duration = overrides.duration.value_or(iterations_patience);
  if (scenario.iterations < scenario.max_vus)
    contradiction(fmt::format("--iterations {}: {} users cannot share them; say at least as many iterations as users", scenario.iterations,
                              scenario.max_vus));
}

// Of a scenario that had arrivals its own; else it must be said how many users may be busy at once.
std::uint64_t permitted(const Overrides& overrides, const Scenario& scenario, const char* flag) {
  if (overrides.vus) return *overrides.vus;
  if (!scenario.open())
    contradiction(fmt::format("{}: the scenario '{}' has no max_vus; say with -u how many users may be busy at once", flag, scenario.name));
  return scenario.max_vus;
}

void forget_users(Scenario& scenario) {
  scenario.duration = scenario.pace = Instant(0);
  scenario.iterations = 0;
}

void ramp(const Overrides& overrides, Scenario& scenario) {
  const bool says_rate = std::any_of(overrides.stages.begin(), overrides.stages.end(), [](const auto& step) { return step.rate; });
  const bool arrivals = scenario.open() || says_rate || overrides.rate;
  double level = arrivals ? overrides.rate.value_or(0) : static_cast<double>(overrides.vus.value_or(1));
  const std::uint64_t most = arrivals ? permitted(overrides, scenario, "--stage") : overrides.vus.value_or(1);
  forget_users(scenario);
  scenario.executor = arrivals ? Executor::ramping_arrival_rate : Executor::ramping_vus;
  scenario.stages.clear();
  for (const Overrides::Step& step : overrides.stages) {
    scenario.stages.push_back({step.length, level, step.to});
    level = step.to;
  }
  scenario.max_vus = arrivals ? most : std::max(most, UserProfile(scenario.stages).peak());
}

void arrive(const Overrides& overrides, Scenario& scenario) {
  const Instant length = overrides.duration.value_or(scenario.length());
  if (length == Instant(0)) contradiction("--rate: say with -d how long, such as -d 30s");
  scenario.max_vus = permitted(overrides, scenario, "--rate");
  forget_users(scenario);
  scenario.executor = Executor::constant_arrival_rate;
  scenario.stages = {{length, *overrides.rate, *overrides.rate}};
}

void keep_users(const Overrides& overrides, Scenario& scenario) {
  scenario.executor = Executor::constant_vus;
  scenario.stages.clear();
  scenario.iterations = 0;
  scenario.max_vus = *overrides.vus;
  scenario.duration = *overrides.duration;
}

void change_one(const Overrides& overrides, Scenario& scenario) {
  const std::string_view executor = to_string(scenario.executor);
  if (overrides.vus) {
    if (scenario.executor == Executor::ramping_vus)
      contradiction(
          fmt::format("--vus: the users of '{}' are those of its stages ({}); say -d with it, or --stage", scenario.name, executor));
    if (scenario.executor == Executor::shared_iterations && scenario.iterations < *overrides.vus)
      contradiction(fmt::format("--vus {}: they cannot share the {} iterations of '{}'; say -i with it", *overrides.vus,
                                scenario.iterations, scenario.name));
    scenario.max_vus = *overrides.vus;
    return;
  }
  if (scenario.executor == Executor::constant_arrival_rate)
    scenario.stages.front().length = *overrides.duration;
  else if (scenario.stages.empty())
    scenario.duration = *overrides.duration;
  else
    contradiction(
        fmt::format("--duration: '{}' lasts as long as its stages do ({}); say -u or --rate with it, or --stage", scenario.name, executor));
}

void change_load(const Overrides& overrides, Scenario& scenario) {
  if (overrides.iterations) return share_iterations(overrides, scenario);
  if (!overrides.stages.empty()) return ramp(overrides, scenario);
  if (overrides.rate) return arrive(overrides, scenario);
  if (overrides.vus && overrides.duration) return keep_users(overrides, scenario);
  change_one(overrides, scenario);
}

}  // namespace

std::string tag_complaint(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  constexpr std::array<std::string_view, 9> taken{"scenario", "step", "kind", "outcome", "phase", "group", "check", "stage", "url"};
  if (name.empty() || name.size() > 100 || name.find_first_not_of(allowed) != std::string_view::npos)
    return "is no name for a tag; it is made of 1 to 100 letters, digits, _, . and -";
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) return "is a word of rushhour's own; give the tag another name";
  return {};
}

Scenario default_scenario() {
  Scenario scenario;
  scenario.name = scenario.exec = "default";
  return scenario;
}

void apply(const Overrides& overrides, Plan& plan) {
  check_each_other(overrides);
  choose(overrides.scenarios, plan);
  for (const Tag& tag : overrides.tags) {
    std::erase_if(plan.tags, [&tag](const Tag& there) { return there.name == tag.name; });
    plan.tags.push_back(tag);
  }
  if (!overrides.change_load()) return;
  if (plan.scenarios.size() != 1)
    contradiction(
        fmt::format("--vus, --duration, --iterations, --rate and --stage change one scenario, and {} play: {}; choose one with "
                    "--scenario",
                    plan.scenarios.size(), fmt::join(names_of(plan), ", ")));
  change_load(overrides, plan.scenarios.front());
}

}  // namespace rushhour::load
