#include "sim/script/contract/written.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "reports/foundation/user_error.hpp"
#include "sim/script/contract/calls.hpp"
#include "sim/script/contract/modules.hpp"
#include "sim/script/contract/options.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/sim/script/script_stage.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::script;

namespace {

std::string failure_of(const std::string& body) {
  const Stage stage("local http, json = require 'rushhour.http', require 'rushhour.json'\nfunction go(ctx) " + body + " end");
  const auto user = stage.user("go");
  const load::Action action = user->begin(Stage::iteration());
  return action.kind == load::Action::Kind::failed ? user->failure() : std::string();
}

}  // namespace

TEST_CASE("share/rushhour.d.lua is what the contract says") { check_golden("share/rushhour.d.lua", contract::definitions()); }

TEST_CASE("the tables of docs/scenarios.md are those of the contract, and it has all of them") {
  const std::filesystem::path page = "docs/scenarios.md";
  const std::string text = text_of(std::filesystem::path(RUSHHOUR_SOURCE_DIR) / page);
  check_golden(page, contract::with_tables(text));
  for (const contract::Table* table : contract::tables())
    CHECK_THAT(text, Catch::Contains("<!-- contract:" + std::string(table->name) + " -->"));
  for (const contract::Module& module : contract::modules())
    CHECK_THAT(text, Catch::Contains("<!-- contract:" + std::string(module.name) + " -->"));
}

TEST_CASE("definitions are Lua") {
  const std::string text = contract::definitions();
  lua_State* L = luaL_newstate();
  INFO(text);
  CHECK(luaL_loadbufferx(L, text.data(), text.size(), "definitions", "t") == LUA_OK);
  lua_close(L);
}

TEST_CASE("every type that the contract names is one that it has") {
  std::set<std::string> known;
  for (const contract::Alias& alias : contract::aliases()) known.insert(std::string(alias.name));
  for (const contract::Table* table : contract::tables()) known.insert(std::string(table->name));
  for (const contract::Module& module : contract::modules()) known.insert(std::string(module.name.substr(9)));
  const std::string text = contract::definitions();
  const std::string prefix = "rushhour.";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    const std::size_t begin = at + prefix.size();
    const std::string name = text.substr(begin, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", begin) - begin);
    INFO(text.substr(at > 60 ? at - 60 : 0, 120));
    CHECK(known.contains(name));
  }
}

TEST_CASE("a table is put between its marks, and the rest of a page stays") {
  const std::string page = "before\n<!-- contract:auth -->\nold\n<!-- end of contract -->\nafter\n";
  const std::string made = contract::with_tables(page);
  CHECK_THAT(made, Catch::StartsWith("before\n<!-- contract:auth -->\n| key | type | meaning | without it |\n"));
  CHECK_THAT(made, Catch::Contains("| `user` | `string` | without a colon | must be given |\n"));
  CHECK_THAT(made, Catch::EndsWith("|\n<!-- end of contract -->\nafter\n"));
  CHECK(made.find("old") == std::string::npos);
  CHECK(contract::with_tables(made) == made);
  CHECK(contract::with_tables("no marks") == "no marks");
}

TEST_CASE("a mark that names nothing, or does not end, is an error") {
  CHECK_THROWS_AS(contract::with_tables("<!-- contract:parms -->\n<!-- end of contract -->"), UserError);
  CHECK_THROWS_AS(contract::with_tables("<!-- contract:params -->\n"), UserError);
}

TEST_CASE("arguments are parted at commas outside brackets") {
  using Parts = std::vector<std::string_view>;
  CHECK(contract::split_arguments("") == Parts{});
  CHECK(contract::split_arguments("a: string") == Parts{"a: string"});
  CHECK(contract::split_arguments("a: table<string, any>, b?: fun(x: any, y: any): any, ...: any") ==
        Parts{"a: table<string, any>", "b?: fun(x: any, y: any): any", "...: any"});
}

TEST_CASE("an unknown key is told the field that it was meant to be, or the one that k6 calls so") {
  CHECK(contract::constant_vus.suggestion("grateful_stop") == "; did you mean 'graceful_stop'?");
  CHECK(contract::constant_arrival_rate.suggestion("preAllocatedVUs") == "; here that is max_vus");
  CHECK(contract::constant_arrival_rate.suggestion("zzzzzzzzzzzz").empty());
  CHECK(contract::params.suggestion("expct") == "; did you mean 'expect'?");
}

TEST_CASE("fields of a base are fields of the table, and no name comes twice") {
  CHECK(contract::constant_arrival_rate.find("exec") == contract::scenario.find("exec"));
  CHECK(contract::constant_vus.find("max_queue") == nullptr);
  for (const contract::Table* table : contract::tables()) {
    const auto names = table->names();
    INFO(table->name);
    CHECK(std::set<std::string_view>(names.begin(), names.end()).size() == names.size());
  }
}

TEST_CASE("every module of the contract is found, and has each function that it names and no other") {
  std::string script = "local function has(name, ...)\n local m, n = require(name), 0\n for _, key in ipairs { ... } do\n";
  script += "  if key == '' then assert(type(m) == 'function' or getmetatable(m).__call, name)\n";
  script += "  else assert(m[key], name .. '.' .. key) n = n + 1 end\n end\n";
  script += " if type(m) == 'table' then for _ in next, m do n = n - 1 end assert(n == 0, name .. ' has others') end\nend\nfunction go()\n";
  for (const contract::Module& module : contract::modules()) {
    if (module.object) continue;
    script += " has('" + std::string(module.name) + "'";
    for (const contract::Function& function : module.functions) script += ", '" + std::string(function.name) + "'";
    for (const contract::Field& field : module.fields)
      if (field.name[0] != '[') script += ", '" + std::string(field.name) + "'";
    script += ")\n";
  }
  const Stage stage(script + "end");
  const auto user = stage.user("go");
  const load::Action action = user->begin(Stage::iteration());
  INFO((action.kind == load::Action::Kind::failed ? user->failure() : ""));
  CHECK(action.kind == load::Action::Kind::done);
}

TEST_CASE("every param of the contract is read: a value that it cannot have is refused by its name") {
  for (const std::string_view name : contract::params.names()) {
    const std::string failure = failure_of("http.get('/', { " + std::string(name) + " = function() end })");
    CHECK_THAT(failure, Catch::Contains(std::string(name)));
    CHECK_THAT(failure, !Catch::Contains("has no"));
  }
}

TEST_CASE("what a script asks of a response by another tool's word is answered with ours") {
  const Stage stage("local http = require 'rushhour.http'\nfunction go() return http.get('/').timings end");
  const auto user = stage.user("go");
  REQUIRE(user->begin(Stage::iteration()).kind == load::Action::Kind::send);
  CHECK(user->after_outcome(0, {}, true).kind == load::Action::Kind::failed);
  CHECK_THAT(user->failure(), Catch::Contains("here that is response_time, service_time and phases"));
}

TEST_CASE("every field of a response is there") {
  for (const std::string_view name : contract::response.names()) {
    const Stage stage("local http = require 'rushhour.http'\nfunction go() local v = http.get('/')." + std::string(name) + " end");
    const auto user = stage.user("go");
    REQUIRE(user->begin(Stage::iteration()).kind == load::Action::Kind::send);
    CHECK(user->after_outcome(0, {}, true).kind == load::Action::Kind::done);
  }
}

TEST_CASE("a module that there is not is told those that there are") {
  CHECK_THAT(failure_of("require 'rushhour.htp'"), Catch::Contains("there are rushhour.http, check, sleep"));
}
