#include "sim/city/files/spoil.hpp"

#include <cassert>
#include <cstddef>

namespace rushhour::city {
namespace {

struct Span {
  std::size_t from;
  std::size_t length;
};

std::size_t end_of_csv_field(std::string_view text, std::size_t at) {
  bool quoted = false;
  while (at < text.size() && (quoted || text[at] != ',')) quoted ^= text[at++] == '"';
  return at;
}

Span in_csv(std::string_view columns, std::string_view record, std::string_view column) {
  std::size_t in_columns = 0;
  std::size_t from = 0;
  for (;;) {
    const std::size_t name_end = columns.find(',', in_columns);
    const std::size_t to = end_of_csv_field(record, from);
    if (columns.substr(in_columns, name_end - in_columns) == column) return {from, to - from};
    assert(name_end != std::string_view::npos);
    in_columns = name_end + 1;
    from = to + 1;
  }
}

// The first element of that name; none is named like the end of another.
Span in_xml(std::string_view record, std::string_view column) {
  const std::string tag = std::string("<").append(column).append(">");
  const std::size_t from = record.find(tag) + tag.size();
  return {from, record.find('<', from) - from};
}

// The first member of that name: the outer members that faults go to stand before nested ones.
Span in_json(std::string_view record, std::string_view column) {
  const std::string name = std::string("\"").append(column).append("\":");
  std::size_t from = record.find(name) + name.size();
  if (record[from] != '"') return {from, record.find_first_of(",}", from) - from};
  ++from;
  std::size_t to = from;
  while (record[to] != '"') to += record[to] == '\\' ? 2 : 1;
  return {from, to - from};
}

Span find(Format format, std::string_view columns, std::string_view record, std::string_view column) {
  switch (format) {
    case Format::csv:
      return in_csv(columns, record, column);
    case Format::xml:
      return in_xml(record, column);
    case Format::json_lines:
      return in_json(record, column);
  }
  return {0, 0};
}

}  // namespace

std::string_view field_of(Format format, std::string_view columns, std::string_view record, std::string_view column) {
  const Span span = find(format, columns, record, column);
  return record.substr(span.from, span.length);
}

void replace_field(Format format, std::string_view columns, std::string& record, std::string_view column, std::string_view text) {
  const Span span = find(format, columns, record, column);
  record.replace(span.from, span.length, text);
}

void remove_member(std::string& record, std::string_view column) {
  const std::string name = std::string(",\"").append(column).append("\":");
  const std::size_t from = record.find(name);
  const Span value = in_json(record, column);
  const bool is_text = record[from + name.size()] == '"';
  record.erase(from, value.from + value.length + (is_text ? 1 : 0) - from);
}

void cut_short(std::string& record, std::uint64_t where) {
  const std::size_t half = record.size() / 2;
  std::size_t length = half + static_cast<std::size_t>((record.size() - 1 - half) * where / 1000);
  while ((static_cast<unsigned char>(record[length]) & 0xC0) == 0x80) --length;
  record.resize(length);
}

}  // namespace rushhour::city
