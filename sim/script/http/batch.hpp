#pragma once

#include <lua.hpp>

namespace rushhour::script {

/// Lua's http.batch{ {"GET", url, params}, name = {"POST", url, body, params}, ... }: sends all of them at one logical instant and gives a
/// table with the answers, under the keys of their calls.
int send_batch(lua_State* L);

}  // namespace rushhour::script
