#include "sim/script/options/threshold_reader.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/verdicts/threshold.hpp"
#include "sim/script/contract/options.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

std::string path_of(const std::string& metric) { return fmt::format("options.thresholds[\"{}\"]", metric); }

// A table with names in it says how one threshold is judged; one without is a list of thresholds.
bool states_one(lua_State* L) {
  bool named = false;
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) named = named || lua_type(L, -2) == LUA_TSTRING;
  return named;
}

void check_keys(const OptionTable& table) {
  lua_State* L = table.state();
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_isinteger(L, -2) != 0 && lua_tointeger(L, -2) == 1) continue;  // the expression
    if (lua_type(L, -2) != LUA_TSTRING) table.fail(table.path(), "holds one expression, then names such as over = \"10s\"");
    const std::string_view key = string_at(L, -2);
    if (contract::threshold.find(key) == nullptr) table.fail(table.at(key), "is no option here" + contract::threshold.suggestion(key));
  }
}

std::string expression_of(const OptionTable& table) {
  lua_State* L = table.state();
  lua_rawgeti(L, -1, 1);
  std::optional<std::string> first;
  if (lua_type(L, -1) == LUA_TSTRING) first = std::string(string_at(L, -1));
  if (!first && !lua_isnil(L, -1)) table.fail(table.path() + "[1]", fmt::format("wants an expression, not {}", table.described(-1)));
  lua_pop(L, 1);
  const std::optional<std::string> named = table.text("threshold");
  if (first.has_value() == named.has_value()) table.fail(table.path(), "wants one expression in front, such as \"p(95) < 1s\"");
  return first ? *first : *named;
}

template <class Value>
Value either(const OptionTable& table, std::string_view key, std::string_view k6_key, std::optional<Value> own, std::optional<Value> k6) {
  if (own && k6) table.fail(table.at(k6_key), fmt::format("says again what '{}' says", key));
  return own ? *own : k6.value_or(Value{});
}

// A window of no length holds nothing, and one that is longer than what is measured is never full.
Instant stretch(const OptionTable& table, std::string_view key, const load::Plan& plan) {
  const std::optional<Instant> length = table.duration(key);
  if (!length) return Instant(0);
  if (*length == Instant(0)) table.fail(table.at(key), "is zero; say how long, such as \"10s\"");
  if (const Instant most = plan.length() - plan.warmup; *length > most)
    table.fail(table.at(key), fmt::format("is {}, longer than the {} that are measured", format_duration(*length), format_duration(most)));
  return *length;
}

load::ThresholdText read_one(const OptionTable& table, const std::string& metric, const load::Plan& plan) {
  check_keys(table);
  load::ThresholdText threshold{metric, expression_of(table)};
  threshold.over = stretch(table, "over", plan);
  threshold.hold = stretch(table, "for", plan);
  threshold.abort_on_fail = either(table, "abort_on_fail", "abortOnFail", table.flag("abort_on_fail"), table.flag("abortOnFail"));
  threshold.delay_abort_eval =
      either(table, "delay_abort_eval", "delayAbortEval", table.duration("delay_abort_eval"), table.duration("delayAbortEval"));
  if (threshold.delay_abort_eval > Instant(0) && !threshold.abort_on_fail)
    table.fail(table.at("delay_abort_eval"), "delays an abort, and without abort_on_fail there is none");
  return threshold;
}

// The one on top of the stack.
void add_threshold(const OptionTable& thresholds, const std::string& metric, const verdicts::ThresholdScope& scope, load::Plan& plan) {
  lua_State* L = thresholds.state();
  load::ThresholdText threshold{metric, {}};
  if (lua_istable(L, -1))
    threshold = read_one(OptionTable(L, path_of(metric), thresholds.file()), metric, plan);
  else if (lua_type(L, -1) == LUA_TSTRING)
    threshold.expression = string_at(L, -1);
  else
    thresholds.fail(path_of(metric), fmt::format("wants a text such as \"p(99) < 250ms\", a table that begins with one, or a list of "
                                                 "them, not {}",
                                                 thresholds.described(-1)));
  try {
    verdicts::parse_threshold(metric, threshold.expression, scope);
  } catch (const UserError& error) {
    thresholds.fail("options.thresholds", error.what());
  }
  plan.thresholds.push_back(std::move(threshold));
}

}  // namespace

void read_thresholds(const OptionTable& options, load::Plan& plan) {
  if (!options.push("thresholds")) return;
  lua_State* L = options.state();
  const OptionTable thresholds(L, "options.thresholds", options.file());
  const verdicts::ThresholdScope scope = verdicts::scope_of(load::to_json(plan));
  for (const std::string& metric : thresholds.names()) {
    thresholds.push(metric);
    if (lua_istable(L, -1) && lua_rawlen(L, -1) > 0 && !states_one(L)) {
      for (std::size_t i = 1; i <= lua_rawlen(L, -1); ++i) {
        lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
        add_threshold(thresholds, metric, scope, plan);
        lua_pop(L, 1);
      }
    } else {
      add_threshold(thresholds, metric, scope, plan);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

}  // namespace rushhour::script
