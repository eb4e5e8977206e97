// The response is a userdata that holds the outcome itself; its fields are looked up by name on demand, so a script that reads only the
// status pays for nothing else.

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "reports/foundation/letters.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr const char* type_name = "rushhour.response";

// The collector sees a response's userdata, but neither its body nor its head, so it is told of them, many at a time: else thousands of
// users that have each asked once would keep as many dead answers.
constexpr std::size_t worth_a_step = 16 * 1024;
constexpr std::size_t head_estimate = 512;

struct Response {
  load::Outcome outcome;
  bool ok;
};

Response& response_at(lua_State* L, int index) { return *static_cast<Response*>(luaL_checkudata(L, index, type_name)); }

int collect(lua_State* L) {
  response_at(L, 1).~Response();
  return 0;
}

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void push_milliseconds(lua_State* L, Instant t) { lua_pushnumber(L, seconds(t) * 1e3); }

void push_headers(lua_State* L, const load::Outcome& outcome) {
  lua_createtable(L, 0, static_cast<int>(outcome.headers.size()));
  for (const load::FieldList::Field& header : outcome.headers) {
    luaL_Buffer name;
    char* space = luaL_buffinitsize(L, &name, header.name.size());
    std::transform(header.name.begin(), header.name.end(), space, lower);
    luaL_pushresultsize(&name, header.name.size());
    lua_pushlstring(L, header.value.data(), header.value.size());
    lua_rawset(L, -3);
  }
}

void push_error(lua_State* L, const load::Outcome& outcome) {
  if (outcome.trouble == load::Trouble::none) return lua_pushnil(L);
  const std::string_view kind = to_string(outcome.trouble);
  lua_createtable(L, 0, 2);
  lua_pushlstring(L, kind.data(), kind.size());
  lua_setfield(L, -2, "kind");
  lua_pushlstring(L, outcome.detail.data(), outcome.detail.size());
  lua_setfield(L, -2, "message");
}

// What the answer sets, as name and value; a name that is set twice has the later value. Attributes are the wire's affair.
void push_cookies(lua_State* L, const load::Outcome& outcome) {
  lua_newtable(L);
  for (const auto& header : outcome.headers) {
    if (!same_name(header.name, "set-cookie")) continue;
    const std::string_view pair = std::string_view(header.value).substr(0, header.value.find(';'));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = without_blanks(pair.substr(0, equals));
    const std::string_view value = without_blanks(pair.substr(equals + 1));
    lua_pushlstring(L, name.data(), name.size());
    lua_pushlstring(L, value.data(), value.size());
    lua_rawset(L, -3);
  }
}

void push_phases(lua_State* L, const load::Phases& phases) {
  lua_createtable(L, 0, load::phase_count);
  for (std::size_t i = 0; i < load::phase_count; ++i) {
    const auto phase = static_cast<load::Phase>(i);
    if (!phases.took_place(phase)) continue;
    const std::string_view name = to_string(phase);
    lua_pushlstring(L, name.data(), name.size());
    push_milliseconds(L, phases.of(phase));
    lua_rawset(L, -3);
  }
}

void push_text_if_any(lua_State* L, const std::string& text) {
  if (text.empty()) return lua_pushnil(L);
  lua_pushlstring(L, text.data(), text.size());
}

// r:json() or r:json("dishes.0.id"); nil if the body is not JSON or holds no such value.
int json_of_body(lua_State* L) {
  const Response& response = response_at(L, 1);
  const char* path = luaL_optstring(L, 2, "");
  if (!push_json(L, response.outcome.body, path)) lua_pushnil(L);
  return 1;
}

int no_such_field(lua_State* L) {
  std::size_t size = 0;
  const char* key = luaL_tolstring(L, 2, &size);
  Library::scratch(Library::host(L)) = fmt::format("a response has no '{}'; it has {}{}", std::string_view(key, size),
                                                   fmt::join(contract::response.names(), ", "), contract::response.suggestion({key, size}));
  return raise_scratch(L);
}

int field(lua_State* L) {
  const Response& response = response_at(L, 1);
  const std::string_view name = string_at(L, 2);
  const load::Outcome& outcome = response.outcome;
  if (name == "status")
    lua_pushinteger(L, outcome.status);
  else if (name == "json")
    lua_pushcfunction(L, json_of_body);
  else if (name == "ok")
    lua_pushboolean(L, response.ok ? 1 : 0);
  else if (name == "body")
    lua_pushlstring(L, outcome.body.data(), outcome.body.size());
  else if (name == "headers")
    push_headers(L, outcome);
  else if (name == "error")
    push_error(L, outcome);
  else if (name == "service_time")
    push_milliseconds(L, outcome.done - outcome.sent);
  else if (name == "size")
    lua_pushinteger(L, static_cast<lua_Integer>(outcome.body_size));
  else if (name == "digest")
    push_text_if_any(L, outcome.digest);
  else if (name == "cookies")
    push_cookies(L, outcome);
  else if (name == "phases")
    push_phases(L, outcome.phases);
  else if (name == "url")
    push_text_if_any(L, outcome.url);
  else
    return no_such_field(L);
  return 1;
}

}  // namespace

void open_response(lua_State* L) {
  luaL_newmetatable(L, type_name);
  const luaL_Reg functions[] = {{"__gc", collect}, {"__index", field}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
  lua_pushliteral(L, "rushhour.response");
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

void push_response(lua_State* L, load::Outcome&& outcome, bool ok, std::size_t& unseen) {
  unseen += outcome.body.size() + head_estimate;
  new (lua_newuserdatauv(L, sizeof(Response), 0)) Response{std::move(outcome), ok};
  luaL_setmetatable(L, type_name);
  if (unseen < worth_a_step) return;
  lua_gc(L, LUA_GCSTEP, static_cast<int>(unseen / 1024));
  unseen = 0;
}

}  // namespace rushhour::script
