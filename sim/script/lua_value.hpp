#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "reports/foundation/instant.hpp"

namespace rushhour::script {

/// Between Lua values and JSON. None of these raises a Lua error, so C++ objects are safe across them.

/// Appends the value at `index` as JSON with sorted keys: a table with exactly the keys 1..n, n > 0, is an array, any other an object
/// (an empty one too; json.empty_array is []). False, with the reason in `trouble`, if it holds a function, NaN, a key that is neither
/// string nor number, or nests deeper than 64.
bool append_json(lua_State* L, int index, std::string& out, std::string& trouble);

/// Pushes the value at `path` ("dishes.0.id"; empty for all) of a JSON text, or nil if it is not there; a null inside is json.null.
/// False, pushing nothing, if the text is not JSON.
bool push_json(lua_State* L, std::string_view text, std::string_view path);

/// Wraps the table at the top of the stack, and every table in it, so that it can be read but not written.
void freeze(lua_State* L);

/// Pushes the table that a frozen one stands for; the table itself where it is not frozen.
void push_plain_table(lua_State* L, int index);

/// The duration at `index`: a number of seconds, or "250ms", "1m30s". Nothing if it is neither, or negative.
std::optional<Instant> duration_at(lua_State* L, int index);

/// The string at `index`, without converting in place; empty if it is none.
std::string_view string_at(lua_State* L, int index);

/// The addresses that stand for json.null and json.empty_array.
void* json_null() noexcept;
void* json_empty_array() noexcept;

}  // namespace rushhour::script
