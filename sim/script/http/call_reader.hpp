#pragma once

#include <string_view>

#include <lua.hpp>

#include "sim/load/user.hpp"

namespace rushhour::script {

/// Where on the stack a call's arguments stand; 0 for one that there is not.
struct CallArguments {
  int url;
  int body;
  int params;
};

/// Fills in a request of the user whose coroutine `L` is, with the step, group and tags under which it is filed. False, with the reason in
/// the host's scratch text, for a mistake. Raises no Lua error.
bool read_call(lua_State* L, std::string_view method, const CallArguments& arguments, load::Call& call);

}  // namespace rushhour::script
