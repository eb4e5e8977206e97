#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace rushhour::pages {

/// How the run was started, as run.json has it: one line that a POSIX shell takes apart into the same words. Empty if it does not say. What
/// comes out is not yet harmless to show.
std::string command_line(const nlohmann::json& meta);

/// The same with what it takes to get the same load again: the seed, where it was not given.
std::string command_again(const nlohmann::json& meta);

}  // namespace rushhour::pages
