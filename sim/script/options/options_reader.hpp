#pragma once

#include <filesystem>
#include <string>

#include <lua.hpp>

#include "sim/load/plan.hpp"

namespace rushhour::script {

/// Reads the options table on top of the stack. Throws UserError (Exit::settings) that names the file, the path of the key
/// (options.scenarios.diners.rate) and what was wanted; for an unknown key the nearest name. `folder`: the script's, from which relative
/// paths go. Raises no Lua error.
load::Plan read_options(lua_State* L, const std::string& file, const std::filesystem::path& folder);

}  // namespace rushhour::script
