#include "reports/commands/analyze.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reports/commands/flags.hpp"
#include "reports/commands/interrupts.hpp"
#include "reports/foundation/json_text.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/runs/stamp.hpp"
#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/pipeline/analysis.hpp"

namespace rushhour::reports {
namespace {

using warehouse::AnalysisOptions;
using warehouse::AnalysisResult;
using warehouse::FileFormat;
using warehouse::ProcessedFormat;

struct Settings {
  AnalysisOptions options;
  std::vector<std::string> set;
  std::string delimiter, format, processed = "csv", environment;
  bool json = false;
  bool quiet = false;
};

void add_inputs(CLI::App& app, Settings& settings) {
  auto& files = settings.options.files;
  for (const warehouse::Dataset& dataset : warehouse::datasets()) {
    const std::string name(dataset.name);
    const bool log = name == "events";
    app.add_option("--" + name, files[name],
                   log ? "event log: a file of JSON lines, or a target's data folder; may be repeated"
                       : fmt::format("file of {}: CSV, XML, JSON lines or Parquet, .gz and .zst too; may be repeated", name))
        ->allow_extra_args(false)
        ->type_name("FILE");
  }
  app.add_option("--run", settings.options.runs, "run directory, with what its target stored; may be repeated")
      ->allow_extra_args(false)
      ->type_name("RUN");
  app.add_option("--store", settings.options.stores, "a target's data folder, for its orders.db; may be repeated")
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("--schema", settings.options.source.schema, "XSD that XML is held to")->type_name("FILE");
  app.add_option("--delimiter", settings.delimiter, "of CSV: , ; | or tab (otherwise seen from the head)");
  app.add_option("--format", settings.format, "of the files: csv, xml, jsonl or parquet (otherwise by their names)")
      ->check(CLI::IsMember({"csv", "xml", "jsonl", "parquet"}));
}

/// Nothing if help was wanted, and printed.
bool read_settings(int argc, char** argv, Settings& settings) {
  CLI::App app(
      "Loads customers, orders, transactions, event logs and runs into a warehouse, cleans and checks them, and computes the KPIs.\n"
      "The warehouse and all that comes of it stands in one folder; the same files again change nothing. docs/analytics.md says what is "
      "where.",
      "rushhour analyze");
  AnalysisOptions& options = settings.options;
  add_inputs(app, settings);
  app.add_option("--out", options.out, "the folder: made if it is not there, brought up to date if it is")->required()->type_name("DIR");
  app.add_flag("--add", options.add, "add the files to those of the last version, instead of making a version of them alone");
  app.add_option("--at", options.version, "make an earlier version again, from its own files");
  app.add_option("--set", settings.set, "NAME=VALUE: how to clean and check; docs/analytics.md lists them; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--processed", settings.processed, "what cleaned records are written as: csv, parquet or none")
      ->check(CLI::IsMember({"csv", "parquet", "none"}));
  app.add_flag("--lake", options.lake, "write a Parquet lake by event date too");
  app.add_flag("--wrap", options.wrap, "wrap each KPI as {calculation_date, kpi_value, metadata}");
  app.add_option("--memory", options.memory,
                 "what DuckDB may hold, then it writes to temporary files; the process needs about 100 MB more");
  app.add_option("--env-file", settings.environment, "settings as lines NAME=VALUE (.env in the working folder, if it is there)")
      ->type_name("FILE");
  app.add_flag("--json", settings.json, "print one JSON object instead of the lines");
  app.add_flag("-q,--quiet", settings.quiet, "print nothing but what was asked for");
  return parse_flags(app, argc, argv);
}

char delimiter_of(const std::string& word) {
  if (word == "tab" || word == "\\t") return '\t';
  if (word.size() == 1 && std::string_view(",;|\t").find(word) != std::string_view::npos) return word.front();
  throw UserError(fmt::format("--delimiter '{}': it must be , ; | or tab", word), Exit::flags);
}

void finish(Settings& settings) {
  AnalysisOptions& options = settings.options;
  if (!settings.delimiter.empty()) options.source.delimiter = delimiter_of(settings.delimiter);
  if (!settings.format.empty())
    options.source.format = settings.format == "csv"     ? FileFormat::csv
                            : settings.format == "xml"   ? FileFormat::xml
                            : settings.format == "jsonl" ? FileFormat::json_lines
                                                         : FileFormat::parquet;
  options.processed = settings.processed == "csv"       ? ProcessedFormat::csv
                      : settings.processed == "parquet" ? ProcessedFormat::parquet
                                                        : ProcessedFormat::none;
  for (const std::string& word : settings.set) {
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos) throw UserError(fmt::format("--set '{}': it must be NAME=VALUE", word), Exit::flags);
    options.settings[word.substr(0, equals)] = word.substr(equals + 1);
  }
  bool any = !options.runs.empty() || !options.stores.empty();
  for (const auto& [dataset, files] : options.files) any = any || !files.empty();
  if (any != options.version.empty())
    throw UserError(any ? "analyze: --at makes an earlier version from its own files; name no others beside it"
                        : "analyze: there is nothing to load: name --customers and --orders, --transactions, --events or --run",
                    Exit::flags);
}

std::int64_t peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void print(const Settings& settings, const AnalysisResult& result, double seconds) {
  if (settings.json) {
    nlohmann::ordered_json json{{"version", result.version},
                                {"records", result.records},
                                {"rejects", result.rejects},
                                {"findings", result.findings},
                                {"seconds", seconds},
                                {"peak_mb", peak_mb()},
                                {"phases", nlohmann::ordered_json::object()},
                                {"headline", result.headline},
                                {"warnings", result.warnings}};
    for (const auto& [phase, took] : result.phases) json["phases"][phase] = json["phases"].value(phase, 0.0) + took;
    for (const auto& file : result.written) json["written"].push_back(file.string());
    fmt::print("{}\n", shown_json(json, 2));
    return;
  }
  if (settings.quiet) return;
  fmt::print("version {}: {} records, {} rejects, {} findings, {:.2f} s, {} MB\n", result.version, result.records, result.rejects,
             result.findings, seconds, peak_mb());
  for (const std::string& line : result.headline) fmt::print("   - {}\n", line);
  fmt::print("KPIs in {}, quality in {}\n", (settings.options.out / "outputs").string(),
             (settings.options.out / "data" / "processed" / "data_quality_report.json").string());
}

int analyze(int argc, char** argv) {
  Settings settings;
  if (!read_settings(argc, argv, settings)) return 0;
  finish(settings);
  const warehouse::Environment environment(settings.environment.empty() ? ".env" : settings.environment, !settings.environment.empty());
  const WallTime begun = runs::wall_stamp();
  const AnalysisResult result = warehouse::analyse(
      settings.options, environment,
      [&](const std::string& line) {
        if (!settings.quiet) fmt::print(stderr, "{}\n", line);
      },
      [](warehouse::Session& session) { return std::make_shared<InterruptGuard>(session); });
  for (const std::string& warning : result.warnings)
    if (!settings.quiet) fmt::print(stderr, "rushhour: {}\n", warning);
  if (!result.failures.empty())
    throw UserError(fmt::format("the data is not sound, so nothing was changed:\n{}", result.failures), Exit::thresholds);
  print(settings, result, std::chrono::duration<double>(runs::wall_stamp() - begun).count());
  return 0;
}

}  // namespace

const Verb analyze_verb{"analyze", "load files, events and runs into a warehouse, and compute the KPIs", analyze};

}  // namespace rushhour::reports
