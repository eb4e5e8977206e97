#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/ingest/record_source.hpp"
#include "reports/warehouse/pipeline/environment.hpp"
#include "reports/warehouse/pipeline/exports.hpp"

namespace rushhour::warehouse {

struct AnalysisOptions {
  std::map<std::string, std::vector<std::filesystem::path>> files;  ///< by dataset; events may be folders
  std::vector<std::filesystem::path> runs;
  std::vector<std::filesystem::path> stores;  ///< data folders of targets, for their orders.db
  std::filesystem::path out;
  bool add = false;     ///< to the files of the version before, instead of these files alone
  std::string version;  ///< an earlier version is made again, from its own files; empty: none
  SourceOptions source;
  std::map<std::string, std::string> settings;  ///< of the SQL
  std::string memory = "256MB";
  ProcessedFormat processed = ProcessedFormat::csv;
  bool lake = false;
  bool wrap = false;
};

/// What an analysis came to.
struct AnalysisResult {
  std::string version;
  std::uint64_t records = 0;  ///< that were read, rejects among them
  std::uint64_t rejects = 0;
  std::uint64_t findings = 0;                          ///< faults in records that were kept, duplicates, broken references
  std::vector<std::pair<std::string, double>> phases;  ///< seconds of load, silver, gold, quality, kpis and exports, as far as they came
  std::string failures;                                ///< hard assertions that failed, a line each; then nothing was changed but bronze
  std::vector<std::string> headline;                   ///< the four lines of the headline KPIs
  std::vector<std::string> warnings;
  std::vector<std::filesystem::path> written;
};

/// Loads, cleans, checks, computes and writes: docs/analytics.md. `say` is called with a line of progress now and then; what `guard`
/// gives lives as long as the session does.
///
/// Silver and gold change in one transaction, so an analysis that fails leaves the warehouse as it was, and whoever asks meanwhile sees one
/// version. Throws UserError; the log has the same words.
AnalysisResult analyse(const AnalysisOptions& options, const Environment& environment, const std::function<void(const std::string&)>& say,
                       const std::function<std::shared_ptr<void>(Session&)>& guard);

}  // namespace rushhour::warehouse
