#pragma once

#include <lua.hpp>

#include "sim/load/exchange.hpp"

namespace rushhour::script {

/// Reads the body of a call at `index` into `request`: a text as it is, or { json = value }, { form = {...} }, { multipart = {...} }, each
/// encoded with sorted keys, so that one seed sends the same bytes every time, and with its Content-Type as a header. False, with the
/// reason in the host's scratch text, if it is none of these. Raises no Lua error.
bool read_body(lua_State* L, int index, load::Request& request);

}  // namespace rushhour::script
