// group(name, function, ...): runs the function, which may wait, and notes how long that took. Requests inside carry the path of the groups
// they are in. An error closes the group on its way out; an iteration that is ended from inside closes none, because it did not end.

#include <fmt/format.h>

#include <string_view>

#include "sim/script/http/argument.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t path_limit = 200;  // bytes

bool enter(lua_State* L) {
  const std::string_view name = string_at(L, 1);
  if (name.empty() || name.find('/') != std::string_view::npos)
    return mistake(L, "group wants a name without '/', which joins the groups of a path");
  if (!lua_isfunction(L, 2)) return mistake(L, fmt::format("group wants a function second, not a {}", luaL_typename(L, 2)));
  std::string& path = LuaUser::of(L).marks().group;
  if (path.size() + 1 + name.size() > path_limit)
    return mistake(L, fmt::format("group '{}' makes the path of its groups longer than {} bytes", name, path_limit));
  if (!path.empty()) path += '/';
  path += name;
  return true;
}

// On the stack: the instant at which the group began, the length of the path before it, then what its function returned or threw.
// `outside`: nothing but these stands on the stack.
int leave(lua_State* L, int state, lua_KContext) {
  std::string& path = LuaUser::of(L).marks().group;
  if (load::Recorder* const recorder = Library::recorder(Library::host(L))) recorder->group(path, Instant(lua_tointeger(L, 1)));
  path.resize(static_cast<std::size_t>(lua_tointeger(L, 2)));
  if (state != LUA_OK && state != LUA_YIELD) return lua_error(L);
  return lua_gettop(L) - 2;
}

int group(lua_State* L) {
  const LuaUser::Marks* const before = LuaUser::of(L).marked();
  const auto outside = static_cast<lua_Integer>(before == nullptr ? 0 : before->group.size());
  if (!enter(L)) return raise_scratch(L);
  lua_pushinteger(L, Library::instant(Library::host(L)).count());
  lua_replace(L, 1);
  lua_pushinteger(L, outside);
  lua_insert(L, 2);
  return leave(L, lua_pcallk(L, lua_gettop(L) - 3, LUA_MULTRET, 0, 0, leave), 0);
}

}  // namespace

void open_group(lua_State* L) { lua_pushcfunction(L, group); }

}  // namespace rushhour::script
