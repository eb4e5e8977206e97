#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace CLI {
class App;
}

namespace rushhour::reports {

/// What a verb prints on stdout of itself: "the summary", "the JSON of --json", or with -q nothing.
std::string_view printed(bool json, bool quiet) noexcept;

/// The flag -o NAME=FILE, which may be repeated, of each verb that has a run at its end.
class OutputFlags {
 public:
  /// Adds the flag to `app`, and the list of outputs to its help; stay in place until it has parsed.
  void add_to(CLI::App& app);

  /// To be called before any work is done; `on_stdout`: what else is printed there, "the summary", or nothing. Throws UserError that names
  /// the flag: Exit::flags for what cannot be meant, Exit::trouble for a file that cannot be written.
  void require(std::string_view on_stdout) const;

  bool empty() const noexcept { return words_.empty(); }
  const std::vector<std::string>& words() const noexcept { return words_; }

  /// Writes what was asked for. What cannot be written is told on stderr, and the others are written all the same. Annotations go to
  /// stdout, or to stderr where stdout holds JSON. Whether everything was written. Of a record that was merged, the run directory is read
  /// again as a whole; throws UserError as that does.
  bool write(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, bool json_on_stdout) const;

  /// Writes what was asked for of a run that came to nothing: the script does not load, the target cannot be reached, the disk is full.
  /// `meta`: of run.json what is known.
  void tell_failure(nlohmann::json meta, const UserError& why, bool json_on_stdout) const;

 private:
  std::vector<std::string> words_;
};

}  // namespace rushhour::reports
