#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/commands/settings/run_settings.hpp"
#include "sim/load/plan.hpp"
#include "sim/script/source.hpp"

namespace rushhour::sim {

/// What every run.json states of its run.
struct RunFacts {
  const std::vector<std::string>& words;  ///< the command line, from the verb on
  const load::Plan& plan;
  std::size_t threads;
  std::string name;
  std::string target;
  std::uint64_t seed;
  WallTime started;
};

/// run.json as it stands when anything is played (docs/formats.md), without script and settings.
nlohmann::json base_meta(const RunFacts& facts);

/// The `script` of run.json.
nlohmann::json script_meta(const script::Source& source);

/// run.json as it stands when `rushhour run` starts.
nlohmann::json run_meta(const RunSettings& settings, const script::Source& source, const load::Plan& plan, const std::string& name,
                        const std::string& target, WallTime started);

/// run.json of what came to nothing before it had one, as outputs are told of it.
nlohmann::json unplayed_meta(const std::vector<std::string>& words, const std::filesystem::path& script, const std::string& target,
                             std::uint64_t seed);

/// "2026-11-21T06:30:00.123Z".
std::string iso_time(WallTime t);

}  // namespace rushhour::sim
