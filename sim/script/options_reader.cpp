#include "sim/script/options_reader.hpp"

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
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

using load::Executor;

constexpr std::uint64_t user_limit = 1'000'000;
constexpr std::uint64_t queue_limit = 10'000'000;
constexpr double rate_limit = 10'000'000;

/// A table of options under its path, with a reader for each type of value. The table stands at `index`.
class Table {
 public:
  Table(lua_State* L, std::string path, std::string file) : L_(L), index_(lua_gettop(L)), path_(std::move(path)), file_(std::move(file)) {
    if (!lua_istable(L_, index_)) fail(path_, fmt::format("wants a table, not {}", described(index_)));
  }

  [[noreturn]] void fail(const std::string& path, const std::string& what) const {
    throw UserError(fmt::format("{}: {}: {}", file_, path, what), Exit::settings);
  }
  std::string at(std::string_view key) const { return path_ + "." + std::string(key); }
  const std::string& file() const { return file_; }
  lua_State* state() const { return L_; }

  void allow_only(std::span<const std::string_view> known) const {
    for (lua_pushnil(L_); lua_next(L_, index_) != 0; lua_pop(L_, 1)) {
      const std::string_view key = string_at(L_, -2);
      if (lua_type(L_, -2) != LUA_TSTRING) fail(path_, fmt::format("holds a {} as key; its keys are names", luaL_typename(L_, -2)));
      if (std::find(known.begin(), known.end(), key) == known.end())
        fail(at(key), fmt::format("is no option here{}", did_you_mean(key, known)));
    }
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (lua_pushnil(L_); lua_next(L_, index_) != 0; lua_pop(L_, 1)) {
      if (lua_type(L_, -2) != LUA_TSTRING) fail(path_, "wants names as keys");
      all.emplace_back(string_at(L_, -2));
    }
    std::sort(all.begin(), all.end());  // Lua's own order changes from run to run
    return all;
  }

  /// Pushes the value of a key; false and nothing pushed if it is absent.
  bool push(std::string_view key) const {
    lua_pushlstring(L_, key.data(), key.size());
    lua_rawget(L_, index_);
    if (!lua_isnil(L_, -1)) return true;
    lua_pop(L_, 1);
    return false;
  }

  std::optional<std::string> text(std::string_view key) const {
    if (!push(key)) return std::nullopt;
    if (lua_type(L_, -1) != LUA_TSTRING) fail(at(key), fmt::format("wants a text, not {}", described(-1)));
    std::string value(string_at(L_, -1));
    lua_pop(L_, 1);
    return value;
  }

  std::optional<Instant> duration(std::string_view key) const {
    if (!push(key)) return std::nullopt;
    const auto value = duration_at(L_, -1);
    if (!value) fail(at(key), fmt::format("wants a duration such as 30, \"250ms\" or \"1m30s\", not {}", described(-1)));
    lua_pop(L_, 1);
    return value;
  }

  std::optional<double> rate(std::string_view key) const {
    if (!push(key)) return std::nullopt;
    const double value = rate_at_top(at(key));
    lua_pop(L_, 1);
    return value;
  }

  std::optional<std::uint64_t> count(std::string_view key, std::uint64_t least, std::uint64_t most) const {
    if (!push(key)) return std::nullopt;
    const lua_Number number = lua_type(L_, -1) == LUA_TNUMBER ? lua_tonumber(L_, -1) : -1;
    if (!(number >= static_cast<double>(least) && number <= static_cast<double>(most)) || number != std::floor(number))
      fail(at(key), fmt::format("wants a whole number from {} to {}, not {}", least, most, described(-1)));
    lua_pop(L_, 1);
    return static_cast<std::uint64_t>(number);
  }

  /// One of `words`, as its place among them.
  std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *value);
    if (found == words.end())
      fail(at(key), fmt::format("is one of {}, not '{}'{}", fmt::join(words, ", "), *value, did_you_mean(*value, words)));
    return static_cast<std::size_t>(found - words.begin());
  }

  double rate_at_top(const std::string& path) const {
    std::optional<double> value;
    if (lua_type(L_, -1) == LUA_TSTRING) value = parse_rate(string_at(L_, -1));
    if (lua_type(L_, -1) == LUA_TNUMBER) value = lua_tonumber(L_, -1);
    if (!value || !(*value >= 0) || *value > rate_limit)
      fail(path, fmt::format("wants a rate such as 50, \"500/s\" or \"30/m\", at most {:.0f}/s, not {}", rate_limit, described(-1)));
    return *value;
  }

  std::string described(int index) const {
    switch (lua_type(L_, index)) {
      case LUA_TSTRING:
        return fmt::format("'{}'", string_at(L_, index).substr(0, 40));
      case LUA_TNUMBER:
        return lua_isinteger(L_, index) ? fmt::format("{}", lua_tointeger(L_, index)) : fmt::format("{}", lua_tonumber(L_, index));
      case LUA_TBOOLEAN:
        return lua_toboolean(L_, index) != 0 ? "true" : "false";
      default:
        return fmt::format("a {}", luaL_typename(L_, index));
    }
  }

 private:
  lua_State* L_;
  int index_;
  std::string path_;
  std::string file_;
};

constexpr std::array<std::string_view, 3> executors{"constant-arrival-rate", "ramping-arrival-rate", "constant-vus"};
constexpr std::array<std::string_view, 3> option_keys{"scenarios", "thresholds", "warmup"};
constexpr std::array<std::string_view, 2> spacings{"uniform", "poisson"};
constexpr std::array<std::string_view, 2> limits{"queue", "drop"};

// {"20s", "200/s"}: over 20 s the rate goes in a straight line to 200 a second.
load::Stage read_stage(const Table& stages, std::size_t number, double rate_begin) {
  lua_State* L = stages.state();
  const std::string path = fmt::format("{}[{}]", stages.at("stages"), number);
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2) stages.fail(path, "wants {duration, rate}, such as {\"20s\", \"200/s\"}");
  lua_rawgeti(L, -1, 1);
  const auto length = duration_at(L, -1);
  if (!length) stages.fail(path, fmt::format("its first value wants a duration such as \"20s\", not {}", stages.described(-1)));
  lua_rawgeti(L, -2, 2);
  const double rate_end = stages.rate_at_top(path);
  lua_pop(L, 2);
  return {*length, rate_begin, rate_end};
}

std::vector<load::Stage> read_stages(const Table& scenario) {
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
    rate = stages.back().rate_end;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return stages;
}

Instant required_duration(const Table& scenario) {
  const auto duration = scenario.duration("duration");
  if (!duration || *duration == Instant(0)) scenario.fail(scenario.at("duration"), "is missing; say how long, such as \"30s\"");
  return *duration;
}

void read_open(const Table& table, load::Scenario& scenario) {
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

load::Scenario read_scenario(const Table& table, const std::string& name) {
  load::Scenario scenario;
  scenario.name = name;
  const auto executor = table.word("executor", executors);
  if (!executor) table.fail(table.at("executor"), fmt::format("is missing; it is one of {}", fmt::join(executors, ", ")));
  scenario.executor = static_cast<Executor>(*executor);
  static constexpr std::array<std::string_view, 10> constant_keys{"executor", "exec",    "graceful_stop", "rate",      "duration",
                                                                  "arrivals", "max_vus", "on_limit",      "max_queue", "max_wait"};
  static constexpr std::array<std::string_view, 10> ramping_keys{"executor", "exec",    "graceful_stop", "start_rate", "stages",
                                                                 "arrivals", "max_vus", "on_limit",      "max_queue",  "max_wait"};
  static constexpr std::array<std::string_view, 5> users_keys{"executor", "exec", "graceful_stop", "vus", "duration"};
  if (scenario.executor == Executor::constant_vus) {
    table.allow_only(users_keys);
    scenario.max_vus = table.count("vus", 1, user_limit).value_or(1);
    scenario.duration = required_duration(table);
  } else {
    table.allow_only(scenario.executor == Executor::constant_arrival_rate ? std::span<const std::string_view>(constant_keys)
                                                                          : ramping_keys);
    read_open(table, scenario);
  }
  scenario.exec = table.text("exec").value_or(name);
  scenario.graceful_stop = table.duration("graceful_stop").value_or(scenario.graceful_stop);
  return scenario;
}

void read_scenarios(const Table& options, load::Plan& plan) {
  if (!options.push("scenarios")) options.fail("options.scenarios", "is missing; a run needs at least one scenario");
  lua_State* L = options.state();
  const Table scenarios(L, "options.scenarios", options.file());
  for (const std::string& name : scenarios.names()) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (name.empty() || name.size() > 100 || name.find_first_not_of(allowed) != std::string::npos)
      scenarios.fail(scenarios.at(name), "is no name for a scenario; it is made of letters, digits, _ and -");
    scenarios.push(name);
    plan.scenarios.push_back(read_scenario(Table(L, scenarios.at(name), options.file()), name));
    lua_pop(L, 1);
  }
  if (plan.scenarios.empty()) options.fail("options.scenarios", "is empty; a run needs at least one scenario");
  lua_pop(L, 1);
}

void add_threshold(const Table& thresholds, const std::string& metric, load::Plan& plan) {
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

void read_thresholds(const Table& options, load::Plan& plan) {
  if (!options.push("thresholds")) return;
  lua_State* L = options.state();
  const Table thresholds(L, "options.thresholds", options.file());
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

}  // namespace

load::Plan read_options(lua_State* L, const std::string& file) {
  const int top = lua_gettop(L);
  try {
    if (lua_isnil(L, -1))
      throw UserError(fmt::format("{}: sets no global table 'options'; it says what load to make (docs/scenarios.md)", file),
                      Exit::settings);
    const Table options(L, "options", file);
    options.allow_only(option_keys);
    load::Plan plan;
    read_scenarios(options, plan);
    read_thresholds(options, plan);
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
