#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// What is wrong with a record, as far as its own file tells. The same words stand in bronze.faults and in the quality report.
enum class FaultKind : std::uint8_t {
  missing_value,  ///< a required field is empty or not there
  bad_date,       ///< no date or time, though it ought to be one
  bad_number,     ///< no number, though it ought to be one
  negative_amount,
  bad_json,        ///< a field that ought to be JSON is not
  mixed_encoding,  ///< bytes that are no UTF-8 in a file that otherwise is; taken for Latin-1
  // From here on the record cannot be taken at all: it is a reject.
  unterminated_quote,
  stray_quote,   ///< text behind a closing quote
  column_count,  ///< more or fewer fields than the head has
  nul_byte,
  too_long,          ///< beyond the bound on a record
  broken_json,       ///< a line that is no JSON object
  broken_xml,        ///< the document ends, or is no XML, from here on
  schema_violation,  ///< XML that is not as the XSD wants it
};

constexpr bool rejects(FaultKind kind) noexcept { return kind >= FaultKind::unterminated_quote; }

std::string_view name_of(FaultKind kind) noexcept;

/// One fault. `column` is empty where it concerns the whole record.
struct Fault {
  std::int64_t line = 0;  ///< of the record's begin, from 1
  FaultKind kind = FaultKind::missing_value;
  std::string column;
  std::string reason;  ///< a sentence; what it quotes of the data is masked
};

}  // namespace rushhour::warehouse
