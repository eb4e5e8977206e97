// http.get(url [, params]) and its sisters fill in the user's call and yield; what the yield returns is the response. Bodies and headers
// are encoded with sorted keys, so that one seed sends the same bytes every time.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr std::array<std::string_view, 4> param_names{"name", "expect", "headers", "timeout"};
constexpr std::array<std::string_view, 1> body_names{"json"};

// Everything below that may find a mistake returns false with the reason in the host's scratch text; http_call alone raises, when no C++
// object is left on its frame.

bool mistake(lua_State* L, std::string text) {
  Library::scratch(Library::host(L)) = std::move(text);
  return false;
}

bool read_headers(lua_State* L, int table, load::Request& request) {
  if (!lua_istable(L, table)) return mistake(L, fmt::format("headers wants a table, not a {}", luaL_typename(L, table)));
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    const int kind = lua_type(L, -1);
    if (lua_type(L, -2) != LUA_TSTRING || (kind != LUA_TSTRING && kind != LUA_TNUMBER))
      return mistake(L, "headers wants names with texts or numbers as values");
    std::string value;
    if (kind == LUA_TSTRING)
      value = string_at(L, -1);
    else
      value = lua_isinteger(L, -1) != 0 ? std::to_string(lua_tointeger(L, -1)) : fmt::format("{}", lua_tonumber(L, -1));
    request.headers.push_back({std::string(string_at(L, -2)), std::move(value)});
  }
  std::sort(request.headers.begin(), request.headers.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return true;
}

bool read_expect(lua_State* L, int index, std::vector<int>& expected) {
  const auto add = [&expected, L](int at) {
    if (lua_isinteger(L, at) == 0 || lua_tointeger(L, at) < 100 || lua_tointeger(L, at) > 599) return false;
    expected.push_back(static_cast<int>(lua_tointeger(L, at)));
    return true;
  };
  if (!lua_istable(L, index)) return add(index) || mistake(L, "expect wants a status such as 201, or a list of them");
  for (lua_Unsigned i = 1; i <= lua_rawlen(L, index); ++i) {
    lua_rawgeti(L, index, static_cast<lua_Integer>(i));
    const bool fine = add(-1);
    lua_pop(L, 1);
    if (!fine) return mistake(L, "expect wants statuses from 100 to 599");
  }
  return true;
}

bool read_param(lua_State* L, std::string_view key, int value, load::Call& call) {
  if (key == "name") {
    if (string_at(L, value).empty()) return mistake(L, "name wants a text that is not empty");
    call.step = string_at(L, value);
    return true;
  }
  if (key == "expect") return read_expect(L, value, call.expected);
  if (key == "headers") return read_headers(L, value, call.request);
  const auto timeout = duration_at(L, value);
  if (!timeout || *timeout == Instant(0)) return mistake(L, "timeout wants a duration such as 5 or \"500ms\", more than zero");
  call.request.timeout = *timeout;
  return true;
}

// Walks the table at `index`, whose keys must be among `known`.
template <class Read>
bool each_key(lua_State* L, int index, std::string_view what, std::span<const std::string_view> known, Read&& read) {
  if (lua_isnoneornil(L, index)) return true;
  if (!lua_istable(L, index)) return mistake(L, fmt::format("{} wants a table, not a {}", what, luaL_typename(L, index)));
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    const std::string_view key = string_at(L, -2);
    if (std::find(known.begin(), known.end(), key) == known.end())
      return mistake(L, fmt::format("{} has no '{}'{}", what, key, did_you_mean(key, known)));
    if (!read(key, lua_gettop(L))) return false;
  }
  return true;
}

bool read_body(lua_State* L, int index, load::Request& request) {
  if (lua_type(L, index) == LUA_TSTRING) {
    request.body = string_at(L, index);
    return true;
  }
  return each_key(L, index, "a body", body_names, [&](std::string_view, int value) {
    std::string trouble;
    if (!append_json(L, value, request.body, trouble)) return mistake(L, "json cannot hold " + trouble);
    request.headers.push_back({"Content-Type", "application/json"});
    return true;
  });
}

bool names_content_type(const load::Header& header) {
  constexpr std::string_view wanted = "content-type";
  return std::equal(header.name.begin(), header.name.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a | 0x20) == b || a == b; });
}

// A Content-Type of the script's own goes before the one that `json` brings.
void drop_second_content_type(std::vector<load::Header>& headers) {
  if (std::count_if(headers.begin(), headers.end(), names_content_type) < 2) return;
  headers.erase(
      std::find_if(headers.begin(), headers.end(), [](const auto& h) { return names_content_type(h) && h.value == "application/json"; }));
}

void name_step(load::Call& call) {
  if (!call.step.empty()) return;
  const std::string& url = call.request.url;
  std::size_t begin = url.find("://");
  begin = begin == std::string::npos ? 0 : std::min(url.find('/', begin + 3), url.size());
  call.step = call.request.method;
  call.step += ' ';
  call.step.append(url, begin, url.find_first_of("?#", begin) - begin);
}

// Arguments from `first` on: url, then a body if the method takes one, then params.
bool read_call(lua_State* L, const char* method, int first, bool takes_body) {
  load::Call& call = LuaUser::of(L).call_;
  call.request.method = method;
  call.request.headers.clear();
  call.request.body.clear();
  call.request.timeout = load::Request{}.timeout;
  call.step.clear();
  call.expected.clear();
  if (string_at(L, first).empty()) return mistake(L, fmt::format("http wants a path or a URL first, not a {}", luaL_typename(L, first)));
  call.request.url = string_at(L, first);
  lua_settop(L, first + 2);
  const int params = takes_body ? first + 2 : first + 1;
  if (!takes_body && !lua_isnil(L, first + 2)) return mistake(L, fmt::format("http.{} takes a url and params, no more", method));
  if (takes_body && !lua_isnil(L, first + 1) && !read_body(L, first + 1, call.request)) return false;
  if (!each_key(L, params, "params", param_names, [&](std::string_view key, int value) { return read_param(L, key, value, call); }))
    return false;
  drop_second_content_type(call.request.headers);
  name_step(call);
  return true;
}

int send(lua_State* L, const char* method, int first, bool takes_body) {
  if (!read_call(L, method, first, takes_body)) return raise_scratch(L);
  LuaUser::of(L).wanted_ = {load::Action::Kind::send};
  return lua_yield(L, 0);
}

template <const char* const& method, bool takes_body>
int http_call(lua_State* L) {
  return send(L, method, 1, takes_body);
}

constexpr const char* get = "GET";
constexpr const char* head = "HEAD";
constexpr const char* options = "OPTIONS";
constexpr const char* del = "DELETE";
constexpr const char* post = "POST";
constexpr const char* put = "PUT";
constexpr const char* patch = "PATCH";

int http_request(lua_State* L) {
  const char* method = luaL_checkstring(L, 1);
  for (const char* c = method; *c != 0; ++c)
    if (*c < 'A' || *c > 'Z') return luaL_error(L, "http.request wants a method in capital letters first, not '%s'", method);
  return send(L, method, 2, true);
}

}  // namespace

void open_http(lua_State* L) {
  const luaL_Reg functions[] = {{"get", http_call<get, false>},    {"head", http_call<head, false>}, {"options", http_call<options, false>},
                                {"delete", http_call<del, false>}, {"post", http_call<post, true>},  {"put", http_call<put, true>},
                                {"patch", http_call<patch, true>}, {"request", http_request},        {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
