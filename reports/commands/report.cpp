#include "reports/commands/report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/commands/say.hpp"
#include "reports/commands/stream_style.hpp"
#include "reports/foundation/json_text.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/whole_file.hpp"
#include "reports/pages/live/past_run.hpp"
#include "reports/pages/report_page.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::reports {
namespace {

pages::PastRun read_loudly(const std::filesystem::path& directory, bool quiet) {
  pages::PastRun run = pages::read_past_run(directory);
  for (const std::string& warning : run.record.warnings)
    if (!quiet) say(stderr, fmt::format("rushhour: {}: {}\n", directory.string(), warning));
  return run;
}

std::string page_of(const pages::PastRun& run, const ReportWanted& wanted) {
  if (wanted.baseline.empty()) return pages::report_page(run.material());
  std::error_code error;
  if (std::filesystem::equivalent(wanted.directory, wanted.baseline, error))
    throw UserError(fmt::format("--baseline {}: that is the run itself; name another run directory", wanted.baseline.string()),
                    Exit::flags);
  const pages::PastRun baseline = read_loudly(wanted.baseline, wanted.quiet);
  const pages::Material beside = baseline.material();
  return pages::report_page(run.material(&beside));
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
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves early does not keep the outputs from being written
  wanted.outputs.require(printed(wanted.json, wanted.quiet));
  return static_cast<int>(make_report(wanted) ? Exit::passed : Exit::trouble);
}

}  // namespace

bool make_report(const ReportWanted& wanted) {
  const pages::PastRun run = read_loudly(wanted.directory, wanted.quiet);
  write_whole(wanted.directory / "report.html", page_of(run, wanted));
  if (wanted.json)
    say(stdout, shown_json(verdicts::with_conclusion(run.record.meta, run.conclusion), 2) + '\n');
  else if (!wanted.quiet)
    say(stdout, pages::terminal_summary(run.material(), stream_style(STDOUT_FILENO)));
  return wanted.outputs.write(run.record, run.conclusion, wanted.json);
}

const Verb report_verb{"report", "make report.html again from a run directory", report};

}  // namespace rushhour::reports
