#include "reports/warehouse/ingest/csv/csv_record.hpp"

namespace rushhour::warehouse {

std::string undoubled(const CsvField& field) {
  std::string text;
  text.reserve(field.text.size());
  for (std::size_t i = 0; i < field.text.size(); ++i) {
    text += field.text[i];
    if (field.text[i] == '"') ++i;
  }
  return text;
}

// Lines without a quote are records, so only the others are looked at.
std::size_t whole_records(std::string_view text, bool at_end, const CsvShape& shape) {
  std::size_t at = 0;
  for (;;) {
    const std::size_t quote = text.find('"', at);
    const std::string_view plain = text.substr(at, quote - at);
    if (quote == std::string_view::npos && at_end) return text.size();
    const std::size_t line_end = plain.rfind('\n');
    if (line_end != std::string_view::npos) at += line_end + 1;
    if (quote == std::string_view::npos) return at;
    const CsvScan scan = scan_record(text.substr(at), at_end, shape, [](const CsvField&) {});
    if (scan.found == CsvScan::Found::open_end) return at;
    at += scan.bytes;
  }
}

}  // namespace rushhour::warehouse
