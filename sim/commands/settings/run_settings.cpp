#include "sim/commands/settings/run_settings.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "reports/commands/flags.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/outputs/outputs.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/commands/settings/dashboard_flag.hpp"

namespace rushhour::sim {
namespace {

constexpr std::string_view retry = "retry";

// How many times more a run is played: of "retry" and "retry:N". Nothing if the text is neither.
std::optional<std::size_t> retries_of(std::string_view text) {
  constexpr std::size_t usual = 2, most = 10;
  if (!text.starts_with(retry)) return std::nullopt;
  text.remove_prefix(retry.size());
  if (text.empty()) return usual;
  std::size_t times = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), times);
  const bool whole = text.front() == ':' && error == std::errc{} && end == text.data() + text.size();
  return whole && times >= 1 && times <= most ? std::optional(times) : std::nullopt;
}

std::string invalid_complaint(const std::string& text) {
  if (text == "fail" || text == "warn" || retries_of(text)) return {};
  return fmt::format("is fail, warn, retry or retry:N with 1 to 10 further attempts, not '{}'", text);
}

// CLI11 looks at a variable where the flag is absent from the words, but does not say that it did.
void note_source(RunSettings& settings, const CLI::App& app, const std::string& flag, const std::string& name) {
  const std::vector<std::string>& shorts = app.get_option(flag)->get_snames();
  const bool in_words = std::any_of(settings.words.begin(), settings.words.end(), [&](const std::string& word) {
    const bool is_short = !shorts.empty() && !word.starts_with("--") && word.starts_with("-" + shorts.front());
    return is_short || word == flag || word.starts_with(flag + "=");
  });
  settings.sources[name] = in_words ? "flag" : app.get_option(flag)->count() > 0 ? "environment" : "default";
}

// --out is a folder and --output a file, which are easily taken for each other.
void require_outputs(const RunSettings& settings) {
  const std::string out = settings.out.string();
  for (const outputs::Output& output : outputs::all_outputs())
    if (out.starts_with(std::string(output.name) + "="))
      throw UserError(fmt::format("--out {}: is the folder for run directories; a file is asked for by -o, --output", out), Exit::flags);
  if (settings.trace && !settings.outputs.empty()) throw UserError("--output: goes without --trace, which measures nothing", Exit::flags);
  settings.outputs.require(reports::printed(settings.json, settings.quiet));
}

}  // namespace

std::map<std::string, std::string> environment_of(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> environment;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    const char* const ours = equals == std::string::npos ? std::getenv(pair.c_str()) : nullptr;
    if (equals == 0 || (equals == std::string::npos && ours == nullptr))
      throw UserError(fmt::format("-e wants K=V, such as RATE=50, or the name of an environment variable that is set, not '{}'", pair),
                      Exit::flags);
    environment[pair.substr(0, equals)] = ours != nullptr ? ours : pair.substr(equals + 1);
  }
  return environment;
}

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
  app.add_option("--out", settings.out, "folder in which the run directory is made")->envname("RUSHHOUR_OUT")->type_name("DIR");
  settings.load.add_to(app);
  settings.http.add_to(app);
  settings.scrape.add_to(app);
  settings.outputs.add_to(app);
  app.add_option("-e", pairs, "K=V, read in the script as env.K; or K alone, taken from the environment; may be repeated")
      ->allow_extra_args(false);
  app.add_option(
         "--on-invalid", settings.on_invalid,
         "what an invalid measurement leads to: fail (exit code 98), warn (the exit code is that of the thresholds), retry or retry:N "
         "(if the generator is to blame, the plan is played again, up to twice or N times)")
      ->envname("RUSHHOUR_ON_INVALID")
      ->type_name("{fail,warn,retry}")
      ->check(invalid_complaint);
  app.add_flag("--strict", settings.strict, "what casts a doubt on the measurement, and is else a warning, makes it invalid")
      ->envname("RUSHHOUR_STRICT");
  app.add_flag("--no-annotations", settings.no_annotations, "do not ask the target for annotations, which tell of its faults and the like")
      ->envname("RUSHHOUR_NO_ANNOTATIONS");
  app.add_option("--dashboard", settings.dashboard,
                 "serve a page of the run while it goes on, at HOST:PORT or PORT; without one on a free port of this machine")
      ->envname("RUSHHOUR_DASHBOARD")
      ->type_name("[ADDR]");
  app.add_flag("--trace", settings.trace,
               "play one iteration of one user of each scenario, with requests and answers in full on stderr, and end");
  app.add_option("--log-requests", settings.log_requests, "file to write a line of JSON to for each request of the run")->type_name("FILE");
  app.add_flag("--print-config", settings.print_config, "print each value with its source as JSON, and end");
  app.add_flag("--json", settings.json, "print run.json on stdout when the run has ended");
  app.add_flag("-q,--quiet", settings.quiet, "no progress and no summary");
  if (!parse_flags(app, with_dashboard_joined(settings.words))) return std::nullopt;
  settings.env = environment_of(pairs);
  for (const std::string& pair : pairs)
    if (pair.find('=') == std::string::npos) settings.env_taken.insert(pair);
  settings.seed = seed ? *seed : runs::fresh_seed();
  note_source(settings, app, "--target", "target");
  note_source(settings, app, "--seed", "seed");
  note_source(settings, app, "--threads", "threads");
  note_source(settings, app, "--out", "out");
  note_source(settings, app, "--on-invalid", "on-invalid");
  note_source(settings, app, "--strict", "strict");
  note_source(settings, app, "--no-annotations", "no-annotations");
  note_source(settings, app, "--dashboard", "dashboard");
  note_source(settings, app, "--output", "output");
  const nlohmann::json http = settings.http.values();
  for (const auto& [name, value] : http.items()) note_source(settings, app, "--" + name, name);
  settings.load.overrides();  // so that a value that cannot be is refused before anything else
  const nlohmann::json load = settings.load.values();
  for (const auto& [name, value] : load.items()) note_source(settings, app, "--" + name, name);
  const nlohmann::json scrape = settings.scrape.values();
  for (const auto& [name, value] : scrape.items()) note_source(settings, app, "--" + name, name);
  if (settings.trace && !settings.log_requests.empty())
    throw UserError("--log-requests: goes without --trace, which shows every request by itself", Exit::flags);
  require_outputs(settings);
  return settings;
}

std::size_t RunSettings::attempts() const { return 1 + retries_of(on_invalid).value_or(0); }

nlohmann::json to_json(const RunSettings& settings) {
  const auto entry = [&settings](const std::string& name, nlohmann::json value) {
    return nlohmann::json{{"value", std::move(value)}, {"source", settings.sources.at(name)}};
  };
  nlohmann::json json{{"target", entry("target", settings.target)},
                      {"seed", entry("seed", settings.seed)},
                      {"threads", entry("threads", settings.threads)},
                      {"out", entry("out", settings.out.string())},
                      {"on-invalid", entry("on-invalid", settings.on_invalid)},
                      {"strict", entry("strict", settings.strict)},
                      {"output", entry("output", settings.outputs.words())},
                      {"no-annotations", entry("no-annotations", settings.no_annotations)},
                      {"dashboard", entry("dashboard", settings.dashboard)}};
  const nlohmann::json http = settings.http.values();
  const nlohmann::json load = settings.load.values();
  const nlohmann::json scrape = settings.scrape.values();
  for (const auto& values : {http, load, scrape})
    for (const auto& [name, value] : values.items()) json[name] = entry(name, value);
  for (const auto& [name, value] : settings.env)
    if (!settings.env_taken.contains(name)) json["env." + name] = {{"value", value}, {"source", "flag"}};
  for (const std::string& name : settings.env_taken) json["env." + name] = {{"value", nullptr}, {"source", "environment"}};
  return json;
}

}  // namespace rushhour::sim
