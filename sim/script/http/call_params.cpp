#include "sim/script/http/call_params.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "reports/foundation/nearest_name.hpp"
#include "reports/latency/base64.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/http/form_text.hpp"

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
  const auto add = [&call, L](int at) {
    if (lua_isinteger(L, at) == 0 || lua_tointeger(L, at) < 100 || lua_tointeger(L, at) > 599) return false;
    call.expected.push_back(static_cast<int>(lua_tointeger(L, at)));
    return true;
  };
  if (!lua_istable(L, index)) return add(index) || mistake(L, "expect wants a status such as 201, or a list of them");
  push_plain_table(L, index);
  for (lua_Unsigned i = 1; i <= lua_rawlen(L, -1); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    const bool fine = add(-1);
    lua_pop(L, 1);
    if (!fine) return mistake(L, "expect wants statuses from 100 to 599");
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

struct Reader {
  std::string_view name;
  bool (*read)(lua_State* L, int value, load::Call& call);
};

// One for each field of contract::params; a test sees to it.
constexpr Reader readers[] = {
    {"name", read_name},           {"expect", read_expect}, {"headers", read_headers}, {"timeout", read_timeout}, {"cookies", read_cookies},
    {"redirects", read_redirects}, {"body", read_body_use}, {"auth", read_auth},       {"bearer", read_bearer},   {"query", read_query}};

}  // namespace

bool read_params(lua_State* L, int index, load::Call& call) {
  return each_key(L, index, "params", contract::params, [&](std::string_view key, int value) {
    const auto reader = std::find_if(std::begin(readers), std::end(readers), [key](const Reader& one) { return one.name == key; });
    return reader != std::end(readers) && reader->read(L, value, call);
  });
}

}  // namespace rushhour::script
