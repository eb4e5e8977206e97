#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "reports/warehouse/ingest/block_reader.hpp"

namespace rushhour::warehouse {

/// What the records of one CSV file have in common.
struct CsvShape {
  char delimiter = ',';
  std::size_t columns = 0;  ///< of the head; 0 while it is read itself
};

/// No record has more.
inline constexpr std::int64_t csv_record_lines_max = 10'000;

/// A field as it stands, without its quotes.
struct CsvField {
  std::string_view text;
  bool doubled = false;  ///< quotes in it are written twice
};

/// Its text with one quote for each two.
std::string undoubled(const CsvField& field);

/// What a text begins with.
struct CsvScan {
  enum class Found {
    record,             ///< one whole record, right or with too many or too few fields
    open_end,           ///< not to be told before more of the text is there
    too_long,           ///< a line beyond the bound
    stray_quote,        ///< a line in which text follows a closing quote
    unterminated_quote  ///< a quoted field without an end, as far as can be told
  } found = Found::record;
  std::size_t bytes = 0;   ///< up to where reading goes on: behind the record, or behind the first line of what is none
  std::int64_t lines = 0;  ///< how many lines these are
  std::size_t field = 0;   ///< of a quote that is missing or astray: in which field, from 0
};

/// Looks at the record that `text` begins with, and calls `field` with each of its fields (also where it turns out to be none).
///
/// A field is quoted if its first byte is a quote. It ends at the next quote that is not doubled, and behind that must stand the delimiter,
/// the end of the line or of the file. A record of several lines must also have as many fields as the head, begun within the bounds. One
/// that breaks this was not meant to go on: a quote is missing in its first line, which is rejected, and each line behind it is looked at
/// by itself. A quote elsewhere in a field is a letter like others. What is found depends on nothing behind it, so a file may be cut
/// wherever a record ends.
template <class OnField>
CsvScan scan_record(std::string_view text, bool at_end, const CsvShape& shape, OnField&& field);

/// How many bytes of `text` are whole records; BlockReader::Cut.
std::size_t whole_records(std::string_view text, bool at_end, const CsvShape& shape);

/// How `scan_record` does it.
template <class OnField>
class CsvScanner {
 public:
  CsvScanner(std::string_view text, bool at_end, const CsvShape& shape, OnField& field)
      : begin_(text.data()), end_(text.data() + text.size()), at_end_(at_end), shape_(shape), field_(field) {
    limit_ = begin_ + std::min(text.size(), record_bytes_max + 1);
    complete_ = at_end && limit_ == end_;
  }

  CsvScan scan() {
    const char* at = begin_;
    for (;;) {
      const Step step = at != limit_ && *at == '"' ? quoted(at) : plain(at);
      switch (step) {
        case Step::next_field:
          continue;
        case Step::record_end:
          if (lines_ > 0 && shape_.columns != 0 && fields_ != shape_.columns) return none();
          return {CsvScan::Found::record, static_cast<std::size_t>(at - begin_), lines_ + 1, 0};
        case Step::limit:
          if (limit_ != end_ || complete_) return none();
          return {CsvScan::Found::open_end, 0, 0, 0};
        case Step::none:
          return none();
      }
    }
  }

 private:
  enum class Step { next_field, record_end, limit, none };

  const char* find(char c, const char* from, const char* to) const {
    return static_cast<const char*>(std::memchr(from, c, static_cast<std::size_t>(to - from)));
  }

  bool take(const char* from, const char* to, bool doubled) {
    field_(CsvField{{from, static_cast<std::size_t>(to - from)}, doubled});
    ++fields_;
    // A quote that has swallowed lines soon has swallowed their delimiters too.
    return lines_ == 0 || shape_.columns == 0 || fields_ <= shape_.columns;
  }

  Step plain(const char*& at) {
    if (line_end_ == nullptr || line_end_ < at) {
      line_end_ = find('\n', at, limit_);
      if (line_end_ == nullptr) line_end_ = limit_;
    }
    if (line_end_ == limit_ && !complete_) return Step::limit;
    if (const char* delimiter = find(shape_.delimiter, at, line_end_)) {
      const bool right = take(at, delimiter, false);
      at = delimiter + 1;
      return right ? Step::next_field : Step::none;
    }
    const bool right = take(at, line_end_ != at && line_end_[-1] == '\r' ? line_end_ - 1 : line_end_, false);
    at = line_end_ != limit_ ? line_end_ + 1 : limit_;
    return right ? Step::record_end : Step::none;
  }

  Step quoted(const char*& at) {
    if (lines_ == 0) suspect_ = fields_;
    bool doubled = false;
    const char* quote = find('"', at + 1, limit_);
    while (quote != nullptr && quote + 1 != limit_ && quote[1] == '"') {
      doubled = true;
      quote = find('"', quote + 2, limit_);
    }
    const char* seen = quote != nullptr ? quote : limit_;
    lines_ += std::count(at + 1, seen, '\n');
    if (lines_ >= csv_record_lines_max) return Step::none;
    if (quote == nullptr || (quote + 1 == limit_ && !complete_)) return Step::limit;
    if (!take(at + 1, quote, doubled)) return Step::none;
    at = quote + 1;
    return behind(at);
  }

  /// What stands behind a closing quote.
  Step behind(const char*& at) {
    if (at == limit_) return Step::record_end;
    if (*at == shape_.delimiter) {
      ++at;
      return Step::next_field;
    }
    if (*at == '\r') {
      if (at + 1 == limit_ && !complete_) return Step::limit;
      ++at;
      if (at == limit_) return Step::record_end;
    }
    stray_ = *at != '\n';
    if (stray_) return Step::none;
    ++at;
    return Step::record_end;
  }

  /// No record begins here, only the line.
  CsvScan none() const {
    const char* line_end = find('\n', begin_, end_);
    if (line_end == nullptr && !at_end_) return {CsvScan::Found::open_end, 0, 0, 0};
    const char* stop = line_end != nullptr ? line_end : end_;
    const std::size_t bytes = static_cast<std::size_t>(stop - begin_) + (line_end != nullptr ? 1 : 0);
    CsvScan scan{CsvScan::Found::unterminated_quote, bytes, 1, suspect_};
    if (static_cast<std::size_t>(stop - begin_) > record_bytes_max)
      scan.found = CsvScan::Found::too_long;
    else if (lines_ == 0 && stray_)
      scan.found = CsvScan::Found::stray_quote;
    return scan;
  }

  const char* begin_;
  const char* end_;
  const char* limit_;
  bool at_end_;
  bool complete_;  // nothing stands behind limit_
  bool stray_ = false;
  const CsvShape& shape_;
  OnField& field_;
  std::size_t fields_ = 0;
  std::size_t suspect_ = 0;         // the quoted field that is the first of several lines, or else the last
  const char* line_end_ = nullptr;  // at or behind the place of the last plain field; limit_ where there is none
  std::int64_t lines_ = 0;          // ends of lines within quotes
};

template <class OnField>
CsvScan scan_record(std::string_view text, bool at_end, const CsvShape& shape, OnField&& field) {
  return CsvScanner<std::remove_reference_t<OnField>>(text, at_end, shape, field).scan();
}

}  // namespace rushhour::warehouse
