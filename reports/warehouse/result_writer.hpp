#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string_view>

#include "reports/warehouse/result.hpp"

namespace rushhour::warehouse {

enum class Format {
  table,  ///< for people: columns in line, numbers to the right, NULL as such, long text cut with "..."; widths are those of the first
          ///< thousand rows, so that any number of rows passes in bounded memory
  csv,    ///< RFC 4180 with a head; NULL is empty
  json,   ///< an array of objects; a second column of the same name is `name:1`
};

std::optional<Format> format_of(std::string_view word) noexcept;

/// Writes one result. Throws UserError when the stream refuses.
class ResultWriter : public ResultSink {
 public:
  /// Writes what is still held back, and flushes. Call it once, after the last row.
  virtual void finish() = 0;
};

std::unique_ptr<ResultWriter> make_writer(Format format, std::ostream& out);

}  // namespace rushhour::warehouse
