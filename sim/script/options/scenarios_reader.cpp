#include "sim/script/options/scenarios_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "sim/load/schedule/user_profile.hpp"
#include "sim/script/contract/options.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

using load::Executor;
using load::iteration_limit;
using load::Scenario;
using load::user_limit;

constexpr std::uint64_t queue_limit = 10'000'000;
constexpr std::size_t tag_limit = 50;
constexpr std::size_t tag_size_limit = 200;

// In the order of load::Executor.
constexpr std::array<std::string_view, 6> executors{"constant-arrival-rate", "ramping-arrival-rate", "constant-vus",
                                                    "ramping-vus",           "per-vu-iterations",    "shared-iterations"};
constexpr std::array<const contract::Table*, 6> tables{&contract::constant_arrival_rate, &contract::ramping_arrival_rate,
                                                       &contract::constant_vus,          &contract::ramping_vus,
                                                       &contract::per_vu_iterations,     &contract::shared_iterations};
constexpr std::array<std::string_view, 2> spacings{"uniform", "poisson"};
constexpr std::array<std::string_view, 2> limits{"queue", "drop"};

double users_at_top(const OptionTable& scenario, const std::string& path) {
  lua_State* L = scenario.state();
  const double users = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : -1;
  if (!(users >= 0 && users <= static_cast<double>(user_limit)) || users != std::floor(users))
    scenario.fail(path,
                  fmt::format("its second value wants a whole number of users from 0 to {}, not {}", user_limit, scenario.described(-1)));
  return users;
}

// {"20s", "200/s"}: over 20 s the rate goes in a straight line to 200 a second; {"20s", 100}: to 100 users.
load::Stage read_stage(const OptionTable& scenario, std::size_t number, double from, bool users) {
  lua_State* L = scenario.state();
  const std::string path = fmt::format("{}[{}]", scenario.at("stages"), number);
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2)
    scenario.fail(path, users ? "wants {duration, users}, such as {\"20s\", 100}" : "wants {duration, rate}, such as {\"20s\", \"200/s\"}");
  lua_rawgeti(L, -1, 1);
  const auto length = duration_at(L, -1);
  if (!length) scenario.fail(path, fmt::format("its first value wants a duration such as \"20s\", not {}", scenario.described(-1)));
  lua_rawgeti(L, -2, 2);
  const double to = users ? users_at_top(scenario, path) : scenario.rate_at_top(path);
  lua_pop(L, 2);
  return {*length, from, to};
}

std::vector<load::Stage> read_stages(const OptionTable& scenario, double level, bool users) {
  constexpr std::size_t stage_limit = 10'000;
  const char* const example = users ? "{{\"20s\", 100}, {\"1m\", 100}}" : "{{\"20s\", \"200/s\"}, {\"1m\", \"200/s\"}}";
  if (!scenario.push("stages")) scenario.fail(scenario.at("stages"), fmt::format("is missing; a ramp wants stages such as {}", example));
  lua_State* L = scenario.state();
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) == 0 || lua_rawlen(L, -1) > stage_limit)
    scenario.fail(scenario.at("stages"), fmt::format("wants a list such as {}, of at most {} stages", example, stage_limit));
  std::vector<load::Stage> stages;
  for (std::size_t i = 1; i <= lua_rawlen(L, -1); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    stages.push_back(read_stage(scenario, i, level, users));
    level = stages.back().to;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  if (std::all_of(stages.begin(), stages.end(), [](const load::Stage& stage) { return stage.length == Instant(0); }))
    scenario.fail(scenario.at("stages"), "take no time at all; say how long, such as \"20s\"");
  return stages;
}

Instant required_duration(const OptionTable& scenario) {
  const auto duration = scenario.duration("duration");
  if (!duration) scenario.fail(scenario.at("duration"), "is missing; say how long, such as \"30s\"");
  if (*duration == Instant(0)) scenario.fail(scenario.at("duration"), "is zero; say how long, such as \"30s\"");
  return *duration;
}

void read_arrivals(const OptionTable& table, Scenario& scenario) {
  if (scenario.executor == Executor::constant_arrival_rate) {
    const auto rate = table.rate("rate");
    if (!rate) table.fail(table.at("rate"), "is missing; a constant-arrival-rate wants one such as \"50/s\"");
    if (*rate == 0) table.fail(table.at("rate"), "is zero; say how many, such as \"50/s\"");
    scenario.stages = {{required_duration(table), *rate, *rate}};
  } else {
    scenario.stages = read_stages(table, table.rate("start_rate").value_or(0), false);
  }
  scenario.spacing = table.word("arrivals", spacings).value_or(0) == 0 ? load::Spacing::uniform : load::Spacing::poisson;
  const auto users = table.count("max_vus", 1, user_limit);
  if (!users) table.fail(table.at("max_vus"), "is missing; say how many users may be busy at once, such as 1000");
  scenario.max_vus = *users;
  scenario.on_limit = table.word("on_limit", limits).value_or(0) == 0 ? load::OnLimit::queue : load::OnLimit::drop;
  scenario.max_queue = table.count("max_queue", 0, queue_limit).value_or(scenario.max_queue);
  scenario.max_wait = table.duration("max_wait").value_or(scenario.max_wait);
}

void read_ramp_of_users(const OptionTable& table, std::string_view begin_key, Scenario& scenario) {
  const auto begin = table.count(begin_key, 0, user_limit).value_or(1);
  scenario.stages = read_stages(table, static_cast<double>(begin), true);
  scenario.max_vus = load::UserProfile(scenario.stages).peak();
  if (scenario.max_vus == 0) table.fail(table.at("stages"), "never have a user; say how many, such as {{\"20s\", 100}}");
}

void read_iterations(const OptionTable& table, Scenario& scenario) {
  scenario.max_vus = table.count("vus", 1, user_limit).value_or(1);
  scenario.iterations = table.count("iterations", 1, iteration_limit).value_or(1);
  if (scenario.executor == Executor::shared_iterations && scenario.iterations < scenario.max_vus)
    table.fail(table.at("iterations"), fmt::format("is {}, which {} users cannot share; say at least as many iterations as users",
                                                   scenario.iterations, scenario.max_vus));
  scenario.duration = table.duration("max_duration").value_or(load::iterations_patience);
  if (scenario.duration == Instant(0)) table.fail(table.at("max_duration"), "is zero; say how long they may take, such as \"10m\"");
}

// What the executor alone knows of. REQUIRES: the keys are known to be its own.
void read_load(const OptionTable& table, Scenario& scenario) {
  switch (scenario.executor) {
    case Executor::constant_arrival_rate:
    case Executor::ramping_arrival_rate:
      return read_arrivals(table, scenario);
    case Executor::constant_vus:
      scenario.max_vus = table.count("vus", 1, user_limit).value_or(1);
      scenario.duration = required_duration(table);
      break;
    case Executor::ramping_vus:
      read_ramp_of_users(table, "start_vus", scenario);
      scenario.graceful_ramp_down = table.duration("graceful_ramp_down").value_or(scenario.graceful_ramp_down);
      break;
    case Executor::per_vu_iterations:
    case Executor::shared_iterations:
      read_iterations(table, scenario);
      break;
  }
  scenario.pace = table.duration("pace").value_or(Instant(0));
}

Scenario read_scenario(const OptionTable& table, const std::string& name) {
  Scenario scenario;
  scenario.name = name;
  const auto executor = table.word("executor", executors);
  if (!executor) table.fail(table.at("executor"), fmt::format("is missing; it is one of {}", fmt::join(executors, ", ")));
  scenario.executor = static_cast<Executor>(*executor);
  table.allow_only(*tables[*executor]);
  read_load(table, scenario);
  scenario.exec = table.text("exec").value_or(name);
  scenario.start_time = table.duration("start_time").value_or(Instant(0));
  scenario.graceful_stop = table.duration("graceful_stop").value_or(scenario.graceful_stop);
  scenario.tags = read_tags(table, "tags");
  for (const auto& [variable, value] : table.plain_values("env")) scenario.env[variable] = value;
  return scenario;
}

// As k6 has it: stages make a ramp of users, iterations are shared, else there are users for a time.
std::optional<Scenario> read_short(const OptionTable& options) {
  constexpr std::array<std::string_view, 4> keys{"vus", "duration", "iterations", "stages"};
  const auto stated = [&](std::string_view key) { return options.push(key) && (lua_pop(options.state(), 1), true); };
  const auto first = std::find_if(keys.begin(), keys.end(), stated);
  if (first == keys.end()) return std::nullopt;
  if (stated("scenarios")) options.fail(options.at(*first), "goes without scenarios; say it in one of them");
  Scenario scenario;
  scenario.name = scenario.exec = "default";
  if (stated("stages")) {
    for (const std::string_view key : {"duration", "iterations"})
      if (stated(key)) options.fail(options.at(key), "goes without stages, which say how long the load lasts");
    scenario.executor = Executor::ramping_vus;
    read_ramp_of_users(options, "vus", scenario);
    return scenario;
  }
  scenario.max_vus = options.count("vus", 1, user_limit).value_or(1);
  if (!stated("iterations")) {
    scenario.executor = Executor::constant_vus;
    scenario.duration = required_duration(options);
    return scenario;
  }
  scenario.executor = Executor::shared_iterations;
  read_iterations(options, scenario);
  scenario.duration = options.duration("duration").value_or(scenario.duration);
  return scenario;
}

}  // namespace

std::vector<load::Tag> read_tags(const OptionTable& table, std::string_view key) {
  std::vector<load::Tag> tags;
  for (auto& [name, value] : table.plain_values(key)) {
    const std::string path = fmt::format("{}[\"{}\"]", table.at(key), name);
    if (const std::string complaint = load::tag_complaint(name); !complaint.empty()) table.fail(path, complaint);
    if (value.empty() || value.size() > tag_size_limit) table.fail(path, fmt::format("wants a value of 1 to {} bytes", tag_size_limit));
    tags.push_back({name, value});
  }
  if (tags.size() > tag_limit) table.fail(table.at(key), fmt::format("are {}; there may be {}", tags.size(), tag_limit));
  return tags;
}

std::vector<std::string> read_series_tags(const OptionTable& options) {
  constexpr std::size_t most = 3;
  std::vector<std::string> names = options.texts("series_tags", true);
  for (const std::string& name : names)
    if (const std::string complaint = load::tag_complaint(name); !complaint.empty())
      options.fail(options.at("series_tags"), fmt::format("'{}' {}", name, complaint));
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    options.fail(options.at("series_tags"), "names a tag twice");
  if (names.size() > most)
    options.fail(
        options.at("series_tags"),
        fmt::format("are {}; at most {} may tell series apart, because every value of each makes series of its own", names.size(), most));
  return names;
}

std::vector<load::Scenario> read_scenarios(const OptionTable& options, const load::Overrides& overrides) {
  if (auto scenario = read_short(options)) return {std::move(*scenario)};
  if (!options.push("scenarios")) {
    if (overrides.state_load()) return {load::default_scenario()};
    options.fail("options.scenarios",
                 "is missing; a run needs at least one scenario, or vus and duration in short, or flags such as -u 10 -d 30s");
  }
  lua_State* L = options.state();
  const OptionTable table(L, "options.scenarios", options.file());
  std::vector<Scenario> scenarios;
  for (const std::string& name : table.names()) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (name.empty() || name.size() > 100 || name.find_first_not_of(allowed) != std::string::npos)
      table.fail(table.at(name), "is no name for a scenario; it is made of letters, digits, _ and -");
    table.push(name);
    scenarios.push_back(read_scenario(OptionTable(L, table.at(name), options.file()), name));
    lua_pop(L, 1);
  }
  if (scenarios.empty()) options.fail("options.scenarios", "is empty; a run needs at least one scenario");
  lua_pop(L, 1);
  return scenarios;
}

}  // namespace rushhour::script
