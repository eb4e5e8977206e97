#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

namespace rushhour::runs {

/// run.json of a run directory, and nothing else of it. Throws UserError, naming the path and what to do, if the directory holds none, or
/// one that is damaged or of another schema.
nlohmann::json read_meta(const std::filesystem::path& directory);

}  // namespace rushhour::runs
