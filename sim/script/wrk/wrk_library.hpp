#pragma once

#include <lua.hpp>

#include "reports/foundation/clock.hpp"
#include "sim/script/wrk/wrk_settings.hpp"

namespace rushhour::script {

/// Opens what a wrk script may reach: Lua's own libraries with the names of 5.1 that are cheap to give, files for reading, `require` of
/// files beside the script, and the global `wrk`. What is left out is refused by its name when it is used. `clock` outlives the state.
/// May raise a Lua error: call it protected.
void open_wrk(lua_State* L, const WrkSettings& settings, const Clock& clock);

}  // namespace rushhour::script
