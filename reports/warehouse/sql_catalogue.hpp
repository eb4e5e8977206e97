#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/embedded_file.hpp"

namespace rushhour::warehouse {

/// What is compiled in of reports/warehouse/sql.
extern const std::span<const EmbeddedFile> sql_files;

/// One .sql file: a table, a view, a KPI, an assertion (quality) or a measure of quality (profile). Its head is comment: a sentence that
/// says what it is, and for tables and views a line
/// `-- needs: bronze/runs, silver/orders` that names the files that must have run before. A line `-- parts by: bronze/orders` says that
/// what stands behind the first statement is to be run once for each part of about a million rows of that table, as $part of $parts.
struct SqlFile {
  std::string_view layer;  ///< ledger, bronze, silver, gold, kpi, quality or profile
  std::string_view name;   ///< of the file, without its ending; the name of what it makes
  std::string_view text;
  std::string sentence;                 ///< the first of its head, which may run over lines
  std::vector<std::string_view> needs;  ///< layer/name
  std::string_view parts_by;            ///< layer/name; empty: it runs once
  std::string_view severity;            ///< of an assertion: hard or soft
  std::string_view owner;               ///< of an assertion: who is to be asked about it

  std::string path() const { return std::string(layer) + "/" + std::string(name); }
};

SqlFile read_sql_file(const EmbeddedFile& file);

/// Ledger, bronze, silver and gold in an order in which each comes after what it needs, otherwise by name. Throws std::logic_error on a
/// need that is no file, and on a circle.
std::vector<SqlFile> tables_in_order(std::span<const EmbeddedFile> files = sql_files);

/// The settings that the files ask bronze.settings for by name, `missing.DATASET.COLUMN` aside; sorted.
std::vector<std::string_view> setting_names(std::span<const EmbeddedFile> files = sql_files);

/// By name.
std::vector<SqlFile> kpis(std::span<const EmbeddedFile> files = sql_files);

/// The assertions of sql/quality, by name.
std::vector<SqlFile> assertions(std::span<const EmbeddedFile> files = sql_files);

/// The one at `path`, layer/name. Throws std::logic_error if there is none.
SqlFile file_at(std::string_view path, std::span<const EmbeddedFile> files = sql_files);

/// Throws UserError (Exit::flags) with the nearest name, if there is none of that name.
SqlFile find_kpi(std::string_view name, std::span<const EmbeddedFile> files = sql_files);

}  // namespace rushhour::warehouse
