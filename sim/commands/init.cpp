#include "sim/commands/init.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "reports/commands/flags.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/script/contract/written.hpp"

namespace rushhour::sim {
namespace {

constexpr std::string_view scenario =
    R"lua(-- A first scenario: guests read a menu and sometimes order. It runs as it stands against the target that comes along:
--   rushhour check FILE     plays it once and tells what happened
--   rushhour run FILE       plays the load and writes a report
-- Everything that a script may say stands in rushhour.d.lua beside it, which editors with the Lua language server read.
local http = require "rushhour.http" ---@type rushhour.http
local check = require "rushhour.check" ---@type rushhour.check
local sleep = require "rushhour.sleep" ---@type rushhour.sleep
local random = require "rushhour.random" ---@type rushhour.random

options = {
  scenarios = {
    guests = { executor = "constant-arrival-rate", rate = "20/s", duration = "10s", max_vus = 100 },
  },
  thresholds = {
    ["response_time{step:read menu}"] = "p(95) < 500ms",
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
}

-- Played once before the load; what it returns is ctx.data for every user.
function setup()
  return { restaurants = http.get("/api/city"):json("restaurants") }
end

-- One iteration of one user.
---@param ctx rushhour.context
function guests(ctx)
  local restaurant = random.integer(1, ctx.data.restaurants)
  local menu = http.get("/api/restaurants/" .. restaurant .. "/menu", { name = "read menu" })
  if not check(menu, { ["menu has dishes"] = function(r) return #r:json("dishes") > 0 end }) then return end

  sleep("200ms") -- think time: it is in no latency
  if not random.chance(0.3) then return end

  local placed = http.post("/api/orders",
    { json = { restaurant = restaurant, lines = { { dish = menu:json("dishes.0.id"), quantity = 1 } } } },
    { name = "place order", expect = 201, headers = { ["Idempotency-Key"] = random.uuid() } })
  check(placed, { ["order has an id"] = function(r) return r:json("id") ~= nil end })
end
)lua";

// Scenarios say their functions by global names, which the language server would otherwise take for slips.
constexpr std::string_view editor_settings = R"({
  "$schema": "https://raw.githubusercontent.com/LuaLS/vscode-lua/master/setting/schema.json",
  "runtime.version": "Lua 5.4",
  "diagnostics.disable": ["lowercase-global"]
}
)";

struct NewFile {
  std::filesystem::path path;
  std::string text;
};

void require_new(const NewFile& file) {
  std::error_code trouble;
  if (std::filesystem::exists(std::filesystem::symlink_status(file.path, trouble)))
    throw UserError(fmt::format("init: {} is there already, and nothing is overwritten; name another folder or file", file.path.string()),
                    Exit::flags);
}

void write(const NewFile& file) {
  std::ofstream out(file.path, std::ios::binary);
  out << file.text;
  if (!out.flush()) throw UserError(fmt::format("init: {}: cannot be written: {}", file.path.string(), std::strerror(errno)));
}

int init(int argc, char** argv) {
  std::filesystem::path where = ".";
  CLI::App app("Writes a first scenario, and what an editor needs to know of scenarios.", "rushhour init");
  app.add_option("WHERE", where, "a folder, which is made if need be, or the .lua file of the scenario [the folder we are in]");
  if (!parse_flags(app, argc, argv)) return 0;
  const bool names_file = where.extension() == ".lua";
  const std::filesystem::path script = names_file ? where : where / "scenario.lua";
  const std::filesystem::path folder = names_file ? where.parent_path() : where;
  const std::array<NewFile, 3> files{{{script, std::string(scenario)},
                                      {folder / ".luarc.json", std::string(editor_settings)},
                                      {folder / "rushhour.d.lua", script::contract::definitions()}}};
  for (const NewFile& file : files) require_new(file);
  std::error_code trouble;
  if (!folder.empty()) std::filesystem::create_directories(folder, trouble);
  if (trouble) throw UserError(fmt::format("init: {}: cannot be made: {}", folder.string(), trouble.message()));
  for (const NewFile& file : files) {
    write(file);
    fmt::print("{}\n", file.path.string());
  }
  fmt::print("next: rushhour check {}\n", script.string());
  return 0;
}

}  // namespace

const Verb init_verb{"init", "write a first scenario, and definitions for an editor", init};

}  // namespace rushhour::sim
