#include "reports/commands/query.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/commands/flags.hpp"
#include "reports/commands/interrupts.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/pipeline/kpi.hpp"
#include "reports/warehouse/pipeline/layout.hpp"
#include "reports/warehouse/pipeline/pipeline_log.hpp"
#include "reports/warehouse/result_writer.hpp"
#include "reports/warehouse/spill_folder.hpp"
#include "reports/warehouse/sql_catalogue.hpp"
#include "reports/warehouse/warehouse.hpp"

namespace rushhour::reports {
namespace {

using warehouse::Format;
using warehouse::Session;
using warehouse::Warehouse;

struct Settings {
  std::vector<std::string> words;  // the SQL, then run directories
  std::string kpi;
  std::vector<std::string> orders;
  std::vector<std::string> events;
  std::string warehouse;
  std::string format = "table";
  bool list = false;
  bool allow_files = false;
};

/// Nothing if help was wanted, and printed.
std::optional<Settings> read_settings(int argc, char** argv) {
  Settings settings;
  CLI::App app("Asks run directories, and the orders that their target stored, in SQL. 'rushhour query --list' names tables and KPIs.",
               "rushhour query");
  app.add_option("SQL RUN", settings.words, "the SQL (not with --kpi), then run directories")->type_name("RUN");
  app.add_option("--kpi", settings.kpi, "answer a KPI that comes with rushhour instead of SQL");
  app.add_option("--orders", settings.orders, "data folder of a target, with its orders.db; may be repeated")
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("--events", settings.events, "event log: a file of JSON lines, or a target's data folder; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--warehouse", settings.warehouse, "ask what 'rushhour analyze --out DIR' made instead of loading anything")
      ->type_name("DIR");
  app.add_option("--format", settings.format, "table, csv or json")->check(CLI::IsMember({"table", "csv", "json"}));
  app.add_flag("--list", settings.list, "list tables with their columns, functions and KPIs");
  app.add_flag("--allow-files", settings.allow_files, "let the SQL read and write files");
  if (!parse_flags(app, argc, argv)) return std::nullopt;
  return settings;
}

/// Takes the SQL out of the words, or finds the KPI's.
std::string take_sql(Settings& settings) {
  if (!settings.kpi.empty()) return std::string(warehouse::results_of(warehouse::find_kpi(settings.kpi)).front().sql);
  if (settings.words.empty()) throw UserError("query: what is asked is missing: SQL as the first word, --kpi NAME, or --list", Exit::flags);
  std::string sql = settings.words.front();
  settings.words.erase(settings.words.begin());
  std::error_code not_a_path;
  if (std::filesystem::is_directory(sql, not_a_path))
    throw UserError(fmt::format("query: '{}' is a folder; the SQL comes first, then run directories", sql), Exit::flags);
  return sql;
}

void load(Warehouse& house, const Settings& settings) {
  const bool nothing = settings.words.empty() && settings.orders.empty() && settings.events.empty();
  if (!settings.warehouse.empty()) {
    if (!nothing) throw UserError("query: a warehouse takes nothing to load beside it; 'rushhour analyze --add' adds to it", Exit::flags);
    return;
  }
  if (nothing)
    throw UserError("query: there is nothing to load: name run directories after the SQL, --orders DIR, --events DIR or --warehouse DIR",
                    Exit::flags);
  for (const std::string& run : settings.words) house.add_run(run);
  for (const std::string& folder : settings.orders) house.add_orders(folder);
  for (const std::string& log : settings.events)
    for (const warehouse::FileLoad& load : house.add_events(log))
      for (const std::string& note : load.notes) fmt::print(stderr, "rushhour: {}: {}\n", load.path.string(), note);
  house.open();
  for (const std::string& warning : house.warnings()) fmt::print(stderr, "rushhour: {}\n", warning);
  if (!settings.kpi.empty() && house.orders() == 0 && settings.events.empty())
    fmt::print(stderr, "rushhour: no orders were loaded; --orders DIR or --events DIR names their folder\n");
}

/// The file that an analysis made in that folder.
warehouse::SessionOptions session_of(const Settings& settings, const warehouse::SpillFolder& spill) {
  warehouse::SessionOptions options{.spill = spill.path()};
  if (settings.warehouse.empty()) return options;
  options.file = warehouse::Layout{settings.warehouse}.warehouse();
  if (std::filesystem::is_regular_file(settings.warehouse)) options.file = settings.warehouse;
  if (!std::filesystem::exists(options.file))
    throw UserError(
        fmt::format("{}: there is no warehouse in it; 'rushhour analyze --out {}' makes one", settings.warehouse, settings.warehouse),
        Exit::settings);
  options.read_only = true;
  return options;
}

/// Whoever answers for the data of a warehouse sees who asked it what; the values that were asked for are nobody's business.
void account_for(const Settings& settings, const std::string& sql) {
  if (settings.warehouse.empty()) return;
  const warehouse::Layout layout{settings.warehouse};
  if (!std::filesystem::is_directory(layout.logs())) return;
  warehouse::PipelineLog(layout.logs(), "INFO", "query")
      .audit("ask", settings.kpi.empty() ? nlohmann::ordered_json{{"sql", warehouse::without_values(sql)}}
                                         : nlohmann::ordered_json{{"kpi", settings.kpi}});
}

void list() {
  fmt::print("Tables\n");
  Warehouse house;
  house.open();
  for (const warehouse::SqlFile& file : warehouse::tables_in_order()) {
    if (file.layer != "gold") continue;
    fmt::print("  {:<16}{}\n", file.name, file.sentence);
    for (const auto& row : house.session().query(fmt::format("describe {}", file.name)).rows)
      fmt::print("    {:<30}{}\n", row[0].text, row[1].text);
  }
  fmt::print(
      "\nFunctions over histograms (BLOB; times in ns)\n"
      "  hdr_merge(histogram)                      aggregate: all samples together\n"
      "  hdr_quantile(histogram, q)                q from 0 to 1\n"
      "  hdr_count, hdr_mean, hdr_max(histogram)   samples, their mean, the largest\n"
      "  hdr_at_least(histogram, bounds, q)        whether the quantile is only a lower bound\n"
      "\nKPIs\n");
  for (const warehouse::SqlFile& kpi : warehouse::kpis()) fmt::print("  {:<24}{}\n", kpi.name, kpi.sentence);
}

int query(int argc, char** argv) {
  std::optional<Settings> settings = read_settings(argc, argv);
  if (!settings) return 0;
  if (settings->list) {
    list();
    return 0;
  }
  const std::string sql = take_sql(*settings);
  const warehouse::SpillFolder spill;
  Warehouse house(session_of(*settings, spill));
  const InterruptGuard guard(house.session());
  load(house, *settings);
  if (!settings->allow_files) house.session().seal();
  account_for(*settings, sql);
  if (!settings->kpi.empty() && settings->format == "json") {
    const warehouse::SqlFile kpi = warehouse::find_kpi(settings->kpi);
    if (warehouse::results_of(kpi).size() > 1) {
      fmt::print("{}\n", warehouse::kpi_json(house.session(), kpi));
      return 0;
    }
  }
  const auto writer = warehouse::make_writer(*warehouse::format_of(settings->format), std::cout);
  house.session().stream(sql, *writer);
  writer->finish();
  return 0;
}

}  // namespace

const Verb query_verb{"query", "ask run directories and the orders beside them in SQL", query};

}  // namespace rushhour::reports
