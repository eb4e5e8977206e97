#include "reports/warehouse/ingest/csv/csv_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/column_names.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(fmt::format("{}: {}", file, why), Exit::settings);
}

/// The one of , ; tab | that the first line has most of, quoted ones aside.
char most_frequent_delimiter(std::string_view text) {
  constexpr std::string_view known = ",;\t|";
  std::array<std::size_t, known.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) break;
    const std::size_t which = known.find(c);
    if (which != std::string_view::npos && !quoted) ++counts[which];
  }
  return known[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

void check_text(std::string_view text, const std::string& file) {
  if (text.empty()) refuse(file, "it is empty; its first line must name the columns");
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    refuse(file, "it is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
}

std::vector<std::string> names_in(std::string_view text, bool at_end, CsvHead& head, const std::string& file) {
  std::vector<std::string> names;
  const CsvScan scan = scan_record(text, at_end, head.shape, [&](const CsvField& field) {
    names.emplace_back(trimmed(field.doubled ? undoubled(field) : std::string(field.text)));
  });
  if (scan.found != CsvScan::Found::record) refuse(file, "its first line must name the columns, but does not end, or not its quotes");
  if (text.substr(0, scan.bytes).find('\0') != std::string_view::npos)
    refuse(file, "there are NUL bytes in its first line; if it is UTF-16, save it as UTF-8");
  const std::size_t carriage_return = text.substr(0, scan.bytes).find('\r');
  if (carriage_return != std::string_view::npos && carriage_return + 1 < scan.bytes && text[carriage_return + 1] != '\n')
    refuse(file, "its lines end in a carriage return alone; save it with line feeds");
  head.bytes += scan.bytes;
  head.lines = scan.lines;
  return names;
}

}  // namespace

CsvHead read_head(std::string_view text, bool at_end, const Dataset& dataset, std::optional<char> delimiter, const std::string& file) {
  CsvHead head;
  if (text.starts_with(byte_order_mark)) head.bytes = byte_order_mark.size();
  text.remove_prefix(head.bytes);
  check_text(text, file);
  head.shape.delimiter = delimiter ? *delimiter : most_frequent_delimiter(text);
  const std::vector<std::string> names = names_in(text, at_end, head, file);
  head.shape.columns = names.size();
  ColumnFields columns = find_fields(names, dataset, file);
  head.fields = std::move(columns.fields);
  head.notes = std::move(columns.notes);
  return head;
}

}  // namespace rushhour::warehouse
