#include "sim/script/options/options_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/verdicts/threshold.hpp"
#include "sim/script/contract/options.hpp"
#include "sim/script/lua_value.hpp"
#include "sim/script/options/http_options_reader.hpp"
#include "sim/script/options/option_table.hpp"

namespace rushhour::script {
namespace {

using load::Executor;

constexpr std::uint64_t user_limit = 1'000'000;
constexpr std::uint64_t queue_limit = 10'000'000;

constexpr std::array<std::string_view, 3> executors{"constant-arrival-rate", "ramping-arrival-rate", "constant-vus"};
constexpr std::array<std::string_view, 2> spacings{"uniform", "poisson"};
constexpr std::array<std::string_view, 2> limits{"queue", "drop"};

// {"20s", "200/s"}: over 20 s the rate goes in a straight line to 200 a second.
load::Stage read_stage(const OptionTable& stages, std::size_t number, double from) {
  lua_State* L = stages.state();
  const std::string path = fmt::format("{}[{}]", stages.at("stages"), number);
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2) stages.fail(path, "wants {duration, rate}, such as {\"20s\", \"200/s\"}");
  lua_rawgeti(L, -1, 1);
  const auto length = duration_at(L, -1);
  if (!length) stages.fail(path, fmt::format("its first value wants a duration such as \"20s\", not {}", stages.described(-1)));
  lua_rawgeti(L, -2, 2);
  const double to = stages.rate_at_top(path);
  lua_pop(L, 2);
  return {*length, from, to};
}

std::vector<load::Stage> read_stages(const OptionTable& scenario) {
  constexpr std::size_t stage_limit = 10'000;
  double rate = scenario.rate("start_rate").value_or(0);
  if (!scenario.push("stages"))
    scenario.fail(scenario.at("stages"), "is missing; a ramp wants stages such as {{\"20s\", \"200/s\"}, {\"1m\", \"200/s\"}}");
  lua_State* L = scenario.state();
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) == 0 || lua_rawlen(L, -1) > stage_limit)
    scenario.fail(scenario.at("stages"), "wants a list of {duration, rate}");
  std::vector<load::Stage> stages;
  for (std::size_t i = 1; i <= lua_rawlen(L, -1); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    stages.push_back(read_stage(scenario, i, rate));
    rate = stages.back().to;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return stages;
}

Instant required_duration(const OptionTable& scenario) {
  const auto duration = scenario.duration("duration");
  if (!duration || *duration == Instant(0)) scenario.fail(scenario.at("duration"), "is missing; say how long, such as \"30s\"");
  return *duration;
}

void read_open(const OptionTable& table, load::Scenario& scenario) {
  if (scenario.executor == Executor::constant_arrival_rate) {
    const auto rate = table.rate("rate");
    if (!rate || *rate == 0) table.fail(table.at("rate"), "is missing; a constant-arrival-rate wants one such as \"50/s\"");
    scenario.stages = {{required_duration(table), *rate, *rate}};
  } else {
    scenario.stages = read_stages(table);
  }
  scenario.spacing = table.word("arrivals", spacings).value_or(0) == 0 ? load::Spacing::uniform : load::Spacing::poisson;
  const auto users = table.count("max_vus", 1, user_limit);
  if (!users) table.fail(table.at("max_vus"), "is missing; say how many users may be busy at once, such as 1000");
  scenario.max_vus = *users;
  scenario.on_limit = table.word("on_limit", limits).value_or(0) == 0 ? load::OnLimit::queue : load::OnLimit::drop;
  scenario.max_queue = table.count("max_queue", 0, queue_limit).value_or(scenario.max_queue);
  scenario.max_wait = table.duration("max_wait").value_or(scenario.max_wait);
}

load::Scenario read_scenario(const OptionTable& table, const std::string& name) {
  load::Scenario scenario;
  scenario.name = name;
  const auto executor = table.word("executor", executors);
  if (!executor) table.fail(table.at("executor"), fmt::format("is missing; it is one of {}", fmt::join(executors, ", ")));
  scenario.executor = static_cast<Executor>(*executor);
  if (scenario.executor == Executor::constant_vus) {
    table.allow_only(contract::constant_vus);
    scenario.max_vus = table.count("vus", 1, user_limit).value_or(1);
    scenario.duration = required_duration(table);
  } else {
    table.allow_only(scenario.executor == Executor::constant_arrival_rate ? contract::constant_arrival_rate
                                                                          : contract::ramping_arrival_rate);
    read_open(table, scenario);
  }
  scenario.exec = table.text("exec").value_or(name);
  scenario.graceful_stop = table.duration("graceful_stop").value_or(scenario.graceful_stop);
  return scenario;
}

void read_scenarios(const OptionTable& options, load::Plan& plan) {
  if (!options.push("scenarios")) options.fail("options.scenarios", "is missing; a run needs at least one scenario");
  lua_State* L = options.state();
  const OptionTable scenarios(L, "options.scenarios", options.file());
  for (const std::string& name : scenarios.names()) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (name.empty() || name.size() > 100 || name.find_first_not_of(allowed) != std::string::npos)
      scenarios.fail(scenarios.at(name), "is no name for a scenario; it is made of letters, digits, _ and -");
    scenarios.push(name);
    plan.scenarios.push_back(read_scenario(OptionTable(L, scenarios.at(name), options.file()), name));
    lua_pop(L, 1);
  }
  if (plan.scenarios.empty()) options.fail("options.scenarios", "is empty; a run needs at least one scenario");
  lua_pop(L, 1);
}

void add_threshold(const OptionTable& thresholds, const std::string& metric, load::Plan& plan) {
  if (lua_type(thresholds.state(), -1) != LUA_TSTRING)
    thresholds.fail(fmt::format("options.thresholds[\"{}\"]", metric),
                    fmt::format("wants a text such as \"p(99) < 250ms\", or a list of them, not {}", thresholds.described(-1)));
  const std::string expression(string_at(thresholds.state(), -1));
  try {
    verdicts::parse_threshold(metric, expression);
  } catch (const UserError& error) {
    thresholds.fail("options.thresholds", error.what());
  }
  plan.thresholds.push_back({metric, expression});
}

void read_thresholds(const OptionTable& options, load::Plan& plan) {
  if (!options.push("thresholds")) return;
  lua_State* L = options.state();
  const OptionTable thresholds(L, "options.thresholds", options.file());
  for (const std::string& metric : thresholds.names()) {
    thresholds.push(metric);
    if (lua_istable(L, -1) && lua_rawlen(L, -1) > 0) {
      for (std::size_t i = 1; i <= lua_rawlen(L, -1); ++i) {
        lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
        add_threshold(thresholds, metric, plan);
        lua_pop(L, 1);
      }
    } else {
      add_threshold(thresholds, metric, plan);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

load::ScriptLimits read_limits(const OptionTable& options) {
  constexpr Instant least = std::chrono::milliseconds(100);  // the watchdog looks a few times in it
  constexpr std::uint64_t least_bytes = 100'000, most_bytes = 4'000'000'000;
  load::ScriptLimits said;
  if (!options.push("limits")) return said;
  const OptionTable table(options.state(), "options.limits", options.file());
  table.allow_only(contract::limits);
  said.script = table.duration("script").value_or(said.script);
  if (said.script < least) table.fail(table.at("script"), "wants at least 100ms of CPU time, such as \"1s\"");
  said.memory = table.size("memory", least_bytes, most_bytes).value_or(said.memory);
  lua_pop(options.state(), 1);
  return said;
}

}  // namespace

load::Plan read_options(lua_State* L, const std::string& file, const std::filesystem::path& folder) {
  const int top = lua_gettop(L);
  try {
    if (lua_isnil(L, -1))
      throw UserError(fmt::format("{}: sets no global table 'options'; it says what load to make (docs/scenarios.md)", file),
                      Exit::settings);
    const OptionTable options(L, "options", file);
    options.allow_only(contract::options);
    load::Plan plan;
    read_scenarios(options, plan);
    read_thresholds(options, plan);
    read_http_options(options, folder, plan.http);
    plan.limits = read_limits(options);
    plan.warmup = options.duration("warmup").value_or(Instant(0));
    if (plan.warmup >= plan.length())
      options.fail("options.warmup", fmt::format("is {}, which leaves nothing of a plan of {} to measure", format_duration(plan.warmup),
                                                 format_duration(plan.length())));
    return plan;
  } catch (const UserError&) {
    lua_settop(L, top);
    throw;
  }
}

}  // namespace rushhour::script
