#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// A kind of file that `-o NAME=FILE` writes. The table of them is the one place that knows their names.
struct Output {
  std::string_view name;     ///< "junit"
  std::string_view says;     ///< for --help
  std::string_view endings;  ///< of FILE, each as ".json,"; empty if any will do
  /// `ending`: that of FILE, which two of them tell their formats by.
  std::string (*text)(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, std::string_view ending);
};
std::span<const Output> all_outputs() noexcept;

/// A file that was asked for.
struct Wanted {
  const Output* output;
  std::filesystem::path file;  ///< empty of github=: the summary of the step that runs, and annotations of its log

  bool to_stdout() const { return file == "-"; }
};

/// Reads "junit=results.xml". /dev/stdout is "-". Throws UserError (Exit::flags) that says what is wrong with it.
Wanted read_wanted(const std::string& text);

/// Throws UserError if the file cannot be written as it seems now (Exit::trouble), or no step of GitHub Actions runs (Exit::flags).
void require_writable(const Wanted& wanted);

/// Writes the file. Gives what belongs on stdout, complete lines: the text itself, annotations for the log, or nothing. Throws UserError if
/// it cannot be written.
std::string write(const Wanted& wanted, const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
