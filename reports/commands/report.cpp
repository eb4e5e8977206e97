#include "reports/commands/report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/commands/stream_style.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/whole_file.hpp"
#include "reports/pages/panel.hpp"
#include "reports/pages/report_page.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::reports {
namespace {

runs::RunRecord read_loudly(const std::filesystem::path& directory, bool quiet) {
  runs::RunRecord record = runs::read_run(directory);
  for (const std::string& warning : record.warnings)
    if (!quiet) fmt::print(stderr, "rushhour: {}: {}\n", directory.string(), warning);
  return record;
}

std::string page_of(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, const ReportWanted& wanted) {
  if (wanted.baseline.empty()) return pages::report_page(record, conclusion);
  std::error_code error;
  if (std::filesystem::equivalent(wanted.directory, wanted.baseline, error))
    throw UserError(fmt::format("--baseline {}: that is the run itself; name another run directory", wanted.baseline.string()),
                    Exit::flags);
  const runs::RunRecord baseline = read_loudly(wanted.baseline, wanted.quiet);
  const verdicts::Conclusion baseline_conclusion = verdicts::conclude(baseline);
  const pages::Course baseline_course = pages::course_of(baseline, runs::headline_of(baseline_conclusion.summary).kind);
  const pages::Material beside{baseline, baseline_conclusion, baseline_course};
  const pages::Course course = pages::course_of(record, runs::headline_of(conclusion.summary).kind);
  return pages::report_page({record, conclusion, course, &beside});
}

int report(int argc, char** argv) {
  ReportWanted wanted;
  CLI::App app(
      "Makes report.html again from a run directory, and says what the run came to.\n"
      "Ends with 0 if the report could be made, whatever the run's own verdict is.",
      "rushhour report");
  app.add_option("DIR", wanted.directory, "the run directory: what 'rushhour run' named when it began")->required()->type_name("RUN");
  app.add_option("--baseline", wanted.baseline,
                 "another run directory: the report shows both side by side, and judges neither by the other");
  app.add_flag("--json", wanted.json, "print run.json with its verdict instead of the summary");
  app.add_flag("-q,--quiet", wanted.quiet, "print nothing but what was asked for");
  wanted.outputs.add_to(app);
  if (!parse_flags(app, argc, argv)) return 0;
  wanted.outputs.require();
  return static_cast<int>(make_report(wanted) ? Exit::passed : Exit::trouble);
}

}  // namespace

bool make_report(const ReportWanted& wanted) {
  const runs::RunRecord record = read_loudly(wanted.directory, wanted.quiet);
  const verdicts::Conclusion conclusion = verdicts::conclude(record);
  write_whole(wanted.directory / "report.html", page_of(record, conclusion, wanted));
  if (wanted.json)
    fmt::print("{}\n", verdicts::with_conclusion(record.meta, conclusion).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (!wanted.quiet)
    fmt::print("{}", pages::terminal_summary(record, conclusion, stream_style(STDOUT_FILENO)));
  return wanted.outputs.write(record, conclusion, wanted.json);
}

const Verb report_verb{"report", "make report.html again from a run directory", report};

}  // namespace rushhour::reports
