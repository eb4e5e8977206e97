#pragma once

#include <string>
#include <vector>

#include "reports/warehouse/ingest/dataset.hpp"

namespace rushhour::warehouse {

/// Which columns of a file are which fields.
struct ColumnFields {
  std::vector<int> fields;           ///< by column; -1: none
  std::vector<std::string> notes{};  ///< which were not taken
};

/// Looks up the names that a file has for its columns, in any order and of either case. Throws UserError (Exit::settings) naming `file`:
/// none of them is a field, one that is required is not there, or two are the same. Takes ten thousand names in its stride.
ColumnFields find_fields(const std::vector<std::string>& names, const Dataset& dataset, const std::string& file);

}  // namespace rushhour::warehouse
