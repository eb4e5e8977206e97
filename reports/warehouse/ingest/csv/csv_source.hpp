#pragma once

#include <memory>

#include "reports/warehouse/ingest/block_reader.hpp"
#include "reports/warehouse/ingest/record_source.hpp"

namespace rushhour::warehouse {

/// A CSV file (RFC 4180 and what is called so: other delimiters, either line end, Latin-1) as records of `dataset`. What its head may be is
/// in csv_head.hpp, where a record ends in csv_record.hpp. Empty lines are no records. Throws UserError as `open_records` does.
std::unique_ptr<RecordSource> open_csv(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options,
                                       std::size_t block_bytes = usual_block_bytes);

}  // namespace rushhour::warehouse
