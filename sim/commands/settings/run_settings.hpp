#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/commands/output_flags.hpp"
#include "sim/commands/settings/http_flags.hpp"
#include "sim/commands/settings/load_flags.hpp"
#include "sim/commands/settings/scrape_flags.hpp"

namespace rushhour::sim {

/// What `rushhour run` was asked for. Precedence: flag, then environment (RUSHHOUR_TARGET, _SEED, _THREADS, _OUT, _ON_INVALID, _STRICT,
/// _NO_ANNOTATIONS, _OUTPUT and those of HttpFlags and LoadFlags), then the script, then default.
struct RunSettings {
  std::filesystem::path file;
  std::string target;  ///< empty: start one as a child process
  std::uint64_t seed = 0;
  std::size_t threads = 1;
  std::filesystem::path out = "runs";  ///< the folder in which the run directory is made
  HttpFlags http;
  LoadFlags load;
  ScrapeFlags scrape;
  reports::OutputFlags outputs;
  std::map<std::string, std::string> env;  ///< -e K=V and -e K
  std::set<std::string> env_taken;         ///< those of -e K, whose values, secrets perhaps, are kept nowhere
  bool trace = false;                      ///< play one iteration of each scenario in full words, without a run directory
  std::filesystem::path log_requests;      ///< a file for a line of each request; empty for none
  bool print_config = false;               ///< say what would be played, and end
  std::string on_invalid = "fail";         ///< what an invalid measurement leads to: fail, warn, retry or retry:N
  bool no_annotations = false;             ///< do not ask the target what it tells of itself
  bool strict = false;                     ///< what casts a doubt on the measurement makes it invalid
  std::string dashboard;                   ///< where the page of the run is served; empty: nowhere
  bool json = false;
  bool quiet = false;
  std::map<std::string, std::string> sources;  ///< of each setting: flag, environment, default
  std::vector<std::string> words;              ///< the command line, from the verb on

  /// How often the plan may be played until a measurement is valid.
  std::size_t attempts() const;
};

/// What -e K=V said, or the environment for -e K; later ones over earlier ones. Throws UserError (Exit::flags) for what is no pair and no
/// variable that is set.
std::map<std::string, std::string> environment_of(const std::vector<std::string>& pairs);

/// Reads the command line. Nothing if help was asked for and printed. Throws UserError (Exit::flags) naming the flag.
std::optional<RunSettings> read_run_settings(int argc, char** argv);

/// The `settings` of run.json: {name: {value, source}}.
nlohmann::json to_json(const RunSettings& settings);

}  // namespace rushhour::sim
