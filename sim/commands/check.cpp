#include "sim/commands/check.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>

#include "reports/commands/flags.hpp"
#include "reports/foundation/units.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/commands/settings/http_flags.hpp"
#include "sim/commands/settings/load_flags.hpp"
#include "sim/commands/settings/run_settings.hpp"
#include "sim/rehearsal/rehearsal.hpp"
#include "sim/rehearsal/rehearsal_target.hpp"

namespace rushhour::sim {
namespace {

struct CheckSettings {
  std::filesystem::path file;
  std::string target;
  bool no_target = false;
  bool quiet = false;
  std::uint64_t seed = 0;
  LoadFlags load;
  HttpFlags http;
  std::map<std::string, std::string> env;
};

// False if help was asked for.
bool read_settings(int argc, char** argv, CheckSettings& settings) {
  CLI::App app("Reads a scenario and its options, then rehearses setup, one iteration of each scenario and teardown.", "rushhour check");
  std::vector<std::string> pairs;
  std::optional<std::uint64_t> seed;
  app.add_option("FILE", settings.file, "the scenario, a Lua script")->required();
  CLI::Option* target =
      app.add_option("--target", settings.target, "base URL that relative paths go to; without it a target is started for the rehearsal")
          ->envname("RUSHHOUR_TARGET");
  app.add_flag("--no-target", settings.no_target, "read the script and its options only; nothing is sent")->excludes(target);
  app.add_option("--seed", seed, "seed of the data that is drawn; drawn itself if absent")->envname("RUSHHOUR_SEED");
  settings.load.add_to(app);
  settings.http.add_to(app);
  app.add_option("-e", pairs, "K=V, read in the script as env.K; or K alone, taken from the environment; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("-q,--quiet", settings.quiet, "print nothing but what is wrong; the exit code tells");
  if (!parse_flags(app, argc, argv)) return false;
  settings.env = environment_of(pairs);
  settings.seed = seed ? *seed : runs::fresh_seed();
  return true;
}

std::string plan_line(const load::Scenario& scenario) {
  const std::string users = fmt::format("{}{} users", scenario.open() ? "up to " : "", format_count(scenario.max_vus));
  const std::string often = scenario.iterations > 0 ? fmt::format(", {} iterations{}", format_count(scenario.iterations),
                                                                  scenario.executor == load::Executor::per_vu_iterations ? " each" : "")
                                                    : std::string();
  const char* const bound = scenario.iterations > 0 ? "at most " : "";
  const std::string start = scenario.start_time > Instant(0) ? fmt::format(", from {} on", format_duration(scenario.start_time)) : "";
  return fmt::format("  {}: {}, {}{}, {}{}{}, plays {}\n", scenario.name, to_string(scenario.executor), bound,
                     format_duration(scenario.length()), users, often, start, scenario.exec);
}

int check(int argc, char** argv) {
  CheckSettings settings;
  if (!read_settings(argc, argv, settings)) return 0;
  const auto tell = [&settings](std::string_view text) {
    if (!settings.quiet) fmt::print("{}", text);
  };
  const script::Source source = script::read_source(settings.file);
  script::FeederStore feeders;
  script::HostSettings host{&source, settings.env, settings.seed, runs::wall_stamp(), {}};
  host.feeders = &feeders;
  load::Plan plan = read_plan(host, settings.load.overrides());
  host.limits = plan.limits;
  settings.http.apply(plan.http);
  tell(fmt::format("{}: parses, and its options are sound\n", pages::harmless(source.name)));
  for (const load::Scenario& scenario : plan.scenarios) tell(plan_line(scenario));
  if (settings.no_target) return 0;
  warn_if_unverified(plan.http);
  const RehearsalTarget target(settings.target, plan.http, settings.seed);
  Transcript transcript(Transcript::Detail::brief, tell);
  const Exit exit = rehearse({plan, host, {.target = target.url(), .http = plan.http}}, transcript);
  tell(fmt::format("{}: {}\n", exit == Exit::passed ? "rehearsed" : "FAILED", transcript.sum()));
  return static_cast<int>(exit);
}

}  // namespace

const Verb check_verb{"check", "read a scenario and rehearse one iteration of it", check};

}  // namespace rushhour::sim
