#include "sim/script/feeder/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t column_limit = 1000;

// Fills in where the field ends and what follows; `end` is the place behind its text, or behind its closing quote.
void close_field(std::string_view text, std::size_t end, char separator, CsvField& field) noexcept {
  if (end < text.size() && text[end] == '\r' && (end + 1 == text.size() || text[end + 1] == '\n')) ++end;
  field.last = end == text.size() || text[end] == '\n';
  field.next = std::min(end + 1, text.size());
  if (!field.last && text[end] != separator) field.trouble = CsvField::Trouble::behind_quote;
}

CsvField read_quoted(std::string_view text, std::size_t at, const CsvFormat& format) noexcept {
  CsvField field;
  std::size_t end = text.find(format.quote, at + 1);
  while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] == format.quote) {
    field.doubled = true;
    end = text.find(format.quote, end + 2);
  }
  if (end == std::string_view::npos) {
    field.trouble = CsvField::Trouble::open_quote;
    field.next = text.size();
    field.last = true;
    return field;
  }
  field.text = text.substr(at + 1, end - at - 1);
  close_field(text, end + 1, format.separator, field);
  return field;
}

[[noreturn]] void refuse(const std::string& place, std::string_view why) {
  throw UserError(fmt::format("{}: {}", place, why), Exit::settings);
}

}  // namespace

CsvField read_field(std::string_view text, std::size_t at, const CsvFormat& format) noexcept {
  if (format.quote != 0 && at < text.size() && text[at] == format.quote) return read_quoted(text, at, format);
  CsvField field;
  std::size_t end = at;
  while (end < text.size() && text[end] != format.separator && text[end] != '\n') ++end;
  std::size_t size = end - at;
  if (size > 0 && (end == text.size() || text[end] == '\n') && text[end - 1] == '\r') --size;
  field.text = text.substr(at, size);
  close_field(text, end, format.separator, field);
  return field;
}

CsvFile::CsvFile(const std::filesystem::path& file, const std::string& name, CsvFormat format)
    : file_(file, name), text_(without_edges(file_.text(), name)), format_(std::move(format)) {
  quoted_ = format_.quote != 0 && text_.find(format_.quote) != std::string_view::npos;
  std::size_t at = 0;
  if (format_.names.empty()) read_names(at, name);
  while (at < text_.size()) {
    index_.add(at);
    check_row(at, at, name);
  }
  if (index_.count() == 0) refuse(name + ":1", "has a header and no row; a feeder wants at least one row");
  index_.close();
}

void CsvFile::read_names(std::size_t& at, const std::string& name) {
  const std::string place = place_of(file_.text(), text_.data(), name);
  std::string room;
  for (bool last = false; !last;) {
    const CsvField field = read_field(text_, at, format_);
    if (field.trouble != CsvField::Trouble::none || field.text.empty() || format_.names.size() == column_limit)
      refuse(place, fmt::format("wants a header of 1 to {} names; column {} has none", column_limit, format_.names.size() + 1));
    const std::string column(field.doubled ? undoubled(field.text, room) : field.text);
    if (std::find(format_.names.begin(), format_.names.end(), column) != format_.names.end())
      refuse(place, fmt::format("names two columns '{}'", column));
    format_.names.push_back(column);
    at = field.next;
    last = field.last;
  }
}

void CsvFile::check_row(std::size_t begin, std::size_t& at, const std::string& name) const {
  const std::size_t columns = format_.names.size();
  std::size_t fields = 0;
  for (bool last = false; !last; ++fields) {
    const std::size_t from = at;
    const CsvField field = read_field(text_, at, format_);
    if (field.trouble != CsvField::Trouble::none)
      refuse(place_of(file_.text(), text_.data() + from, name),
             field.trouble == CsvField::Trouble::open_quote ? "opens a quote that is never closed"
                                                            : "has text behind a closing quote; within quotes a quote is written twice");
    at = field.next;
    last = field.last;
  }
  if (fields == columns) return;
  refuse(place_of(file_.text(), text_.data() + begin, name),
         fmt::format("has {} field{} where {} {}", fields, fields == 1 ? "" : "s", columns, columns == 1 ? "is wanted" : "are wanted"));
}

std::size_t CsvFile::begin_of(std::uint64_t number) const noexcept {
  const RowIndex::Walk walk = index_.walk_to(number);
  std::size_t at = walk.from;
  for (unsigned i = 0; i < walk.rows && at < text_.size(); ++i) {
    if (!quoted_) {
      const std::size_t end = text_.find('\n', at);
      at = end == std::string_view::npos ? text_.size() : end + 1;
      continue;
    }
    for (bool last = false; !last;) {
      const CsvField field = read_field(text_, at, format_);
      at = field.next;
      last = field.last;
    }
  }
  return at;
}

std::string_view CsvFile::undoubled(std::string_view text, std::string& room) const {
  room.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    room += text[i];
    if (text[i] == format_.quote) ++i;
  }
  return room;
}

}  // namespace rushhour::script
