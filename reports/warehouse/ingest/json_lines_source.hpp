#pragma once

#include <memory>

#include "reports/warehouse/ingest/block_reader.hpp"
#include "reports/warehouse/ingest/record_source.hpp"

namespace rushhour::warehouse {

/// A file with one JSON object a line as records of `dataset`: members by the fields' names, those that nobody knows left out, of two with
/// one name the first. Text may stand as a string, a number or true; a member that is null is not there. Empty lines are no records, and
/// neither is a last line that is not finished, as in a log that is being written: that is noted. Throws UserError as `open_records` does.
std::unique_ptr<RecordSource> open_json_lines(std::unique_ptr<ByteSource> bytes, const Dataset& dataset,
                                              std::size_t block_bytes = usual_block_bytes);

}  // namespace rushhour::warehouse
