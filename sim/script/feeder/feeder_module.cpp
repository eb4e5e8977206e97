// feeder.csv(file), jsonl, list and range: what they give is one userdata for each place of the script in which they stand, shared by all
// users of a state; the rows are shared by all states. f:row() is a pure function of the iteration, so that nobody has to keep a place.

#include <fmt/format.h>

#include <filesystem>

#include "reports/foundation/user_error.hpp"
#include "sim/script/feeder/feeder_options.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::script {
namespace {

constexpr const char* type_name = "rushhour.feeder";

const Feeder& feeder_at(lua_State* L, int index) { return **static_cast<const Feeder**>(luaL_checkudata(L, index, type_name)); }

// The list at the bottom of the stack, each value as a line of JSON. Throws UserError for what is no list or cannot be JSON.
std::string lines_of_list(lua_State* L) {
  std::string lines, trouble;
  push_plain_table(L, 1);
  const lua_Unsigned size = lua_rawlen(L, -1);
  lua_Unsigned keys = 0;
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) ++keys;
  if (size == 0 || keys != size) throw UserError("feeder.list wants a list that is not empty, with the keys 1, 2, 3 and so on");
  for (lua_Unsigned i = 1; i <= size; ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    if (!append_json(L, -1, lines, trouble)) throw UserError(fmt::format("feeder.list: its row {} holds {}", i, trouble));
    lines += '\n';
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return lines;
}

std::shared_ptr<const FeederRows> rows_of(lua_State* L, const FeederSpec& spec, FeederStore& store) {
  if (spec.kind == FeederKind::range) return std::make_shared<const FeederRows>(spec.range);
  if (spec.kind == FeederKind::list) return std::make_shared<const FeederRows>(JsonLines(lines_of_list(L)));
  const std::filesystem::path file = Library::folder(Library::host(L)) / spec.file;
  return store.rows(fmt::format("{}\n{}", spec.data(), std::filesystem::weakly_canonical(file).string()), [&]() -> FeederRows {
    if (spec.kind == FeederKind::jsonl) return JsonLines(file, spec.file);
    return CsvFile(file, spec.file, spec.csv);
  });
}

Feeder make_feeder(lua_State* L, const FeederSpec& spec, std::string stream, FeederStore& store) {
  Feeder feeder;
  feeder.name = spec.file.empty() ? spec.function() : fmt::format("{} \"{}\"", spec.function(), spec.file);
  feeder.stream = std::move(stream);
  feeder.order = spec.order;
  feeder.on_end = spec.on_end;
  feeder.rows = rows_of(L, spec, store);
  return feeder;
}

// Of a feeder that was asked for: its userdata, if this state has made one, and else the feeder, from which to make it.
struct Found {
  int reference = LUA_NOREF;
  const Feeder* feeder = nullptr;
};

// The key, by which all instances of the script mean the same feeder, is left in the host's scratch text. Nothing for a mistake. The call
// site is on top of the stack.
std::optional<Found> find(lua_State* L, FeederKind kind) {
  FeederSpec spec;
  if (!read_feeder(L, kind, spec)) return std::nullopt;
  Host& host = Library::host(L);
  // The folder is not in it: the same script draws the same rows wherever it lies.
  const std::string stream = fmt::format("feeder {} {}", Library::next_feeder(host), spec.data());
  std::string key = fmt::format("{} {} {} {}", stream, string_at(L, -1), static_cast<int>(spec.order), static_cast<int>(spec.on_end));
  const auto& made = Library::feeders(host);
  Found found;
  if (const auto at = made.find(key); at != made.end()) {
    found.reference = at->second;
  } else {
    try {
      FeederStore& store = Library::feeder_store(host);
      const UserCode::Pause pause(Library::code(host));  // reading a large file through is not the script's doing
      found.feeder = &store.feeder(key, [&] { return make_feeder(L, spec, stream, store); });
    } catch (const UserError& error) {
      Library::blame_settings(host, error.exit());
      mistake(L, error.what());
      return std::nullopt;
    } catch (const std::filesystem::filesystem_error& error) {
      Library::blame_settings(host, Exit::settings);
      mistake(L, fmt::format("{}: cannot be read: {}", spec.file, error.code().message()));
      return std::nullopt;
    }
  }
  Library::scratch(host) = std::move(key);
  return found;
}

void push_names(lua_State* L, const FeederRows& rows) {
  const CsvFile* const csv = std::get_if<CsvFile>(&rows);
  if (csv == nullptr) return lua_pushnil(L);
  lua_createtable(L, static_cast<int>(csv->names().size()), 0);
  for (std::size_t i = 0; i < csv->names().size(); ++i) {
    lua_pushlstring(L, csv->names()[i].data(), csv->names()[i].size());
    lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
  }
}

template <FeederKind kind>
int make(lua_State* L) {
  if (!Library::loading(Library::host(L)))
    return luaL_error(L, "feeders are made once, while the script is loaded: make them outside of functions, and ask for f:row() within");
  lua_settop(L, 3);
  luaL_where(L, 1);
  const std::optional<Found> found = find(L, kind);
  if (!found) return raise_scratch(L);
  if (found->feeder == nullptr) return lua_rawgeti(L, LUA_REGISTRYINDEX, found->reference), 1;
  *static_cast<const Feeder**>(lua_newuserdatauv(L, sizeof(const Feeder*), 1)) = found->feeder;
  luaL_setmetatable(L, type_name);
  push_names(L, *found->feeder->rows);
  lua_setiuservalue(L, -2, 1);
  lua_pushvalue(L, -1);
  const int reference = luaL_ref(L, LUA_REGISTRYINDEX);
  Host& host = Library::host(L);
  Library::feeders(host).emplace(Library::scratch(host), reference);
  return 1;
}

// `names`: the userdata's, on top of the stack.
int push_row(lua_State* L, const FeederRows& rows, std::uint64_t number) {
  if (const auto* range = std::get_if<NumberRange>(&rows)) {
    lua_pushinteger(L, static_cast<lua_Integer>(static_cast<std::uint64_t>(range->first) + number));
  } else if (const auto* lines = std::get_if<JsonLines>(&rows)) {
    if (!push_json(L, lines->row(number), ""))
      return luaL_error(L, "row %I of the feeder is no JSON any more: its file was changed", number + 1);
  } else {
    const CsvFile& csv = std::get<CsvFile>(rows);
    const int names = lua_gettop(L);
    lua_createtable(L, 0, static_cast<int>(csv.names().size()));
    csv.row(number, Library::scratch(Library::host(L)), [L, names](std::size_t column, std::string_view text) {
      lua_rawgeti(L, names, static_cast<lua_Integer>(column + 1));
      lua_pushlstring(L, text.data(), text.size());
      lua_rawset(L, -3);
    });
  }
  return 1;
}

// The iteration ends here, as if its function had returned; it is nobody's mistake.
int end_rows(lua_State* L, const Feeder& feeder) {
  luaL_where(L, 1);
  Library::failure(Library::host(L)) =
      fmt::format("{}{} is used up: it has {} row{}", string_at(L, -1), feeder.name, feeder.count(), feeder.count() == 1 ? "" : "s");
  const auto beyond = feeder.on_end == RowsEnd::stop_test ? load::Action::Beyond::stop_run : load::Action::Beyond::stop_user;
  return yield(L, {load::Action::Kind::done, Instant(0), 1, beyond}, "f:row(), whose feeder is used up,");
}

int row(lua_State* L) {
  const Feeder& feeder = feeder_at(L, 1);
  Host& host = Library::host(L);
  if (Library::loading(host))
    return luaL_error(L, "a row belongs to an iteration: call f:row() within a function, not while the script is loaded");
  const LuaUser& user = LuaUser::of(L);
  const auto number = row_of(feeder.order, feeder.on_end == RowsEnd::recycle, feeder.count(), user.index(),
                             {Library::seed(host), feeder.stream, user.scenario_name()});
  if (!number) return end_rows(L, feeder);
  lua_getiuservalue(L, 1, 1);
  return push_row(L, *feeder.rows, *number);
}

int size(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(feeder_at(L, 1).count()));
  return 1;
}

int field(lua_State* L) {
  if (string_at(L, 2) != "row")
    return luaL_error(L, "a feeder has no '%s'; it has row(), and # gives its rows", luaL_tolstring(L, 2, nullptr));
  lua_pushcfunction(L, row);
  return 1;
}

}  // namespace

void open_feeder(lua_State* L) {
  luaL_newmetatable(L, type_name);
  const luaL_Reg methods[] = {{"__index", field}, {"__len", size}, {nullptr, nullptr}};
  luaL_setfuncs(L, methods, 0);
  lua_pushstring(L, type_name);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
  const luaL_Reg functions[] = {{"csv", make<FeederKind::csv>},
                                {"jsonl", make<FeederKind::jsonl>},
                                {"list", make<FeederKind::list>},
                                {"range", make<FeederKind::range>},
                                {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
