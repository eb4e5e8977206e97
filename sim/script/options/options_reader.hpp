#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <lua.hpp>

#include "sim/load/overrides.hpp"
#include "sim/load/plan.hpp"

namespace rushhour::script {

/// Reads the options table on top of the stack. Throws UserError (Exit::settings) that names the file, the path of the key
/// (options.scenarios.diners.rate) and what was wanted; for an unknown key the nearest name. `folder`: the script's, from which relative
/// paths go. `overrides` are applied as soon as the scenarios are read, so that everything else is judged by the load that will be made;
/// what is wrong with them is a UserError (Exit::flags). `metrics`: what the script declared while its chunk ran. Raises no Lua
/// error.
load::Plan read_options(lua_State* L, const std::string& file, const std::filesystem::path& folder, const load::Overrides& overrides = {},
                        std::vector<load::DeclaredMetric> metrics = {});

/// The paths of all that the options on top of the stack state: "warmup", "scenarios.diners.rate", "http.tls.ca". Raises no Lua error.
std::set<std::string> stated_paths(lua_State* L);

}  // namespace rushhour::script
