#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "reports/warehouse/ingest/byte_source.hpp"
#include "reports/warehouse/ingest/record_source.hpp"

namespace rushhour::warehouse {

/// A Parquet file as records of `dataset`, read by a DuckDB of its own; a record's line is the number of its row. Columns are found as in
/// column_names.hpp. Lists and structs are JSON. Throws UserError as `open_records` does, and where the file is damaged.
std::unique_ptr<RecordSource> open_parquet(std::unique_ptr<ByteSource> bytes, const Dataset& dataset);

/// `file` as DuckDB must be given it, where each of * ? [ would stand for other names.
std::string without_patterns(std::string_view file);

}  // namespace rushhour::warehouse
