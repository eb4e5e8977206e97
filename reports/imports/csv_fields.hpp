#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::imports {

/// The fields of one record of a delimited file. Views stay good until the next split; fields without quotes are views into the record.
class CsvFields {
 public:
  /// False if quotes do not end, or something stands between a closing quote and the delimiter.
  bool split(std::string_view record, char delimiter);

  std::size_t size() const noexcept { return fields_.size(); }
  std::string_view operator[](std::size_t i) const noexcept { return fields_[i]; }

  /// An empty field where the record is shorter, or the column is none (npos).
  std::string_view at(std::size_t column) const noexcept { return column < fields_.size() ? fields_[column] : std::string_view(); }

 private:
  bool split_quoted(std::string_view record, char delimiter);

  std::vector<std::string_view> fields_;
  std::vector<std::size_t> ends_;
  std::string unquoted_;
};

/// The column called `name`, or npos.
std::size_t column_of(const CsvFields& header, std::string_view name) noexcept;
inline constexpr std::size_t no_column = ~std::size_t{0};

/// Whole decimals without a sign, at most 18 digits; nothing of anything else.
std::optional<std::int64_t> whole_number(std::string_view text) noexcept;

/// A finite number in the way of C, whatever the locale says.
std::optional<double> real_number(std::string_view text) noexcept;

/// A number of `unit`s, as a length of time: "1.5" of milliseconds. Nothing if it is none, negative, or more than a year.
std::optional<Instant> length_of(std::string_view text, Instant unit) noexcept;
std::optional<Instant> length_of(double units, Instant unit) noexcept;

/// A whole or decimal number of `unit`s since 1970, exact to the nanosecond. Nothing outside 1990 to 2199, so that one unit is not mistaken
/// for another.
std::optional<WallTime> wall_time_of(std::string_view text, Instant unit) noexcept;

}  // namespace rushhour::imports
