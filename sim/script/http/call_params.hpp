#pragma once

#include <lua.hpp>

#include "sim/load/user.hpp"

namespace rushhour::script {

/// Reads the params of a call at `index` into `call`, over what stands there by default. False, with the reason in the host's scratch text,
/// for a key that is unknown or a value that cannot be. Raises no Lua error.
bool read_params(lua_State* L, int index, load::Call& call);

/// Lua's http.params{...}: params that are checked once, for any number of calls. open_params makes their type, once a state.
void open_params(lua_State* L);
int prepare_params(lua_State* L);

}  // namespace rushhour::script
