#include "sim/script/options/options_reader.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/script/contract/options.hpp"
#include "sim/script/lua_value.hpp"
#include "sim/script/options/http_options_reader.hpp"
#include "sim/script/options/option_table.hpp"
#include "sim/script/options/scenarios_reader.hpp"
#include "sim/script/options/threshold_reader.hpp"

namespace rushhour::script {
namespace {

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

void add_paths(lua_State* L, const std::string& prefix, int depth, std::set<std::string>& paths) {
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    const std::string path = prefix + std::string(string_at(L, -2));
    paths.insert(path);
    if (depth > 1 && lua_istable(L, -1)) add_paths(L, path + ".", depth - 1, paths);
  }
}

}  // namespace

std::set<std::string> stated_paths(lua_State* L) {
  constexpr int deepest = 3;
  std::set<std::string> paths;
  if (lua_istable(L, -1)) add_paths(L, "", deepest, paths);
  return paths;
}

load::Plan read_options(lua_State* L, const std::string& file, const std::filesystem::path& folder, const load::Overrides& overrides,
                        std::vector<load::DeclaredMetric> metrics) {
  const int top = lua_gettop(L);
  try {
    if (lua_isnil(L, -1) && overrides.state_load()) lua_newtable(L);
    if (lua_isnil(L, -1))
      throw UserError(fmt::format("{}: sets no global table 'options'; it says what load to make (docs/scenarios.md), or flags do, such "
                                  "as -u 10 -d 30s",
                                  file),
                      Exit::settings);
    const OptionTable options(L, "options", file);
    options.allow_only(contract::options);
    load::Plan plan;
    plan.metrics = std::move(metrics);
    plan.scenarios = read_scenarios(options, overrides);
    plan.tags = read_tags(options, "tags");
    load::apply(overrides, plan);
    plan.series_tags = read_series_tags(options);
    read_http_options(options, folder, plan.http);
    plan.limits = read_limits(options);
    plan.warmup = options.duration("warmup").value_or(Instant(0));
    if (plan.warmup >= plan.length())
      options.fail("options.warmup", fmt::format("is {}, which leaves nothing of a plan of {} to measure", format_duration(plan.warmup),
                                                 format_duration(plan.length())));
    read_thresholds(options, plan);  // last, because they may name what the others bring
    lua_settop(L, top);
    return plan;
  } catch (const UserError&) {
    lua_settop(L, top);
    throw;
  }
}

}  // namespace rushhour::script
