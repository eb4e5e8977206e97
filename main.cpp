// The table of verbs, and the one place where trouble becomes an exit code.

#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <span>
#include <string_view>
#include <vector>

#include "reports/commands/analyze.hpp"
#include "reports/commands/completion.hpp"
#include "reports/commands/import.hpp"
#include "reports/commands/query.hpp"
#include "reports/commands/report.hpp"
#include "reports/commands/say.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/commands/bench.hpp"
#include "sim/commands/check.hpp"
#include "sim/commands/generate.hpp"
#include "sim/commands/init.hpp"
#include "sim/commands/run.hpp"
#include "target/commands/serve.hpp"
#include "target/commands/target.hpp"

namespace {

using rushhour::Exit;
using rushhour::Verb;

// It tells of all verbs, itself included.
std::span<const Verb* const> all_verbs();
const Verb completion_verb{"completion", "print what makes bash, zsh or fish complete these words",
                           [](int argc, char** argv) { return rushhour::reports::print_completion(argc, argv, all_verbs()); }};

const Verb* const verbs[] = {
    &rushhour::sim::run_verb,
    &rushhour::sim::bench_verb,
    &rushhour::sim::check_verb,
    &rushhour::sim::init_verb,
    &rushhour::target::target_verb,
    &rushhour::sim::generate_verb,
    &rushhour::reports::analyze_verb,
    &rushhour::reports::query_verb,
    &rushhour::reports::report_verb,
    &rushhour::reports::import_verb,
    &completion_verb,
    &rushhour::target::serve_verb,
};

std::span<const Verb* const> all_verbs() { return verbs; }

void print_help(std::FILE* out) {
  fmt::print(out, "rushhour {}: load tests whose figures come with a verdict\n\nusage: rushhour VERB [OPTIONS]\n\n", RUSHHOUR_VERSION);
  for (const Verb* verb : verbs) fmt::print(out, "  {:<12}{}\n", verb->name, verb->summary);
  fmt::print(out, "\n'rushhour VERB --help' says more; docs/ tells the rest.\n");
}

int unknown_verb(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Verb* verb : verbs) names.push_back(verb->name);
  fmt::print(stderr, "rushhour: there is no verb '{}'{}\n", word, rushhour::did_you_mean(word, names));
  return static_cast<int>(Exit::flags);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    print_help(stderr);
    return static_cast<int>(Exit::flags);
  }
  const std::string_view word = argv[1];
  if (word == "--help" || word == "-h" || word == "help") {
    print_help(stdout);
    return 0;
  }
  if (word == "--version") {
    fmt::print("rushhour {}\n", RUSHHOUR_VERSION);
    return 0;
  }
  try {
    for (const Verb* verb : verbs)
      if (word == verb->name) return verb->run(argc - 1, argv + 1);
    return unknown_verb(word);
  } catch (const rushhour::UserError& error) {
    rushhour::say(stderr, fmt::format("rushhour: {}\n", error.what()));
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {
    rushhour::say(stderr, fmt::format("rushhour: trouble of its own: {}\n", error.what()));
    return static_cast<int>(Exit::trouble);
  }
}
