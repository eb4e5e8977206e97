#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <lua.hpp>

namespace rushhour::script {

/// Fills in the innermost function of `L` that is written in Lua, with source and line; false if there is none. Allocates nothing and
/// raises no error.
bool innermost_place(lua_State* L, lua_Debug& where) noexcept;

/// A C function for lua_pcall, and as its message handler. Takes what was thrown and, as a text such as "s.lua:7: ", the place that it gets
/// if it names none itself; without one that of the innermost function. Returns a text: what is none itself is told by its __tostring, as
/// JSON or by its type.
int describe_error(lua_State* L);

/// A message as one line; what goes beyond `length_limit` bytes is left away.
std::string one_line(std::string_view message, std::size_t length_limit = 500);

}  // namespace rushhour::script
