#include "reports/warehouse/pipeline/exports.hpp"

#include <fmt/format.h>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {
namespace {

/// Copies a query's result to `file`. `options` are DuckDB's, and like `select` our own words; the path is bound.
std::filesystem::path copy(Session& session, std::string_view select, const std::filesystem::path& file, std::string_view options) {
  std::filesystem::path beside = file;
  beside += ".new";
  std::error_code error;
  std::filesystem::remove_all(beside, error);
  const std::string to = beside.string();
  const Binding bindings[] = {{"to", std::string_view(to)}};
  try {
    session.run(fmt::format("copy ({}) to $to ({})", select, options), bindings);
  } catch (const UserError& trouble) {
    std::filesystem::remove_all(beside, error);
    throw UserError(fmt::format("{}: {}", file.string(), trouble.what()), trouble.exit());
  }
  std::filesystem::remove_all(file, error);
  std::filesystem::rename(beside, file, error);
  if (error) throw UserError(fmt::format("{}: cannot be written: {}", file.string(), error.message()));
  return file;
}

bool has_files(Session& session, std::string_view dataset) {
  const Binding bindings[] = {{"dataset", dataset}};
  return !session
              .query(
                  "select 1 from bronze.files where dataset = $dataset and file_id in (select file_id from bronze.current_files) limit 1",
                  bindings)
              .rows.empty();
}

}  // namespace

std::vector<std::filesystem::path> export_cleaned(Session& session, const Layout& layout, ProcessedFormat format) {
  std::vector<std::filesystem::path> written;
  if (format == ProcessedFormat::none) return written;
  const bool csv = format == ProcessedFormat::csv;
  for (const Dataset& dataset : datasets()) {
    const std::filesystem::path file = layout.processed() / fmt::format("cleaned_{}.{}", dataset.name, csv ? "csv" : "parquet");
    std::error_code error;
    if (!has_files(session, dataset.name)) {
      // What an earlier version had is not this one's.
      std::filesystem::remove(file, error);
      continue;
    }
    written.push_back(copy(session, fmt::format("select * exclude (file_id, line) from silver.{} order by file_id, line", dataset.name),
                           file, csv ? "format csv, header" : "format parquet"));
  }
  return written;
}

std::vector<std::filesystem::path> export_results(Session& session, const Layout& layout) {
  std::vector<std::filesystem::path> written;
  const std::pair<const char*, const char*> results[] = {
      {"findings.csv",
       "select s.dataset, f.path as file, s.line, s.kind, s.column_name, s.reason, s.action from silver.findings as s "
       "join bronze.files as f on f.file_id = s.file_id order by f.file_id, s.line, s.kind, s.column_name"},
      {"customer_features.csv", "select * from customer_features order by customer_id"},
      {"lineage.csv", "select * from ledger.lineage order by started_at, step"},
  };
  for (const auto& [name, select] : results) written.push_back(copy(session, select, layout.results() / name, "format csv, header"));
  return written;
}

std::vector<std::filesystem::path> export_lake(Session& session, const Layout& layout) {
  std::error_code error;
  std::filesystem::create_directories(layout.lake(), error);
  if (error) throw UserError(fmt::format("{}: it cannot be made: {}", layout.lake().string(), error.message()));
  std::vector<std::filesystem::path> written;
  const std::pair<const char*, const char*> facts[] = {
      {"orders", "select *, cast(placed_at as date) as event_date from fact_orders"},
      {"transactions", "select *, cast(\"at\" as date) as event_date from fact_transactions"},
      {"deliveries", "select *, cast(delivered_at as date) as event_date from fact_deliveries"},
      {"events", "select *, cast(\"at\" as date) as event_date from silver.events"},
      {"latency", "select *, cast(wall_time as date) as event_date from fact_latency"},
  };
  for (const auto& [name, select] : facts) {
    const std::filesystem::path folder = layout.lake() / name;
    if (session.query(fmt::format("select 1 from ({}) limit 1", select)).rows.empty()) {
      std::filesystem::remove_all(folder, error);
      continue;
    }
    written.push_back(copy(session, select, folder, "format parquet, partition_by (event_date)"));
  }
  return written;
}

std::vector<std::filesystem::path> export_kpis(const KpiTexts& kpis, const Layout& layout, std::string_view version, std::string_view date,
                                               bool wrap) {
  std::vector<std::filesystem::path> written;
  const auto write = [&](const std::string& name, const std::string& json) {
    written.push_back(layout.outputs() / name);
    write_whole(written.back(), json + "\n");
  };
  for (const auto& [name, json] : kpis) write(fmt::format("kpi_{}.json", name), wrap ? wrapped(find_kpi(name), json, date, version) : json);
  write("in_memory_kpi_results.json", full_report(kpis));
  return written;
}

}  // namespace rushhour::warehouse
