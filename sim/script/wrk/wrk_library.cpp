#include "sim/script/wrk/wrk_library.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace rushhour::script {
namespace {

constexpr int headers_limit = 100;  // of one message

/// Runs once in each state. `...` is a table of functions of ours: format, now_s, wall_s, write.
constexpr const char* prelude = R"lua(
local ours, folder, seed, worker = ...

local function refuse(names, table, says)
  for _, name in ipairs(names) do
    table[name] = function() error(name .. says, 2) end
  end
end

unpack = table.unpack
table.getn = function(list) return #list end
math.pow = function(x, y) return x ^ y end
math.log10 = function(x) return math.log(x, 10) end
refuse({ "loadstring", "setfenv", "getfenv", "module" }, _G, " is Lua 5.1's; scripts run on Lua 5.4")
refuse({ "load", "loadfile", "dofile" }, _G, " is not for scripts here; require finds files beside the script")
collectgarbage = nil

local draw_from = math.randomseed
draw_from(seed, worker)
math.randomseed = function(x) draw_from(math.floor(x)) end

local date, time, getenv = os.date, os.time, os.getenv
os = {
  clock = ours.now_s,
  time = function(t) return t and time(t) or math.floor(ours.wall_s()) end,
  date = function(format, t) return date(format or "%c", t or math.floor(ours.wall_s())) end,
  getenv = getenv,
}

local open, lines = io.open, io.lines
io = {
  open = function(name, mode)
    if mode and not mode:find("^rb?$") then error("io.open: scripts may only read files", 2) end
    return open(name, mode)
  end,
  lines = lines,
  write = ours.write,
}
print = function(...)
  local words = table.pack(...)
  for i = 1, words.n do words[i] = tostring(words[i]) end
  ours.write(table.concat(words, "\t"), "\n")
end

package.path = folder .. "/?.lua"
package.loadlib = nil
package.searchers[4], package.searchers[3] = nil, nil

local later = { connect = true, lookup = true, resolve = true, addrs = true, thread = true, setup = true, init = true, time_us = true }
setmetatable(wrk, { __index = function(_, name)
  if later[name] then error("wrk." .. name .. " is a part of wrk's script API that comes later", 2) end
end })
)lua";

/// A header of a message that is being written. The texts stand on Lua's stack meanwhile.
struct Line {
  const char* name;
  std::size_t name_size;
  const char* value;
  std::size_t value_size;
};

bool comes_before(const Line& a, const Line& b) { return std::string_view(a.name, a.name_size) < std::string_view(b.name, b.name_size); }

/// Replaces the value at the top by its text. Whole numbers, as each body's length is one, go the short way.
const char* text_of_value(lua_State* L, std::size_t& size) {
  if (lua_type(L, -1) == LUA_TSTRING) return lua_tolstring(L, -1, &size);
  if (lua_isinteger(L, -1) != 0) {
    std::array<char, 20> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), lua_tointeger(L, -1)).ptr;
    lua_pushlstring(L, digits.data(), static_cast<std::size_t>(end - digits.data()));
  } else {
    luaL_tolstring(L, -1, nullptr);
  }
  lua_remove(L, -2);
  return lua_tolstring(L, -1, &size);
}

/// Leaves the texts of the headers at `table` on the stack, and `lines` on them in order of their names. Returns how many there are.
int gather_lines(lua_State* L, int table, std::array<Line, headers_limit>& lines) {
  int count = 0;
  lua_pushnil(L);
  while (lua_next(L, table) != 0) {
    if (lua_type(L, -2) != LUA_TSTRING) return luaL_error(L, "wrk.format: a header's name is a %s, not a string", luaL_typename(L, -2));
    if (count == headers_limit) return luaL_error(L, "wrk.format: more than %d headers", headers_limit);
    luaL_checkstack(L, 4, "too many headers");
    Line& line = lines[static_cast<std::size_t>(count++)];
    line.value = text_of_value(L, line.value_size);
    line.name = lua_tolstring(L, -2, &line.name_size);
    lua_pushvalue(L, -2);
  }
  std::sort(lines.begin(), lines.begin() + count, comes_before);
  return count;
}

char* put(char* at, const char* text, std::size_t size) {
  std::memcpy(at, text, size);
  return at + size;
}

/// wrk.format(method, path, headers, body): a whole message. What is nil comes from `wrk`, the upvalue. As with wrk, the table of headers
/// gets its Host and its Content-Length written in.
int format(lua_State* L) {
  lua_settop(L, 4);
  constexpr std::array<const char*, 4> fields{"method", "path", "headers", "body"};
  for (int i = 0; i < 4; ++i)
    if (lua_isnil(L, i + 1)) {
      lua_pushstring(L, fields[static_cast<std::size_t>(i)]);
      lua_rawget(L, lua_upvalueindex(1));
      lua_replace(L, i + 1);
    }
  std::size_t method_size = 0, path_size = 0, body_size = 0;
  const char* const method = luaL_checklstring(L, 1, &method_size);
  const char* const path = luaL_checklstring(L, 2, &path_size);
  luaL_checktype(L, 3, LUA_TTABLE);
  const char* const body = luaL_optlstring(L, 4, "", &body_size);
  if (lua_getfield(L, 3, "Host") == LUA_TNIL) {
    lua_getfield(L, lua_upvalueindex(1), "headers");
    lua_getfield(L, -1, "Host");
    lua_setfield(L, 3, "Host");
  }
  if (lua_isnil(L, 4))
    lua_pushnil(L);
  else
    lua_pushinteger(L, static_cast<lua_Integer>(body_size));
  lua_setfield(L, 3, "Content-Length");
  lua_settop(L, 4);

  std::array<Line, headers_limit> lines;
  const int count = gather_lines(L, 3, lines);
  constexpr std::string_view version = " HTTP/1.1\r\n";
  std::size_t size = method_size + 1 + path_size + version.size() + 2 + body_size;
  for (int i = 0; i < count; ++i) size += lines[static_cast<std::size_t>(i)].name_size + lines[static_cast<std::size_t>(i)].value_size + 4;
  luaL_Buffer message;
  char* at = luaL_buffinitsize(L, &message, size);
  at = put(put(at, method, method_size), " ", 1);
  at = put(put(at, path, path_size), version.data(), version.size());
  for (int i = 0; i < count; ++i) {
    const Line& line = lines[static_cast<std::size_t>(i)];
    at = put(put(at, line.name, line.name_size), ": ", 2);
    at = put(put(at, line.value, line.value_size), "\r\n", 2);
  }
  put(put(at, "\r\n", 2), body, body_size);
  luaL_pushresultsize(&message, size);
  return 1;
}

const Clock& clock_of(lua_State* L) { return *static_cast<const Clock*>(lua_touserdata(L, lua_upvalueindex(1))); }

int now_s(lua_State* L) {
  lua_pushnumber(L, seconds(clock_of(L).now()));
  return 1;
}

int wall_s(lua_State* L) {
  lua_pushnumber(L, lua_tonumber(L, lua_upvalueindex(2)) + seconds(clock_of(L).now()));
  return 1;
}

/// What a script prints goes to stderr: stdout is for the figures.
int write(lua_State* L) {
  for (int i = 1; i <= lua_gettop(L); ++i) {
    std::size_t size = 0;
    const char* const text = luaL_checklstring(L, i, &size);
    std::fwrite(text, 1, size, stderr);
  }
  return 0;
}

void set_text(lua_State* L, const char* field, const std::string& text) {
  lua_pushlstring(L, text.data(), text.size());
  lua_setfield(L, -2, field);
}

void open_table(lua_State* L, const WrkSettings& settings) {
  lua_newtable(L);
  set_text(L, "scheme", settings.scheme);
  set_text(L, "host", settings.host);
  if (!settings.port.empty()) set_text(L, "port", settings.port);
  set_text(L, "method", "GET");
  set_text(L, "path", settings.path);
  lua_newtable(L);
  for (const load::Header& header : settings.headers) set_text(L, header.name.c_str(), header.value);
  lua_setfield(L, -2, "headers");
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, format, 1);
  lua_setfield(L, -2, "format");
  lua_setglobal(L, "wrk");
}

}  // namespace

void open_wrk(lua_State* L, const WrkSettings& settings, const Clock& clock) {
  luaL_openlibs(L);
  lua_pushnil(L);
  lua_setglobal(L, "debug");
  open_table(L, settings);
  if (luaL_loadbufferx(L, prelude, std::strlen(prelude), "=wrk", "t") != LUA_OK) lua_error(L);
  lua_newtable(L);
  void* const read_from = const_cast<Clock*>(&clock);  // Lua keeps no pointers to what is constant; only now() is called
  lua_pushlightuserdata(L, read_from);
  lua_pushcclosure(L, now_s, 1);
  lua_setfield(L, -2, "now_s");
  lua_pushlightuserdata(L, read_from);
  lua_pushnumber(L, seconds(settings.started.time_since_epoch()));
  lua_pushcclosure(L, wall_s, 2);
  lua_setfield(L, -2, "wall_s");
  lua_pushcfunction(L, write);
  lua_setfield(L, -2, "write");
  const char* const folder = lua_pushstring(L, settings.source->file.parent_path().c_str());
  if (*folder == '\0') {
    lua_pop(L, 1);
    lua_pushliteral(L, ".");
  }
  lua_pushinteger(L, static_cast<lua_Integer>(settings.seed));
  lua_pushinteger(L, static_cast<lua_Integer>(settings.worker));
  lua_call(L, 4, 0);
}

}  // namespace rushhour::script
