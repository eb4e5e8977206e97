// The response is one block of memory that Lua owns, head and body behind the figures: it has no destructor, so the collector drops it like
// a string and knows what it weighs. Its fields are looked up by name on demand, so a script that reads only the status pays for nothing
// else.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <type_traits>

#include "reports/foundation/letters.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr const char* type_name = "rushhour.response";

// Where the metatable stands in the registry, besides its name: without a name to hash.
char metatable_key;

/// What stands behind the figures, in this order.
enum Piece : std::size_t { headers, detail, url, digest, body, pieces };

struct Response {
  Instant sent, done;
  load::Phases phases;
  std::uint64_t body_size;
  int status;
  load::Trouble trouble;
  bool ok;
  Instant intended;
  std::array<std::uint32_t, pieces> sizes;

  std::string_view piece(Piece which) const noexcept {
    const char* at = reinterpret_cast<const char*>(this + 1);
    for (std::size_t i = 0; i < which; ++i) at += sizes[i];
    return {at, sizes[which]};
  }
};
static_assert(std::is_trivially_destructible_v<Response> && std::is_trivially_copyable_v<Response>);

Response& response_at(lua_State* L, int index) { return *static_cast<Response*>(luaL_checkudata(L, index, type_name)); }

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void push_milliseconds(lua_State* L, Instant t) { lua_pushnumber(L, seconds(t) * 1e3); }

load::FieldList::View headers_of(const Response& response) { return {response.piece(headers)}; }

void push_headers(lua_State* L, const Response& response) {
  lua_newtable(L);
  for (const load::FieldList::Field& header : headers_of(response)) {
    luaL_Buffer name;
    char* space = luaL_buffinitsize(L, &name, header.name.size());
    std::transform(header.name.begin(), header.name.end(), space, lower);
    luaL_pushresultsize(&name, header.name.size());
    lua_pushlstring(L, header.value.data(), header.value.size());
    lua_rawset(L, -3);
  }
}

void push_text(lua_State* L, std::string_view text) { lua_pushlstring(L, text.data(), text.size()); }

void push_error(lua_State* L, const Response& response) {
  if (response.trouble == load::Trouble::none) return lua_pushnil(L);
  const std::string_view kind = to_string(response.trouble);
  lua_createtable(L, 0, 2);
  lua_pushlstring(L, kind.data(), kind.size());
  lua_setfield(L, -2, "kind");
  push_text(L, response.piece(detail));
  lua_setfield(L, -2, "message");
}

// What the answer sets, as name and value; a name that is set twice has the later value. Attributes are the wire's affair.
void push_cookies(lua_State* L, const Response& response) {
  lua_newtable(L);
  for (const auto& header : headers_of(response)) {
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

void push_text_if_any(lua_State* L, std::string_view text) { text.empty() ? lua_pushnil(L) : push_text(L, text); }

// r:json() or r:json("dishes.0.id"); nil if the body is not JSON or holds no such value.
int json_of_body(lua_State* L) {
  const Response& response = response_at(L, 1);
  const char* path = luaL_optstring(L, 2, "");
  if (!push_json(L, response.piece(body), path)) lua_pushnil(L);
  return 1;
}

int no_such_field(lua_State* L) {
  std::size_t size = 0;
  const char* key = luaL_tolstring(L, 2, &size);
  Library::scratch(Library::host(L)) = fmt::format("a response has no '{}'; it has {}{}", std::string_view(key, size),
                                                   fmt::join(contract::response.names(), ", "), contract::response.suggestion({key, size}));
  return raise_scratch(L);
}

// The metatable is no script's to read, so whatever has it is a response.
int field(lua_State* L) {
  const Response& response = *static_cast<const Response*>(lua_touserdata(L, 1));
  const std::string_view name = string_at(L, 2);
  if (name == "status")
    lua_pushinteger(L, response.status);
  else if (name == "ok")
    lua_pushboolean(L, response.ok ? 1 : 0);
  else if (name == "json")
    lua_pushcfunction(L, json_of_body);
  else if (name == "body")
    push_text(L, response.piece(body));
  else if (name == "headers")
    push_headers(L, response);
  else if (name == "error")
    push_error(L, response);
  else if (name == "service_time")
    push_milliseconds(L, response.done - response.sent);
  else if (name == "response_time")
    push_milliseconds(L, response.done - response.intended);
  else if (name == "size")
    lua_pushinteger(L, static_cast<lua_Integer>(response.body_size));
  else if (name == "digest")
    push_text_if_any(L, response.piece(digest));
  else if (name == "cookies")
    push_cookies(L, response);
  else if (name == "phases")
    push_phases(L, response.phases);
  else if (name == "url")
    push_text_if_any(L, response.piece(url));
  else
    return no_such_field(L);
  return 1;
}

}  // namespace

void open_response(lua_State* L) {
  luaL_newmetatable(L, type_name);
  lua_pushcfunction(L, field);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "rushhour.response");
  lua_setfield(L, -2, "__metatable");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &metatable_key);
}

void push_response(lua_State* L, const load::Outcome& outcome, bool ok, Instant intended) {
  const std::array<std::string_view, pieces> texts{outcome.headers.text(), outcome.detail, outcome.url, outcome.digest, outcome.body};
  std::size_t size = sizeof(Response);
  for (const std::string_view text : texts) size += text.size();
  auto* const response = static_cast<Response*>(lua_newuserdatauv(L, size, 0));
  *response = {outcome.sent, outcome.done, outcome.phases, outcome.body_size, outcome.status, outcome.trouble, ok, intended, {}};
  char* at = reinterpret_cast<char*>(response + 1);
  for (std::size_t i = 0; i < pieces; ++i) {
    response->sizes[i] = static_cast<std::uint32_t>(texts[i].size());
    at = std::copy(texts[i].begin(), texts[i].end(), at);
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key);
  lua_setmetatable(L, -2);
}

}  // namespace rushhour::script
