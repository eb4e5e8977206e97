#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/ingest/csv/csv_record.hpp"
#include "reports/warehouse/ingest/dataset.hpp"

namespace rushhour::warehouse {

/// What the first line of a CSV file says of all others.
struct CsvHead {
  CsvShape shape;
  std::vector<int> fields;  ///< by column: which field of the dataset it is; -1: none
  std::size_t bytes = 0;    ///< where the records begin
  std::int64_t lines = 0;
  std::vector<std::string> notes;
};

/// Reads the head that `text` begins with: a byte order mark or none, names in any order and of either case, between the delimiter that it
/// has most of (outside quotes) unless `delimiter` is given. `at_end`: the file has no more.
///
/// Throws UserError (Exit::settings) naming `file`: it is empty or in UTF-16, its head is none, lacks a required column, or names one
/// twice.
CsvHead read_head(std::string_view text, bool at_end, const Dataset& dataset, std::optional<char> delimiter, const std::string& file);

}  // namespace rushhour::warehouse
