#include "reports/commands/import.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/commands/report.hpp"
#include "reports/imports/format.hpp"
#include "reports/imports/import.hpp"
#include "reports/runs/stamp.hpp"

namespace rushhour::reports {
namespace {

std::string list_of_formats() {
  std::string list = "Formats, told by their content:\n";
  for (const imports::Format& format : imports::formats()) list += fmt::format("  {:<16}{}, {}\n", format.name, format.tool, format.holds);
  return list + "docs/imports.md says what becomes of each.";
}

int import(int argc, char** argv) {
  imports::Order order;
  ReportWanted wanted;
  CLI::App app(
      "Makes a run directory, and its report, of what another tool recorded.\n"
      "Several files are one run: those of several machines, or those that the tool writes side by side.",
      "rushhour import");
  app.add_option("FILE", order.files, "results of another tool, which gzip may have packed")->required();
  app.add_option("--format", order.format, "take the files for this format instead of telling it by their content");
  app.add_option("--out", order.out, "folder in which the run directory is made")->capture_default_str()->type_name("DIR");
  app.add_option("--name", order.name, "name of the run, before its stamp; else that of the first file");
  app.add_flag("--json", wanted.json, "print run.json with its verdict instead of the summary");
  app.add_flag("-q,--quiet", wanted.quiet, "print nothing but what was asked for");
  app.footer(list_of_formats());
  if (!parse_flags(app, argc, argv)) return 0;
  if (!order.format.empty()) imports::format_called(order.format);
  wanted.directory = imports::import_run(order, runs::wall_stamp());
  return static_cast<int>(make_report(wanted) ? Exit::passed : Exit::trouble);
}

}  // namespace

const Verb import_verb{"import", "make a run of what another tool recorded", import};

}  // namespace rushhour::reports
