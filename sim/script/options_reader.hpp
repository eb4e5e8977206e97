#pragma once

#include <string>

#include <lua.hpp>

#include "sim/load/plan.hpp"

namespace rushhour::script {

/// Reads the options table on top of the stack. Throws UserError (Exit::settings) that names the file, the path of the key
/// (options.scenarios.diners.rate) and what was wanted; for an unknown key the nearest name. Raises no Lua error.
load::Plan read_options(lua_State* L, const std::string& file);

}  // namespace rushhour::script
