#include "reports/commands/output_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>

#include "reports/commands/say.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/outputs/outputs.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::reports {
namespace {

constexpr std::string_view summary = "the summary";

// The same of two names for one file, as far as it can be known before they are written.
std::filesystem::path place_of(const outputs::Wanted& wanted) {
  if (wanted.file.empty() || wanted.to_stdout()) return wanted.file;
  std::error_code none;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(wanted.file, none), none);
}

}  // namespace

std::string_view printed(bool json, bool quiet) noexcept { return json ? "the JSON of --json" : quiet ? "" : summary; }

void OutputFlags::add_to(CLI::App& app) {
  std::string list = "Outputs of -o NAME=FILE (docs/outputs.md):\n";
  std::string names;  // as shells complete them
  for (const outputs::Output& output : outputs::all_outputs()) {
    list += fmt::format("  {:<8}{}\n", output.name, output.says);
    names += fmt::format("{}{}=", names.empty() ? "" : ",", output.name);
  }
  app.add_option("-o,--output", words_,
                 "NAME=FILE, a file for other tools to read (- is stdout, with -q), written when the verdict is known; may be repeated")
      ->envname("RUSHHOUR_OUTPUT")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=FILE:{" + names + "}");
  app.footer(list);
}

void OutputFlags::require(std::string_view on_stdout) const {
  std::set<std::filesystem::path> files;
  for (const std::string& word : words_) {
    const outputs::Wanted wanted = outputs::read_wanted(word);
    if (!files.insert(place_of(wanted)).second)
      throw UserError(fmt::format("--output {}: another output is written to the same place", pages::harmless(word)), Exit::flags);
    if (wanted.to_stdout() && !on_stdout.empty())
      throw UserError(fmt::format("--output {}: stdout has {} already; {}name a file", pages::harmless(word), on_stdout,
                                  on_stdout == summary ? "add -q, or " : ""),
                      Exit::flags);
    outputs::require_writable(wanted);
  }
}

bool OutputFlags::write(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, bool json_on_stdout) const {
  if (words_.empty()) return true;
  // One that was merged to save memory no longer has the intervals that csv= and jsonl= tell of.
  std::optional<runs::RunRecord> whole;
  if (record.merged) whole = runs::read_run(record.directory);
  std::vector<outputs::Wanted> wanted;
  for (const std::string& word : words_) wanted.push_back(outputs::read_wanted(word));
  const bool taken = json_on_stdout || std::any_of(wanted.begin(), wanted.end(), [](const auto& one) { return one.to_stdout(); });
  bool all = true;
  for (const outputs::Wanted& one : wanted) {
    try {
      const std::string text = outputs::write(one, whole ? *whole : record, conclusion);
      say(one.to_stdout() || !taken ? stdout : stderr, text);
    } catch (const UserError& error) {
      say(stderr, fmt::format("rushhour: --output {}={}: {}\n", one.output->name, pages::harmless(one.file.string()), error.what()));
      all = false;
    }
  }
  return all;
}

void OutputFlags::tell_failure(nlohmann::json meta, const UserError& why, bool json_on_stdout) const {
  runs::RunRecord record;
  record.meta = std::move(meta);
  record.meta["status"] = "finished";
  record.meta["ended_by"] = verdicts::to_string(verdicts::Ending::trouble);
  record.meta["ended_because"] = why.what();
  record.meta["trouble_exit"] = static_cast<int>(why.exit());
  write(record, verdicts::conclude(record), json_on_stdout);
}

}  // namespace rushhour::reports
