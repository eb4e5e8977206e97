#include "reports/outputs/outputs.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/whole_file.hpp"
#include "reports/outputs/csv.hpp"
#include "reports/outputs/github.hpp"
#include "reports/outputs/github_annotations.hpp"
#include "reports/outputs/gitlab.hpp"
#include "reports/outputs/jsonl.hpp"
#include "reports/outputs/junit.hpp"
#include "reports/outputs/k6.hpp"
#include "reports/outputs/prometheus.hpp"
#include "reports/outputs/script_lines.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/beside/kept_script.hpp"

namespace rushhour::outputs {
namespace {

using runs::RunRecord;
using verdicts::Conclusion;

constexpr const char* step_summary = "GITHUB_STEP_SUMMARY";

constexpr std::array<Output, 7> table{{
    {"junit", "the verdict as JUnit XML: thresholds, checks and the measurement as test cases", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view) { return junit_xml(record, conclusion); }},
    {"github", "Markdown for a step's summary; without FILE that of the step itself, with annotations", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view) { return github_summary(record, conclusion); }},
    {"gitlab", "FILE.json: GitLab's report load_performance; FILE.txt: its report metrics", ".json,.txt,",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view ending) {
       return ending == ".json" ? gitlab_load_performance(record, conclusion) : gitlab_metrics(record, conclusion);
     }},
    {"k6", "the summary that k6 hands to handleSummary(), as JSON", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view) { return k6_summary(record, conclusion); }},
    {"csv", "the run over time, a row for each interval, step and outcome", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view) { return csv_rows(record, conclusion); }},
    {"jsonl", "the same rows as JSON lines", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view) { return json_lines(record, conclusion); }},
    {"prom", "metrics as OpenMetrics; FILE.prom: in the older text format, as node_exporter collects it", "",
     [](const RunRecord& record, const Conclusion& conclusion, std::string_view ending) {
       return prometheus_text(record, conclusion, ending == ".prom" ? Format::text : Format::open_metrics);
     }},
}};

const Output& output_called(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Output& output : table) {
    if (output.name == name) return output;
    names.push_back(output.name);
  }
  throw UserError(fmt::format("--output: there is no output '{}'{}", pages::harmless(name), did_you_mean(name, names)), Exit::flags);
}

}  // namespace

std::span<const Output> all_outputs() noexcept { return table; }

Wanted read_wanted(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    throw UserError(fmt::format("--output wants NAME=FILE, such as junit=results.xml, not '{}'", pages::harmless(text)), Exit::flags);
  Wanted wanted{&output_called(std::string_view(text).substr(0, equals)), text.substr(equals + 1)};
  if (wanted.file == "/dev/stdout") wanted.file = "-";  // opened anew, a file that it is would lose what else was printed
  const std::string_view name = wanted.output->name;
  if (wanted.file.empty() && name != "github")
    throw UserError(fmt::format("--output {0}= names no file; it wants {0}=FILE", name), Exit::flags);
  const std::string ending = wanted.file.extension().string();
  if (!wanted.output->endings.empty() && (ending.empty() || wanted.output->endings.find(ending + ",") == std::string_view::npos))
    throw UserError(fmt::format("--output {}: the file's ending says what is wanted: {}", pages::harmless(text), wanted.output->says),
                    Exit::flags);
  return wanted;
}

void require_writable(const Wanted& wanted) {
  if (wanted.to_stdout()) return;
  const char* const summary = std::getenv(step_summary);
  if (wanted.file.empty() && (summary == nullptr || *summary == '\0'))
    throw UserError(
        fmt::format("--output github=: {} is not set, so no step of GitHub Actions runs; name a file, github=FILE", step_summary),
        Exit::flags);
  const std::filesystem::path file = wanted.file.empty() ? std::filesystem::path(summary) : wanted.file;
  const std::string why = why_unwritable(file);
  if (!why.empty())
    throw UserError(fmt::format("--output {}={}: cannot be written: {}", wanted.output->name, pages::harmless(file.string()), why));
}

std::string write(const Wanted& wanted, const RunRecord& record, const Conclusion& conclusion) {
  const std::string text = wanted.output->text(record, conclusion, wanted.file.extension().string());
  if (wanted.to_stdout()) return text;
  if (!wanted.file.empty()) {
    write_whole(wanted.file, text);
    return {};
  }
  require_writable(wanted);
  append_whole(std::getenv(step_summary), text);  // behind what the step has written itself
  return github_annotations(record, conclusion, runs::kept_script(record, longest_script));
}

}  // namespace rushhour::outputs
