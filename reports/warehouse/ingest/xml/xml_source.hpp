#pragma once

#include <memory>

#include "reports/warehouse/ingest/byte_source.hpp"
#include "reports/warehouse/ingest/record_source.hpp"

namespace rushhour::warehouse {

/// An XML document as records of `dataset`: the elements of its name under the root. Their attributes and elements are the fields, of two
/// with one name the first; what is nested in a json field is written as nested_json.hpp says. A record's line is that of its tag. Where
/// the document stops being XML, the record that is open there is rejected, and with it all that would follow. With `options.schema`, a
/// record that violates it is rejected. Throws UserError as `open_records` does, and if the root is not the schema's.
std::unique_ptr<RecordSource> open_xml(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options);

}  // namespace rushhour::warehouse
