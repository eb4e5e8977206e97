#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {

/// One statement of a KPI's file and the place of its answer in the KPI's JSON, as the line `-- result: NAME SHAPE` above it says.
struct KpiResult {
  enum class Shape {
    row,    ///< the members of the one row stand in the object itself; has no name
    rows,   ///< a list of objects
    keyed,  ///< an object by the first column, of objects of the others
    value,  ///< the one value
    texts,  ///< a list of the first column
  };
  std::string_view name;
  Shape shape = Shape::rows;
  std::string_view sql;
};

/// In the order of the file; a file without such lines is one list of rows under its own name. Throws std::logic_error on a shape that is
/// none.
std::vector<KpiResult> results_of(const SqlFile& kpi);

/// The KPI as a JSON object, two blanks deep. Numbers have all their digits: money its two decimals.
std::string kpi_json(Session& session, const SqlFile& kpi);

/// KPIs by name, each with its JSON.
using KpiTexts = std::map<std::string, std::string, std::less<>>;

/// All that there are.
KpiTexts compute_kpis(Session& session);

/// All of them as one JSON object.
std::string full_report(const KpiTexts& kpis);

/// A KPI's JSON as {calculation_date, kpi_value, metadata}: the metadata are its name and definition, the version of the data that it was
/// computed from, and the SHA-256 of its SQL.
std::string wrapped(const SqlFile& kpi, std::string_view json, std::string_view date, std::string_view version);

}  // namespace rushhour::warehouse
