#include "sim/script/feeder/feeder_options.hpp"

#include <fmt/format.h>

#include <array>

#include "reports/foundation/nearest_name.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"

namespace rushhour::script {
namespace {

constexpr std::array<std::string_view, 4> kinds{"csv", "jsonl", "list", "range"};
constexpr std::array<std::string_view, 4> orders{"sequential", "random", "shuffle", "unique"};
constexpr std::array<std::string_view, 3> ends{"recycle", "stop_vu", "stop_test"};

// Its place among `words`.
std::optional<std::size_t> word_at(lua_State* L, int value, const std::string& what, std::span<const std::string_view> words) {
  const std::string_view word = string_at(L, value);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  mistake(L, fmt::format("{} is one of {}{}", what, fmt::join(words, ", "), did_you_mean(word, words)));
  return std::nullopt;
}

bool read_names(lua_State* L, int value, FeederSpec& spec) {
  if (lua_isboolean(L, value) && lua_toboolean(L, value) != 0) return true;
  if (!lua_istable(L, value))
    return mistake(L, "header is true, where the first line holds the names of the columns, or a list of names, where none does");
  push_plain_table(L, value);
  for (lua_Unsigned i = 1; i <= lua_rawlen(L, -1); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    std::string name(string_at(L, -1));
    lua_pop(L, 1);
    if (name.empty() || std::find(spec.csv.names.begin(), spec.csv.names.end(), name) != spec.csv.names.end())
      return mistake(L, fmt::format("header[{}] wants a name that is not empty and of which there is only one", i));
    spec.csv.names.push_back(std::move(name));
  }
  lua_pop(L, 1);
  return !spec.csv.names.empty() || mistake(L, "header is an empty list; name the columns");
}

bool read_mark(lua_State* L, int value, std::string_view key, char& mark) {
  const std::string_view text = string_at(L, value);
  const bool none = key == "quote" && lua_type(L, value) == LUA_TSTRING && text.empty();
  if (!none && (text.size() != 1 || text == "\n" || text == "\r"))
    return mistake(
        L, fmt::format("{} wants a text of one character{}", key, key == "quote" ? ", or \"\" for none" : " such as \";\" or \"\\t\""));
  mark = none ? '\0' : text[0];
  return true;
}

bool read_option(lua_State* L, int value, std::string_view key, FeederSpec& spec, bool& ends_somehow) {
  if (key == "order") {
    const auto order = word_at(L, value, "order", orders);
    spec.order = static_cast<RowOrder>(order.value_or(0));
    return order.has_value();
  }
  if (key == "on_end") {
    const auto end = word_at(L, value, "on_end", ends);
    spec.on_end = static_cast<RowsEnd>(end.value_or(0));
    ends_somehow = true;
    return end.has_value();
  }
  if (key == "header") return read_names(L, value, spec);
  return read_mark(L, value, key, key == "quote" ? spec.csv.quote : spec.csv.separator);
}

bool read_options(lua_State* L, int index, FeederSpec& spec) {
  const contract::Table& known = spec.kind == FeederKind::csv ? contract::csv_feeder : contract::feeder;
  bool ends_somehow = false;
  const auto read = [&](std::string_view key, int value) { return read_option(L, value, key, spec, ends_somehow); };
  if (!each_key(L, index, spec.function() + "'s table of options", known, read)) return false;
  if (spec.csv.separator == spec.csv.quote) return mistake(L, "separator and quote are the same character");
  if (spec.order == RowOrder::unique && ends_somehow && spec.on_end == RowsEnd::recycle)
    return mistake(L, "order = \"unique\" gives each row once, so on_end is stop_vu or stop_test; \"shuffle\" goes round again");
  if (spec.order == RowOrder::random && spec.on_end != RowsEnd::recycle)
    return mistake(L, "order = \"random\" puts every row back, so there is no end; on_end goes with the other orders");
  if (spec.order == RowOrder::unique && !ends_somehow) spec.on_end = RowsEnd::stop_vu;
  return true;
}

bool read_range(lua_State* L, FeederSpec& spec) {
  if (lua_isinteger(L, 1) == 0 || lua_isinteger(L, 2) == 0 || lua_tointeger(L, 1) > lua_tointeger(L, 2))
    return mistake(L, "feeder.range wants two whole numbers, the first not above the last");
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  const std::uint64_t steps = static_cast<std::uint64_t>(lua_tointeger(L, 2)) - static_cast<std::uint64_t>(lua_tointeger(L, 1));
  if (steps >= limit) return mistake(L, "feeder.range holds no more than 2^63 numbers");
  spec.range = {lua_tointeger(L, 1), steps + 1};
  return true;
}

bool read_data(lua_State* L, FeederSpec& spec) {
  switch (spec.kind) {
    case FeederKind::range:
      return read_range(L, spec);
    case FeederKind::list:
      return lua_istable(L, 1) || mistake(L, fmt::format("feeder.list wants a list, not a {}", luaL_typename(L, 1)));
    default:
      spec.file = string_at(L, 1);
      return !spec.file.empty() || mistake(L, fmt::format("{} wants the name of a file, relative to the script's folder", spec.function()));
  }
}

}  // namespace

std::string FeederSpec::function() const { return fmt::format("feeder.{}", kinds[static_cast<std::size_t>(kind)]); }

std::string FeederSpec::data() const {
  if (kind == FeederKind::range) return fmt::format("range {} {}", range.first, range.size);
  if (kind != FeederKind::csv) return fmt::format("{} {}", function(), file);
  return fmt::format("csv {:d} {:d} {}\n{}", csv.separator, csv.quote, fmt::join(csv.names, "\n"), file);
}

bool read_feeder(lua_State* L, FeederKind kind, FeederSpec& spec) {
  spec.kind = kind;
  return read_data(L, spec) && read_options(L, kind == FeederKind::range ? 3 : 2, spec);
}

}  // namespace rushhour::script
