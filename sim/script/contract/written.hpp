#pragma once

#include <string>
#include <string_view>

namespace rushhour::script::contract {

/// The contract as definitions for the Lua language server: share/rushhour.d.lua, which `rushhour init` writes beside a scenario.
std::string definitions();

/// A page in Markdown with its tables made anew: what stands between "<!-- contract:NAME -->" and "<!-- end of contract -->", where NAME
/// is that of a table or a module. Throws UserError for a name that there is not and for a mark without its end.
std::string with_tables(std::string_view page);

}  // namespace rushhour::script::contract
