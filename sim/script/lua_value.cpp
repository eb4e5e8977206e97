#include "sim/script/lua_value.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "reports/foundation/units.hpp"
#include "sim/script/bounds/memory_book.hpp"

namespace rushhour::script {
namespace {

constexpr int depth_limit = 64;
constexpr const char* frozen_name = "rushhour.frozen";

char null_mark, empty_array_mark;

void append_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  out += '"';
}

bool append_value(lua_State* L, int index, std::string& out, std::string& trouble, int depth);

// REQUIRES: a plain table on top. An array has the keys 1..n and no other.
bool append_array(lua_State* L, lua_Unsigned n, std::string& out, std::string& trouble, int depth) {
  out += '[';
  for (lua_Unsigned i = 1; i <= n; ++i) {
    if (i > 1) out += ',';
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    const bool fine = append_value(L, lua_gettop(L), out, trouble, depth + 1);
    lua_pop(L, 1);
    if (!fine) return false;
  }
  out += ']';
  return true;
}

struct Key {
  std::string text;
  bool numeric;
  lua_Integer number;
};

bool append_object(lua_State* L, std::string& out, std::string& trouble, int depth) {
  std::vector<Key> keys;
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING) {
      keys.push_back({std::string(string_at(L, -2)), false, 0});
    } else if (lua_isinteger(L, -2) != 0) {
      keys.push_back({std::to_string(lua_tointeger(L, -2)), true, lua_tointeger(L, -2)});
    } else {
      trouble = fmt::format("a table with a {} as key", luaL_typename(L, -2));
      lua_pop(L, 2);
      return false;
    }
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.text < b.text; });
  out += '{';
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) out += ',';
    append_string(keys[i].text, out);
    out += ':';
    if (keys[i].numeric) {
      lua_rawgeti(L, -1, keys[i].number);
    } else {
      lua_pushlstring(L, keys[i].text.data(), keys[i].text.size());
      lua_rawget(L, -2);
    }
    const bool fine = append_value(L, lua_gettop(L), out, trouble, depth + 1);
    lua_pop(L, 1);
    if (!fine) return false;
  }
  out += '}';
  return true;
}

bool append_table(lua_State* L, int index, std::string& out, std::string& trouble, int depth) {
  if (depth >= depth_limit || lua_checkstack(L, 8) == 0) {
    trouble = fmt::format("tables nested deeper than {}", depth_limit);
    return false;
  }
  push_plain_table(L, index);
  const lua_Unsigned n = lua_rawlen(L, -1);
  lua_Unsigned keys = 0;
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) ++keys;
  const bool fine = n > 0 && keys == n ? append_array(L, n, out, trouble, depth) : append_object(L, out, trouble, depth);
  lua_pop(L, 1);
  return fine;
}

bool append_number(lua_State* L, int index, std::string& out, std::string& trouble) {
  if (lua_isinteger(L, index) != 0) {
    fmt::format_to(std::back_inserter(out), "{}", lua_tointeger(L, index));
    return true;
  }
  const double number = lua_tonumber(L, index);
  if (!std::isfinite(number)) {
    trouble = "a number that is not finite";
    return false;
  }
  fmt::format_to(std::back_inserter(out), "{}", number);
  return true;
}

bool append_value(lua_State* L, int index, std::string& out, std::string& trouble, int depth) {
  switch (lua_type(L, index)) {
    case LUA_TNIL:
      out += "null";
      return true;
    case LUA_TBOOLEAN:
      out += lua_toboolean(L, index) != 0 ? "true" : "false";
      return true;
    case LUA_TNUMBER:
      return append_number(L, index, out, trouble);
    case LUA_TSTRING:
      append_string(string_at(L, index), out);
      return true;
    case LUA_TTABLE:
      return append_table(L, index, out, trouble, depth);
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, index) == json_null()) return out += "null", true;
      if (lua_touserdata(L, index) == json_empty_array()) return out += "[]", true;
      [[fallthrough]];
    default:
      trouble = fmt::format("a {}", luaL_typename(L, index));
      return false;
  }
}

void push_element(lua_State* L, simdjson::dom::element element) {
  lua_checkstack(L, 8);
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      const simdjson::dom::array array = element.get_array().value_unsafe();
      lua_createtable(L, static_cast<int>(std::min<std::size_t>(array.size(), 1 << 20)), 0);
      lua_Integer i = 0;
      for (const simdjson::dom::element child : array) {
        push_element(L, child);
        lua_rawseti(L, -2, ++i);
      }
      return;
    }
    case simdjson::dom::element_type::OBJECT: {
      const simdjson::dom::object object = element.get_object().value_unsafe();
      lua_newtable(L);
      for (const auto [key, child] : object) {
        lua_pushlstring(L, key.data(), key.size());
        push_element(L, child);
        lua_rawset(L, -3);
      }
      return;
    }
    case simdjson::dom::element_type::INT64:
      return lua_pushinteger(L, element.get_int64().value_unsafe());
    case simdjson::dom::element_type::UINT64:
      return lua_pushnumber(L, static_cast<double>(element.get_uint64().value_unsafe()));
    case simdjson::dom::element_type::DOUBLE:
      return lua_pushnumber(L, element.get_double().value_unsafe());
    case simdjson::dom::element_type::STRING: {
      const std::string_view text = element.get_string().value_unsafe();
      lua_pushlstring(L, text.data(), text.size());
      return;
    }
    case simdjson::dom::element_type::BOOL:
      return lua_pushboolean(L, element.get_bool().value_unsafe() ? 1 : 0);
    case simdjson::dom::element_type::NULL_VALUE:
      return lua_pushlightuserdata(L, json_null());
  }
}

// One word of a path: a key of an object, or a place in an array, from zero.
simdjson::simdjson_result<simdjson::dom::element> descend(simdjson::dom::element from, std::string_view word) {
  if (from.is_object()) return from.at_key(word);
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), place);
  if (!from.is_array() || error != std::errc{} || end != word.data() + word.size()) return simdjson::NO_SUCH_FIELD;
  return from.get_array().value_unsafe().at(place);
}

int refuse_write(lua_State* L) {
  return luaL_error(L, "setup's data and options are frozen: they are shared by all users and cannot be changed");
}

int next_of_frozen(lua_State* L) {
  lua_settop(L, 2);
  if (lua_next(L, 1) != 0) return 2;
  lua_pushnil(L);
  return 1;
}

int pairs_of_frozen(lua_State* L) {
  lua_pushcfunction(L, next_of_frozen);
  push_plain_table(L, 1);
  lua_pushnil(L);
  return 3;
}

int length_of_frozen(lua_State* L) {
  push_plain_table(L, 1);
  lua_pushinteger(L, static_cast<lua_Integer>(lua_rawlen(L, -1)));
  return 1;
}

}  // namespace

void* json_null() noexcept { return &null_mark; }
void* json_empty_array() noexcept { return &empty_array_mark; }

std::string_view string_at(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TSTRING) return {};
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

void push_plain_table(lua_State* L, int index) {
  lua_pushvalue(L, index);
  if (lua_getmetatable(L, -1) == 0) return;
  lua_pushliteral(L, "__frozen");
  lua_rawget(L, -2);
  if (lua_istable(L, -1)) {
    lua_replace(L, -3);
    lua_pop(L, 1);
  } else {
    lua_pop(L, 2);
  }
}

bool append_json(lua_State* L, int index, std::string& out, std::string& trouble) {
  const Forbearance forbearance(L);
  return append_value(L, lua_absindex(L, index), out, trouble, 0);
}

bool push_json(lua_State* L, std::string_view text, std::string_view path) {
  // Kept per thread: its buffers grow to the largest body seen and are then reused.
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element found;
  if (parser.parse(text.data(), text.size()).get(found) != simdjson::SUCCESS) return false;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    if (descend(found, path.substr(0, dot)).get(found) != simdjson::SUCCESS) return lua_pushnil(L), true;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  if (found.is_null())
    lua_pushnil(L);
  else
    push_element(L, found);
  return true;
}

void freeze(lua_State* L) {
  if (!lua_istable(L, -1)) return;
  luaL_checkstack(L, 8, "data nested too deep");
  lua_newtable(L);  // the children, frozen
  for (lua_pushnil(L); lua_next(L, -3) != 0;) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    freeze(L);
    lua_rawset(L, -4);
  }
  lua_newtable(L);  // what the script sees: empty, so that every write meets __newindex
  lua_createtable(L, 0, 6);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__frozen");
  lua_pushcfunction(L, refuse_write);
  lua_setfield(L, -2, "__newindex");
  lua_pushcfunction(L, pairs_of_frozen);
  lua_setfield(L, -2, "__pairs");
  lua_pushcfunction(L, length_of_frozen);
  lua_setfield(L, -2, "__len");
  lua_pushstring(L, frozen_name);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_replace(L, -3);
  lua_pop(L, 1);
}

std::optional<Instant> duration_at(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TSTRING) return parse_duration(string_at(L, index));
  if (lua_type(L, index) != LUA_TNUMBER) return std::nullopt;
  const double seconds = lua_tonumber(L, index);
  constexpr double year_s = 366.0 * 86400;
  if (!(seconds >= 0) || seconds > year_s) return std::nullopt;
  return Instant(std::llround(seconds * 1e9));
}

}  // namespace rushhour::script
