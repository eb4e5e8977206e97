#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/pipeline/kpi.hpp"
#include "reports/warehouse/pipeline/layout.hpp"

namespace rushhour::warehouse {

enum class ProcessedFormat { csv, parquet, none };

/// Writes what an analysis leaves beside its warehouse. Each gives the files it wrote. Throws UserError naming the file when the disk
/// refuses. A file is complete or the one before it.

/// data/processed/cleaned_<dataset>: the rows of silver of every dataset that has files, in the order of their files.
std::vector<std::filesystem::path> export_cleaned(Session& session, const Layout& layout, ProcessedFormat format);

/// data/results: findings.csv (every fault with file, line and column), customer_features.csv, lineage.csv.
std::vector<std::filesystem::path> export_results(Session& session, const Layout& layout);

/// data/lake: one folder a fact, below it one a day (event_date=2025-03-01), Parquet. Those of an earlier version are replaced as a whole.
std::vector<std::filesystem::path> export_lake(Session& session, const Layout& layout);

/// outputs: kpi_<name>.json for each, all of them as in_memory_kpi_results.json.
std::vector<std::filesystem::path> export_kpis(const KpiTexts& kpis, const Layout& layout, std::string_view version, std::string_view date,
                                               bool wrap);

}  // namespace rushhour::warehouse
