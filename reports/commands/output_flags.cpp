#include "reports/commands/output_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <set>

#include "reports/foundation/user_error.hpp"
#include "reports/outputs/outputs.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::reports {

void OutputFlags::add_to(CLI::App& app) {
  std::string list = "Outputs of -o NAME=FILE (docs/outputs.md):\n";
  std::string names;  // as shells complete them
  for (const outputs::Output& output : outputs::all_outputs()) {
    list += fmt::format("  {:<8}{}\n", output.name, output.says);
    names += fmt::format("{}{}=", names.empty() ? "" : ",", output.name);
  }
  app.add_option("-o,--output", words_, "NAME=FILE, a file for other tools to read, written when the verdict is known; may be repeated")
      ->envname("RUSHHOUR_OUTPUT")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=FILE:{" + names + "}");
  app.footer(list);
}

void OutputFlags::require() const {
  std::set<std::filesystem::path> files;
  for (const std::string& word : words_) {
    const outputs::Wanted wanted = outputs::read_wanted(word);
    if (!files.insert(wanted.file.lexically_normal()).second)
      throw UserError(fmt::format("--output {}: another output is written to the same place", pages::harmless(word)), Exit::flags);
    outputs::require_writable(wanted);
  }
}

bool OutputFlags::write(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, bool json_on_stdout) const {
  bool all = true;
  for (const std::string& word : words_) {
    try {
      const std::string log = outputs::write(outputs::read_wanted(word), record, conclusion);
      fmt::print(json_on_stdout ? stderr : stdout, "{}", log);
    } catch (const UserError& error) {
      fmt::print(stderr, "rushhour: --output {}: {}\n", pages::harmless(word), error.what());
      all = false;
    }
  }
  return all;
}

}  // namespace rushhour::reports
