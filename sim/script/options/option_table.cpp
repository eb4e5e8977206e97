#include "sim/script/options/option_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/script/bounds/error_text.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr double rate_limit = 10'000'000;

}  // namespace

OptionTable::OptionTable(lua_State* L, std::string path, std::string file)
    : L_(L), index_(lua_gettop(L)), path_(std::move(path)), file_(std::move(file)) {
  if (!lua_istable(L_, index_)) fail(path_, fmt::format("wants a table, not {}", described(index_)));
}

void OptionTable::fail(const std::string& path, const std::string& what) const {
  // Keys and values are the script's, of any length and with any byte.
  throw UserError(fmt::format("{}: {}: {}", file_, one_line(path, 200), one_line(what, 700)), Exit::settings);
}

void OptionTable::allow_only(const contract::Table& known) const {
  for (lua_pushnil(L_); lua_next(L_, index_) != 0; lua_pop(L_, 1)) {
    const std::string_view key = string_at(L_, -2);
    if (lua_type(L_, -2) != LUA_TSTRING) fail(path_, fmt::format("holds a {} as key; its keys are names", luaL_typename(L_, -2)));
    if (known.find(key) == nullptr) fail(at(key), "is no option here" + known.suggestion(key));
  }
}

std::vector<std::string> OptionTable::names() const {
  std::vector<std::string> all;
  for (lua_pushnil(L_); lua_next(L_, index_) != 0; lua_pop(L_, 1)) {
    if (lua_type(L_, -2) != LUA_TSTRING) fail(path_, "wants names as keys");
    all.emplace_back(string_at(L_, -2));
  }
  std::sort(all.begin(), all.end());  // Lua's own order changes from run to run
  return all;
}

bool OptionTable::push(std::string_view key) const {
  lua_pushlstring(L_, key.data(), key.size());
  lua_rawget(L_, index_);
  if (!lua_isnil(L_, -1)) return true;
  lua_pop(L_, 1);
  return false;
}

std::optional<std::string> OptionTable::text(std::string_view key) const {
  if (!push(key)) return std::nullopt;
  if (lua_type(L_, -1) != LUA_TSTRING) fail(at(key), fmt::format("wants a text, not {}", described(-1)));
  std::string value(string_at(L_, -1));
  lua_pop(L_, 1);
  return value;
}

std::optional<bool> OptionTable::flag(std::string_view key) const {
  if (!push(key)) return std::nullopt;
  if (!lua_isboolean(L_, -1)) fail(at(key), fmt::format("wants true or false, not {}", described(-1)));
  const bool value = lua_toboolean(L_, -1) != 0;
  lua_pop(L_, 1);
  return value;
}

std::optional<Instant> OptionTable::duration(std::string_view key) const {
  if (!push(key)) return std::nullopt;
  const auto value = duration_at(L_, -1);
  if (!value) fail(at(key), fmt::format("wants a duration such as 30, \"250ms\" or \"1m30s\", not {}", described(-1)));
  lua_pop(L_, 1);
  return value;
}

std::optional<double> OptionTable::rate(std::string_view key) const {
  if (!push(key)) return std::nullopt;
  const double value = rate_at_top(at(key));
  lua_pop(L_, 1);
  return value;
}

std::optional<std::uint64_t> OptionTable::count(std::string_view key, std::uint64_t least, std::uint64_t most) const {
  if (!push(key)) return std::nullopt;
  const lua_Number number = lua_type(L_, -1) == LUA_TNUMBER ? lua_tonumber(L_, -1) : -1;
  if (!(number >= static_cast<double>(least) && number <= static_cast<double>(most)) || number != std::floor(number))
    fail(at(key), fmt::format("wants a whole number from {} to {}, not {}", least, most, described(-1)));
  lua_pop(L_, 1);
  return static_cast<std::uint64_t>(number);
}

std::optional<std::uint64_t> OptionTable::size(std::string_view key, std::uint64_t least, std::uint64_t most) const {
  if (!push(key)) return std::nullopt;
  std::optional<std::uint64_t> value;
  if (lua_type(L_, -1) == LUA_TSTRING) value = parse_size(string_at(L_, -1));
  if (lua_isinteger(L_, -1) != 0 && lua_tointeger(L_, -1) >= 0) value = static_cast<std::uint64_t>(lua_tointeger(L_, -1));
  if (!value || *value < least || *value > most)
    fail(at(key),
         fmt::format("wants a number of bytes such as 65536, \"64KiB\" or \"64MB\", from {} to {}, not {}", least, most, described(-1)));
  lua_pop(L_, 1);
  return value;
}

std::optional<std::size_t> OptionTable::word(std::string_view key, std::span<const std::string_view> words) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *value);
  if (found == words.end())
    fail(at(key), fmt::format("is one of {}, not '{}'{}", fmt::join(words, ", "), *value, did_you_mean(*value, words)));
  return static_cast<std::size_t>(found - words.begin());
}

std::vector<std::string> OptionTable::texts(std::string_view key, bool alone) const {
  std::vector<std::string> all;
  if (!push(key)) return all;
  const auto wrong = [&](int index) {
    fail(at(key), fmt::format("wants {}a list of texts, not {}", alone ? "a text or " : "", described(index)));
  };
  if (alone && lua_type(L_, -1) == LUA_TSTRING) {
    all.emplace_back(string_at(L_, -1));
  } else {
    if (!lua_istable(L_, -1)) wrong(-1);
    lua_Unsigned keys = 0;
    for (lua_pushnil(L_); lua_next(L_, -2) != 0; lua_pop(L_, 1)) ++keys;
    if (keys != lua_rawlen(L_, -1)) fail(at(key), "wants a list of texts, without names");
    for (lua_Unsigned i = 1; i <= keys; ++i) {
      lua_rawgeti(L_, -1, static_cast<lua_Integer>(i));
      if (lua_type(L_, -1) != LUA_TSTRING) wrong(-1);
      all.emplace_back(string_at(L_, -1));
      lua_pop(L_, 1);
    }
  }
  lua_pop(L_, 1);
  return all;
}

double OptionTable::rate_at_top(const std::string& path) const {
  std::optional<double> value;
  if (lua_type(L_, -1) == LUA_TSTRING) value = parse_rate(string_at(L_, -1));
  if (lua_type(L_, -1) == LUA_TNUMBER) value = lua_tonumber(L_, -1);
  if (!value || !(*value >= 0) || *value > rate_limit)
    fail(path, fmt::format("wants a rate such as 50, \"500/s\" or \"30/m\", at most {:.0f}/s, not {}", rate_limit, described(-1)));
  return *value;
}

std::string OptionTable::described(int index) const {
  switch (lua_type(L_, index)) {
    case LUA_TSTRING:
      return fmt::format("'{}'", string_at(L_, index).substr(0, 40));
    case LUA_TNUMBER:
      return lua_isinteger(L_, index) ? fmt::format("{}", lua_tointeger(L_, index)) : fmt::format("{}", lua_tonumber(L_, index));
    case LUA_TBOOLEAN:
      return lua_toboolean(L_, index) != 0 ? "true" : "false";
    default:
      return fmt::format("a {}", luaL_typename(L_, index));
  }
}

}  // namespace rushhour::script
