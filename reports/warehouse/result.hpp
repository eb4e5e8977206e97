#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct _duckdb_data_chunk;
struct _duckdb_logical_type;

namespace rushhour::warehouse {

/// One column of a result. `type` is in DuckDB's words without parameters: "BIGINT", "DECIMAL", "VARCHAR".
struct Column {
  std::string name;
  std::string type;
  bool number = false;
};

/// One value as text that loses nothing: a number is a JSON number with all its digits (money keeps its decimals), a list, struct or map is
/// JSON, a blob and a time are in DuckDB's own notation. Times are in UTC.
struct Cell {
  enum class Kind { null, boolean, number, text, json } kind = Kind::null;
  std::string text;

  bool is_null() const noexcept { return kind == Kind::null; }
};

/// A result that is small enough to hold.
struct Rows {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Takes a result of any length row by row.
class ResultSink {
 public:
  virtual ~ResultSink() = default;

  /// Once, before the first row; without columns when the statement gives no result.
  virtual void begin(const std::vector<Column>& columns) = 0;
  virtual void row(const std::vector<Cell>& cells) = 0;
};

/// `cell` as JSON text: null, true, 12.50, "text", [1, 2].
std::string to_json(const Cell& cell);

/// What DuckDB calls the type, and whether it counts as a number.
Column describe(std::string name, _duckdb_logical_type* type);

/// Calls `sink.row` for each row of `chunk`. Throws UserError naming the column whose type cannot be shown and what to cast it to.
void read_chunk(_duckdb_data_chunk* chunk, const std::vector<Column>& columns, ResultSink& sink);

}  // namespace rushhour::warehouse
