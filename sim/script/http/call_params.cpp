#include "sim/script/http/call_params.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <new>

#include "reports/foundation/nearest_name.hpp"
#include "reports/latency/base64.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/http/form_text.hpp"
#include "sim/script/library.hpp"

namespace rushhour::script {
namespace {

constexpr std::array<std::string_view, 3> body_uses{"keep", "discard", "hash"};
constexpr lua_Integer redirects_limit = 100;

bool read_name(lua_State* L, int value, load::Call& call) {
  if (string_at(L, value).empty()) return mistake(L, "name wants a text that is not empty");
  call.step = string_at(L, value);
  return true;
}

bool read_expect(lua_State* L, int index, load::Call& call) {
  // A class of statuses, such as "2xx", is kept as its first figure.
  const auto add = [&call, L](int at) {
    const std::string_view word = string_at(L, at);
    const bool is_class = word.size() == 3 && word[0] >= '1' && word[0] <= '5' && word.substr(1) == "xx";
    if (!is_class && (lua_isinteger(L, at) == 0 || lua_tointeger(L, at) < 100 || lua_tointeger(L, at) > 599)) return false;
    call.expected.push_back(is_class ? word[0] - '0' : static_cast<int>(lua_tointeger(L, at)));
    return true;
  };
  if (!lua_istable(L, index))
    return add(index) || mistake(L, "expect wants a status such as 201, a class such as \"2xx\", or a list of them");
  push_plain_table(L, index);
  for (lua_Unsigned i = 1; i <= lua_rawlen(L, -1); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    const bool fine = add(-1);
    lua_pop(L, 1);
    if (!fine) return mistake(L, "expect wants statuses from 100 to 599, or classes such as \"2xx\"");
  }
  lua_pop(L, 1);
  return true;
}

bool read_headers(lua_State* L, int value, load::Call& call) { return read_pairs(L, value, "headers", false, call.request.headers); }

bool read_timeout(lua_State* L, int value, load::Call& call) {
  const auto timeout = duration_at(L, value);
  if (!timeout || *timeout == Instant(0)) return mistake(L, "timeout wants a duration such as 5 or \"500ms\", more than zero");
  call.request.timeout = *timeout;
  return true;
}

// What stands between cookies in their header may not stand within one.
bool is_cookie_text(std::string_view text, bool name) noexcept {
  return std::none_of(text.begin(), text.end(), [name](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ';' || (name && (c == '=' || c == ' ' || c == ','));
  });
}

bool read_cookies(lua_State* L, int value, load::Call& call) {
  std::vector<load::Header> cookies;
  if (!read_pairs(L, value, "cookies", false, cookies)) return false;
  std::string line;
  for (const load::Header& cookie : cookies) {
    if (cookie.name.empty() || !is_cookie_text(cookie.name, true) || !is_cookie_text(cookie.value, false))
      return mistake(L, fmt::format("cookies.{} holds a character that no cookie can hold, such as ';' or a line break", cookie.name));
    if (!line.empty()) line += "; ";
    line.append(cookie.name).append("=").append(cookie.value);
  }
  if (!line.empty()) call.request.headers.push_back({"Cookie", std::move(line)});
  return true;
}

bool read_redirects(lua_State* L, int value, load::Call& call) {
  const bool whole = lua_isinteger(L, value) != 0;
  if (!whole || lua_tointeger(L, value) < 0 || lua_tointeger(L, value) > redirects_limit)
    return mistake(L, fmt::format("redirects wants a whole number from 0 to {}", redirects_limit));
  call.request.redirects = static_cast<unsigned>(lua_tointeger(L, value));
  return true;
}

bool read_body_use(lua_State* L, int value, load::Call& call) {
  const std::string_view word = string_at(L, value);
  const auto found = std::find(body_uses.begin(), body_uses.end(), word);
  if (found == body_uses.end())
    return mistake(L, fmt::format("body is one of {}{}", fmt::join(body_uses, ", "), did_you_mean(word, body_uses)));
  call.request.body_use = static_cast<load::BodyUse>(found - body_uses.begin());
  return true;
}

bool read_auth(lua_State* L, int value, load::Call& call) {
  std::array<std::optional<std::string>, 2> found;
  const bool fine = each_key(L, value, "auth", contract::auth, [&](std::string_view key, int at) {
    if (lua_type(L, at) != LUA_TSTRING) return mistake(L, fmt::format("auth.{} wants a text, not a {}", key, luaL_typename(L, at)));
    found[key == "user" ? 0 : 1] = string_at(L, at);
    return true;
  });
  if (!fine) return false;
  if (!found[0] || !found[1]) return mistake(L, "auth wants { user = \"...\", password = \"...\" }");
  if (found[0]->find(':') != std::string::npos) return mistake(L, "auth.user cannot hold a ':', which ends it");
  call.request.headers.push_back({"Authorization", "Basic " + latency::to_base64(*found[0] + ":" + *found[1])});
  return true;
}

bool read_bearer(lua_State* L, int value, load::Call& call) {
  const std::string_view token = string_at(L, value);
  const bool odd = std::any_of(token.begin(), token.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
  if (token.empty() || odd) return mistake(L, "bearer wants a token: a text without blanks that is not empty");
  call.request.headers.push_back({"Authorization", "Bearer " + std::string(token)});
  return true;
}

bool read_query(lua_State* L, int value, load::Call& call) {
  std::vector<load::Header> pairs;
  if (!read_pairs(L, value, "query", true, pairs)) return false;
  add_query(call.request.url, pairs);
  return true;
}

bool read_tags(lua_State* L, int value, load::Call& call) {
  std::vector<load::Header> pairs;
  if (!read_pairs(L, value, "tags", false, pairs)) return false;
  for (load::Header& pair : pairs) call.tags.push_back({std::move(pair.name), std::move(pair.value)});
  return true;
}

struct Reader {
  std::string_view name;
  bool (*read)(lua_State* L, int value, load::Call& call);
};

// One for each field of contract::params; a test sees to it.
constexpr Reader readers[] = {{"name", read_name},       {"expect", read_expect},   {"headers", read_headers},
                              {"timeout", read_timeout}, {"cookies", read_cookies}, {"redirects", read_redirects},
                              {"body", read_body_use},   {"auth", read_auth},       {"bearer", read_bearer},
                              {"query", read_query},     {"tags", read_tags}};

bool read_table(lua_State* L, int index, load::Call& call) {
  return each_key(L, index, "params", contract::params, [&](std::string_view key, int value) {
    const auto reader = std::find_if(std::begin(readers), std::end(readers), [key](const Reader& one) { return one.name == key; });
    return reader != std::end(readers) && reader->read(L, value, call);
  });
}

// Params that were read once: a call of which only what they say is set. Its url is a query alone.
constexpr const char* type_name = "rushhour.params";
constexpr Instant no_timeout{0};
constexpr unsigned no_redirects = redirects_limit + 1;
struct Prepared {
  load::Call call;
  bool has_body_use = false;
};

void apply(const Prepared& prepared, load::Call& call) {
  const load::Call& said = prepared.call;
  call.step = said.step;
  call.expected = said.expected;
  call.tags = said.tags;
  call.request.headers.insert(call.request.headers.end(), said.request.headers.begin(), said.request.headers.end());
  if (said.request.timeout != no_timeout) call.request.timeout = said.request.timeout;
  if (said.request.redirects != no_redirects) call.request.redirects = said.request.redirects;
  if (prepared.has_body_use) call.request.body_use = said.request.body_use;
  if (!said.request.url.empty()) add_query(call.request.url, std::string_view(said.request.url).substr(1));
}

int collect(lua_State* L) {
  static_cast<Prepared*>(luaL_checkudata(L, 1, type_name))->~Prepared();
  return 0;
}

int refuse_field(lua_State* L) { return luaL_error(L, "what http.params{...} gave is for calls; it can be neither read nor changed"); }

}  // namespace

void open_params(lua_State* L) {
  luaL_newmetatable(L, type_name);
  const luaL_Reg methods[] = {{"__gc", collect}, {"__index", refuse_field}, {"__newindex", refuse_field}, {nullptr, nullptr}};
  luaL_setfuncs(L, methods, 0);
  lua_pushstring(L, type_name);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

int prepare_params(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  auto& prepared = *new (lua_newuserdatauv(L, sizeof(Prepared), 0)) Prepared;
  luaL_setmetatable(L, type_name);
  prepared.call.request.timeout = no_timeout;
  prepared.call.request.redirects = no_redirects;
  if (!read_table(L, 1, prepared.call)) return raise_scratch(L);
  lua_getfield(L, 1, "body");
  prepared.has_body_use = !lua_isnil(L, -1);
  lua_pop(L, 1);
  lua_settop(L, 2);
  return 1;
}

bool read_params(lua_State* L, int index, load::Call& call) {
  if (lua_type(L, index) != LUA_TUSERDATA) return read_table(L, index, call);
  const auto* const prepared = static_cast<const Prepared*>(luaL_testudata(L, index, type_name));
  if (prepared == nullptr) return mistake(L, "params wants a table or what http.params{...} gave");
  apply(*prepared, call);
  return true;
}

}  // namespace rushhour::script
