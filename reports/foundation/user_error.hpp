#pragma once

#include <stdexcept>
#include <string>

namespace rushhour {

/// What the process ends with; k6's numbers where k6 has one (docs/architecture.md).
enum class Exit : int {
  passed = 0,
  trouble = 1,  ///< ours, a port, a disk
  flags = 2,
  invalid = 98,
  thresholds = 99,
  setup_timeout = 100,
  teardown_timeout = 101,
  settings = 104,  ///< script options, settings, or a target that cannot be reached at the start
  interrupted = 105,
  script = 107,  ///< the script does not load, or setup throws
  aborted = 108,
  regression = 111,
};

/// The user's mistake. The message is one line that says what is wrong, where (file and line, or flag) and what to do; main prints it and
/// ends with `exit`.
class UserError : public std::runtime_error {
 public:
  explicit UserError(const std::string& message, Exit exit = Exit::trouble) : std::runtime_error(message), exit_(exit) {}
  Exit exit() const noexcept { return exit_; }

 private:
  Exit exit_;
};

}  // namespace rushhour
