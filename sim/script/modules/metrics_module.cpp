// metrics.counter(name) and its sisters: metrics of the script's own. One object for each name and state, which all its users share; what
// is added goes to the recorder of the state's worker.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "reports/verdicts/metric_rule.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

using load::MetricKind;

char objects_key;  // by name
constexpr const char* type_name = "rushhour.metric";

struct Metric {
  MetricKind kind;
  std::size_t number;  // the recorder's; of no meaning where there is none
};

Metric& metric_at(lua_State* L, int index) { return *static_cast<Metric*>(luaL_checkudata(L, index, type_name)); }

// ---- what is added

bool read_value(lua_State* L, const Metric& metric, double& value) {
  if (metric.kind == MetricKind::rate && lua_isboolean(L, 2)) {
    value = lua_toboolean(L, 2);
    return true;
  }
  if (lua_type(L, 2) != LUA_TNUMBER)
    return mistake(L, fmt::format("a {} wants a {}, not a {}", to_string(metric.kind),
                                  metric.kind == MetricKind::rate ? "truth value" : "number", luaL_typename(L, 2)));
  value = lua_tonumber(L, 2);
  if (!std::isfinite(value)) return mistake(L, fmt::format("a {} wants a finite number, not {}", to_string(metric.kind), value));
  if (value < 0 && metric.kind != MetricKind::gauge && metric.kind != MetricKind::rate)
    return mistake(L, fmt::format("a {} wants a number that is not negative, not {}", to_string(metric.kind), value));
  return true;
}

// What is added may have tags of its own; those of the user go with it, too.
bool add_value(lua_State* L) {
  const Metric& metric = metric_at(L, 1);
  double value = 0;
  if (!read_value(L, metric, value)) return false;
  std::vector<load::Header> pairs;
  if (!lua_isnoneornil(L, 3) && !read_pairs(L, 3, "tags", false, pairs)) return false;
  load::Recorder* const recorder = Library::recorder(Library::host(L));
  if (recorder == nullptr) return true;
  std::vector<load::Tag> tags;
  for (load::Header& pair : pairs) tags.push_back({std::move(pair.name), std::move(pair.value)});
  LuaUser::of(L).add_tags(tags);
  recorder->add(metric.number, value, tags);
  return true;
}

int add(lua_State* L) {
  metric_at(L, 1);
  if (Library::loading(Library::host(L)))
    return luaL_error(L, "a metric is added to by functions that a run plays, not while the script is loaded");
  return add_value(L) ? 0 : raise_scratch(L);
}

int field(lua_State* L) {
  const std::string_view name = string_at(L, 2);
  const Metric& metric = metric_at(L, 1);
  if (name != "add" && !(name == "set" && metric.kind == MetricKind::gauge))
    return luaL_error(L, "a metric has no '%s'; it has add(), and a gauge set()", luaL_tolstring(L, 2, nullptr));
  lua_pushcfunction(L, add);
  return 1;
}

// ---- how metrics are made

bool read_kind(lua_State* L, MetricKind& kind) {
  if (kind != MetricKind::trend) return lua_isnoneornil(L, 2) || mistake(L, "only metrics.trend takes options");
  return each_key(L, 2, "metrics.trend's table of options", contract::trend, [&](std::string_view, int value) {
    if (!lua_isboolean(L, value)) return mistake(L, "time is true or false");
    if (lua_toboolean(L, value) != 0) kind = MetricKind::time;
    return true;
  });
}

// The name at the bottom of the stack; what this state has under it stands on top.
bool check_name(lua_State* L, MetricKind kind) {
  const std::string_view name = string_at(L, 1);
  if (!load::is_metric_name(name)) return mistake(L, "a metric wants a name of 1 to 100 letters, digits, '_', '.' and '-'");
  if (verdicts::is_builtin_metric(name))
    return mistake(L, fmt::format("'{}' is a metric of rushhour's own; give yours another name", name));
  if (lua_isnil(L, -1)) return true;
  const MetricKind known = static_cast<Metric*>(lua_touserdata(L, -1))->kind;
  return known == kind ||
         mistake(L, fmt::format("the metric '{}' is a {} already and cannot be a {}", name, to_string(known), to_string(kind)));
}

std::size_t declare(lua_State* L, MetricKind kind) {
  Host& host = Library::host(L);
  const std::string_view name = string_at(L, 1);
  Library::note_metric(host, name, kind);
  load::Recorder* const recorder = Library::recorder(host);
  return recorder == nullptr ? 0 : recorder->declare_metric(name, kind).value_or(0);
}

template <MetricKind said>
int make(lua_State* L) {
  if (!Library::loading(Library::host(L)))
    return luaL_error(L, "metrics are made while the script is loaded: make them outside of functions, and add to them within");
  lua_settop(L, 2);
  MetricKind kind = said;
  if (!read_kind(L, kind)) return raise_scratch(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &objects_key);
  const int objects = lua_gettop(L);
  lua_pushvalue(L, 1);
  lua_rawget(L, objects);
  if (!check_name(L, kind)) return raise_scratch(L);
  if (!lua_isnil(L, -1)) return 1;
  *static_cast<Metric*>(lua_newuserdatauv(L, sizeof(Metric), 0)) = {kind, declare(L, kind)};
  luaL_setmetatable(L, type_name);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, objects);
  return 1;
}

}  // namespace

void open_metrics(lua_State* L) {
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &objects_key);
  luaL_newmetatable(L, type_name);
  const luaL_Reg methods[] = {{"__index", field}, {nullptr, nullptr}};
  luaL_setfuncs(L, methods, 0);
  lua_pushstring(L, type_name);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
  const luaL_Reg functions[] = {{"counter", make<MetricKind::counter>},
                                {"gauge", make<MetricKind::gauge>},
                                {"rate", make<MetricKind::rate>},
                                {"trend", make<MetricKind::trend>},
                                {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
