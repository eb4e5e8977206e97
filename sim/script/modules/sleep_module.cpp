// sleep(d), sleep.think(median [, sigma]) and sleep.pace(period). The module is a table that can be called.

#include <cmath>

#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr double usual_sigma = 0.5;
constexpr double longest_s = 366.0 * 86400;

Instant length_at(lua_State* L, int index, const char* what) {
  const auto length = duration_at(L, index);
  if (!length) luaL_error(L, "%s wants seconds or a duration such as \"250ms\", not %s", what, luaL_tolstring(L, index, nullptr));
  return *length;
}

// The module itself is argument 1.
int sleep(lua_State* L) { return yield(L, {load::Action::Kind::sleep, length_at(L, 2, "sleep")}, "sleep"); }

// People's pauses are skewed: most are short, some are long. Half of them are shorter than the median.
int think(lua_State* L) {
  const double median_s = seconds(length_at(L, 1, "sleep.think"));
  const double sigma = luaL_optnumber(L, 2, usual_sigma);
  luaL_argcheck(L, sigma >= 0 && sigma <= 10, 2, "wants a sigma from 0 to 10");
  const double drawn_s = std::min(median_s * std::exp(sigma * LuaUser::of(L).stream_.normal()), longest_s);
  return yield(L, {load::Action::Kind::sleep, Instant(std::llround(drawn_s * 1e9))}, "sleep.think");
}

int pace(lua_State* L) { return yield(L, {load::Action::Kind::pace, length_at(L, 1, "sleep.pace")}, "sleep.pace"); }

}  // namespace

void open_sleep(lua_State* L) {
  const luaL_Reg functions[] = {{"think", think}, {"pace", pace}, {nullptr, nullptr}};
  luaL_newlib(L, functions);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, sleep);
  lua_setfield(L, -2, "__call");
  lua_setmetatable(L, -2);
}

}  // namespace rushhour::script
