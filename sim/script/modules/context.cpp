// ctx: what setup, teardown and the functions of scenarios are given. One userdata for all users of a state: who asks for a field is the
// user whose coroutine is running, so that a sleeping user keeps nothing for it.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

char context_key;
constexpr const char* type_name = "rushhour.context";
constexpr std::size_t tag_limit = 20;        // of an iteration
constexpr std::size_t tag_text_limit = 200;  // bytes of a name, and of a value

// The functions take their arguments from here on: ctx.fail(...) and ctx:fail(...) say the same.
int first_argument(lua_State* L) { return luaL_testudata(L, 1, type_name) != nullptr ? 2 : 1; }

int running(lua_State* L) {
  lua_pushboolean(L, Library::running(Library::host(L), LuaUser::of(L)) ? 1 : 0);
  return 1;
}

// Notes why the iteration ends: where the script says so, and its own words.
bool note_reason(lua_State* L, const char* what) {
  const int message = first_argument(L);
  if (lua_type(L, message) != LUA_TSTRING)
    return mistake(L, fmt::format("{} wants a text that says why, not a {}", what, luaL_typename(L, message)));
  luaL_where(L, 1);
  Library::failure(Library::host(L)) = fmt::format("{}{}", string_at(L, -1), string_at(L, message));
  return true;
}

int fail(lua_State* L) {
  if (!note_reason(L, "ctx.fail")) return raise_scratch(L);
  return yield(L, {load::Action::Kind::rejected}, "ctx.fail");
}

int abort(lua_State* L) {
  if (!note_reason(L, "ctx.abort")) return raise_scratch(L);
  return yield(L, {load::Action::Kind::rejected, Instant(0), 1, load::Action::Beyond::abort_run}, "ctx.abort");
}

bool set_tag(lua_State* L) {
  const int name_at = first_argument(L);
  const std::string_view name = string_at(L, name_at);
  if (name.empty() || name.size() > tag_text_limit)
    return mistake(L, fmt::format("ctx.tag wants a name of 1 to {} bytes first", tag_text_limit));
  std::vector<load::Tag>& tags = LuaUser::of(L).marks().tags;
  const auto at = std::find_if(tags.begin(), tags.end(), [name](const load::Tag& tag) { return tag.name == name; });
  if (lua_isnoneornil(L, name_at + 1)) {
    if (at != tags.end()) tags.erase(at);
    return true;
  }
  auto value = plain_text(L, name_at + 1);
  if (!value || value->size() > tag_text_limit)
    return mistake(L, fmt::format("ctx.tag wants a text of at most {} bytes, a number, a truth value or nil second", tag_text_limit));
  if (at == tags.end() && tags.size() == tag_limit) return mistake(L, fmt::format("ctx.tag keeps at most {} tags", tag_limit));
  if (at == tags.end())
    tags.push_back({std::string(name), std::move(*value)});
  else
    at->value = std::move(*value);
  return true;
}

int tag(lua_State* L) { return set_tag(L) ? 0 : raise_scratch(L); }

using Push = void (*)(lua_State*);
struct Field {
  std::string_view name;
  Push push;
};
constexpr std::array<Field, 8> fields{{
    {"vu", [](lua_State* L) { lua_pushinteger(L, static_cast<lua_Integer>(LuaUser::of(L).vu() + 1)); }},
    {"iter", [](lua_State* L) { lua_pushinteger(L, static_cast<lua_Integer>(LuaUser::of(L).iteration())); }},
    {"scenario",
     [](lua_State* L) {
       const std::string_view name = LuaUser::of(L).scenario_name();
       lua_pushlstring(L, name.data(), name.size());
     }},
    {"data", [](lua_State* L) { Library::push_data(Library::host(L), L); }},
    {"running", [](lua_State* L) { lua_pushcfunction(L, running); }},
    {"fail", [](lua_State* L) { lua_pushcfunction(L, fail); }},
    {"tag", [](lua_State* L) { lua_pushcfunction(L, tag); }},
    {"abort", [](lua_State* L) { lua_pushcfunction(L, abort); }},
}};

bool refuse_field(lua_State* L) {
  const std::string_view name = string_at(L, 2);
  return mistake(
      L, fmt::format("ctx has no '{}'{}; what a user keeps for itself stands in globals", name, contract::context.suggestion(name)));
}

int field(lua_State* L) {
  const std::string_view name = string_at(L, 2);
  for (const Field& one : fields)
    if (one.name == name) return one.push(L), 1;
  refuse_field(L);
  return raise_scratch(L);
}

int refuse_change(lua_State* L) { return luaL_error(L, "ctx cannot be changed: what a user keeps for itself stands in globals"); }

}  // namespace

void open_context(lua_State* L) {
  lua_newuserdatauv(L, 0, 0);
  luaL_newmetatable(L, type_name);
  const luaL_Reg methods[] = {{"__index", field}, {"__newindex", refuse_change}, {nullptr, nullptr}};
  luaL_setfuncs(L, methods, 0);
  lua_pushstring(L, type_name);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &context_key);
}

void push_context(lua_State* L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &context_key); }

}  // namespace rushhour::script
