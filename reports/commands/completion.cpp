#include "reports/commands/completion.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reports/commands/completion_scripts.hpp"
#include "reports/commands/flags.hpp"

namespace rushhour::reports {

int print_completion(int argc, char** argv, std::span<const Verb* const> verbs) {
  std::string shell;
  CLI::App app(
      "Prints what makes a shell complete rushhour's words: verbs, flags, values, files and run directories.\n"
      "  bash   source <(rushhour completion bash)                 in ~/.bashrc\n"
      "  zsh    source <(rushhour completion zsh)                  in ~/.zshrc, behind compinit\n"
      "  fish   rushhour completion fish | source                  in ~/.config/fish/config.fish",
      "rushhour completion");
  app.add_option("SHELL", shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  if (!parse_flags(app, argc, argv)) return 0;
  std::vector<VerbFacts> facts;
  for (const Verb* verb : verbs) facts.push_back({verb->name, verb->summary, flags_of(*verb)});
  fmt::print("{}", shell == "bash" ? bash_completion(facts) : shell == "zsh" ? zsh_completion(facts) : fish_completion(facts));
  return 0;
}

}  // namespace rushhour::reports
