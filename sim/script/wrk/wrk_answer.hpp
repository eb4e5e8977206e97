#pragma once

#include <lua.hpp>

#include "sim/load/exchange.hpp"

namespace rushhour::script {

/// Calls the global response(status, headers, body), of which it takes the first `takes`.
///
/// The headers are a table that fills itself when it is first looked into, since few scripts look. One that was kept without a look stays
/// empty once the call is over. May raise a Lua error: call it protected.
void call_response(lua_State* L, const load::Outcome& outcome, int takes);

/// Makes ready for it, once a state. May raise.
void open_answers(lua_State* L);

}  // namespace rushhour::script
