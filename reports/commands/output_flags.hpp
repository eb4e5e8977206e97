#pragma once

#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace CLI {
class App;
}

namespace rushhour::reports {

/// The flag -o NAME=FILE, which may be repeated, of each verb that has a run at its end.
class OutputFlags {
 public:
  /// Adds the flag to `app`, and the list of outputs to its help; stay in place until it has parsed.
  void add_to(CLI::App& app);

  /// To be called before any work is done. Throws UserError that names the flag: Exit::flags for what cannot be meant, Exit::trouble for a
  /// file that cannot be written.
  void require() const;

  bool empty() const noexcept { return words_.empty(); }
  const std::vector<std::string>& words() const noexcept { return words_; }

  /// Writes what was asked for. What cannot be written is told on stderr, and the others are written all the same. Annotations go to
  /// stdout, or to stderr where stdout holds JSON. Whether everything was written.
  bool write(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, bool json_on_stdout) const;

 private:
  std::vector<std::string> words_;
};

}  // namespace rushhour::reports
