#include "sim/commands/run_settings.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/commands/flags.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/runs/stamp.hpp"

namespace rushhour::sim {
namespace {

void take_environment(RunSettings& settings, const std::string& name, const std::string& value) {
  const auto slash = value.find('=');
  if (slash == std::string::npos || slash == 0)
    throw UserError(fmt::format("{} wants K=V, such as RATE=50, not '{}'", name, value), Exit::flags);
  settings.env[value.substr(0, slash)] = value.substr(slash + 1);
}

// CLI11 looks at a variable where the flag is absent from the words, but does not say that it did.
void note_source(RunSettings& settings, const CLI::App& app, const std::string& flag, const std::string& name) {
  const bool in_words = std::any_of(settings.words.begin(), settings.words.end(),
                                    [&flag](const std::string& word) { return word == flag || word.starts_with(flag + "="); });
  settings.sources[name] = in_words ? "flag" : app.get_option(flag)->count() > 0 ? "environment" : "default";
}

}  // namespace

std::optional<RunSettings> read_run_settings(int argc, char** argv) {
  RunSettings settings;
  settings.words.assign(argv, argv + argc);
  CLI::App app("Plays a Lua scenario against a target and writes a run directory with a report.", "rushhour run");
  std::vector<std::string> pairs;
  std::optional<std::uint64_t> seed;
  app.add_option("FILE", settings.file, "the scenario, a Lua script")->required();
  app.add_option("--target", settings.target, "base URL that relative paths go to; without it a target is started and stopped with the run")
      ->envname("RUSHHOUR_TARGET");
  app.add_option("--seed", seed, "seed of arrivals and data; drawn and printed if absent")->envname("RUSHHOUR_SEED");
  app.add_option("--threads", settings.threads, "worker threads, each with its own loop and Lua state")
      ->envname("RUSHHOUR_THREADS")
      ->check(CLI::Range(1, 256));
  app.add_option("--out", settings.out, "folder in which the run directory is made")->envname("RUSHHOUR_OUT");
  settings.http.add_to(app);
  app.add_option("-e", pairs, "K=V, read in the script as env.K; may be repeated")->allow_extra_args(false);
  app.add_flag("--json", settings.json, "print run.json on stdout when the run has ended");
  app.add_flag("-q,--quiet", settings.quiet, "no progress and no summary");
  if (!parse_flags(app, argc, argv)) return std::nullopt;
  for (const std::string& pair : pairs) take_environment(settings, "-e", pair);
  settings.seed = seed ? *seed : runs::fresh_seed();
  note_source(settings, app, "--target", "target");
  note_source(settings, app, "--seed", "seed");
  note_source(settings, app, "--threads", "threads");
  note_source(settings, app, "--out", "out");
  const nlohmann::json http = settings.http.values();
  for (const auto& [name, value] : http.items()) note_source(settings, app, "--" + name, name);
  return settings;
}

nlohmann::json to_json(const RunSettings& settings) {
  const auto entry = [&settings](const std::string& name, nlohmann::json value) {
    return nlohmann::json{{"value", std::move(value)}, {"source", settings.sources.at(name)}};
  };
  nlohmann::json json{{"target", entry("target", settings.target)},
                      {"seed", entry("seed", settings.seed)},
                      {"threads", entry("threads", settings.threads)},
                      {"out", entry("out", settings.out.string())}};
  const nlohmann::json http = settings.http.values();
  for (const auto& [name, value] : http.items()) json[name] = entry(name, value);
  for (const auto& [name, value] : settings.env) json["env." + name] = {{"value", value}, {"source", "flag"}};
  return json;
}

}  // namespace rushhour::sim
