#include "reports/warehouse/result_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

void put(std::ostream& out, std::string_view text) {
  if (!out.write(text.data(), static_cast<std::streamsize>(text.size())))
    throw UserError("the result could not be written: standard output is closed or full");
}

void flush(std::ostream& out) {
  if (!out.flush()) throw UserError("the result could not be written: standard output is closed or full");
}

// ---- table

constexpr std::size_t cell_width_max = 100;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::size_t width(std::string_view text) { return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)); }

/// On one line, and no longer than a reader's eye takes in.
std::string shown(const Cell& cell) {
  if (cell.is_null()) return "NULL";
  std::string text;
  std::size_t characters = 0;
  for (const char c : cell.text) {
    if (begins_character(c) && ++characters > cell_width_max) return text + "...";
    if (c == '\n')
      text += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      text += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    else
      text += c;
  }
  return text;
}

class TableWriter final : public ResultWriter {
 public:
  explicit TableWriter(std::ostream& out) : out_(out) {}

  void begin(const std::vector<Column>& columns) override {
    columns_ = columns;
    for (const Column& column : columns) widths_.push_back(width(column.name));
  }

  void row(const std::vector<Cell>& cells) override {
    std::vector<std::string> texts;
    for (const Cell& cell : cells) texts.push_back(shown(cell));
    if (head_written_) return write(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) widths_[i] = std::max(widths_[i], width(texts[i]));
    held_.push_back(std::move(texts));
    if (held_.size() == rows_held_max) release();
  }

  void finish() override {
    if (!head_written_) release();
    flush(out_);
  }

 private:
  static constexpr std::size_t rows_held_max = 1000;

  void release() {
    head_written_ = true;
    if (columns_.empty()) return;
    std::vector<std::string> names, lines;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      names.push_back(columns_[i].name);
      lines.emplace_back(widths_[i], '-');
    }
    write(names);
    write(lines);
    for (const auto& texts : held_) write(texts);
    held_.clear();
  }

  void write(const std::vector<std::string>& texts) {
    std::string line;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string space(widths_[i] - std::min(widths_[i], width(texts[i])), ' ');
      if (i > 0) line += "  ";
      line += columns_[i].number ? space + texts[i] : texts[i] + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    put(out_, line + '\n');
  }

  std::ostream& out_;
  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> held_;
  bool head_written_ = false;
};

// ---- csv

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + '"';
}

class CsvWriter final : public ResultWriter {
 public:
  explicit CsvWriter(std::ostream& out) : out_(out) {}

  void begin(const std::vector<Column>& columns) override {
    if (columns.empty()) return;
    std::string line;
    for (const Column& column : columns) line += (line.empty() ? "" : ",") + csv_field(column.name);
    put(out_, line + "\n");
  }

  void row(const std::vector<Cell>& cells) override {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += ',';
      // An empty text is told from NULL by its quotes.
      line += !cells[i].is_null() && cells[i].text.empty() ? std::string("\"\"") : csv_field(cells[i].text);
    }
    put(out_, line + '\n');
  }

  void finish() override { flush(out_); }

 private:
  std::ostream& out_;
};

// ---- json

class JsonWriter final : public ResultWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void begin(const std::vector<Column>& columns) override {
    std::set<std::string> taken;
    for (const Column& column : columns) {
      std::string key = column.name;
      for (int i = 1; !taken.insert(key).second; ++i) key = fmt::format("{}:{}", column.name, i);
      keys_.push_back(to_json({Cell::Kind::text, key}));
    }
  }

  void row(const std::vector<Cell>& cells) override {
    std::string line = first_ ? "[\n  {" : ",\n  {";
    for (std::size_t i = 0; i < cells.size(); ++i) line += fmt::format("{}{}: {}", i > 0 ? ", " : "", keys_[i], to_json(cells[i]));
    put(out_, line + '}');
    first_ = false;
  }

  void finish() override {
    put(out_, first_ ? "[]\n" : "\n]\n");
    flush(out_);
  }

 private:
  std::ostream& out_;
  std::vector<std::string> keys_;
  bool first_ = true;
};

}  // namespace

std::optional<Format> format_of(std::string_view word) noexcept {
  if (word == "table") return Format::table;
  if (word == "csv") return Format::csv;
  if (word == "json") return Format::json;
  return std::nullopt;
}

std::unique_ptr<ResultWriter> make_writer(Format format, std::ostream& out) {
  switch (format) {
    case Format::csv:
      return std::make_unique<CsvWriter>(out);
    case Format::json:
      return std::make_unique<JsonWriter>(out);
    case Format::table:
      break;
  }
  return std::make_unique<TableWriter>(out);
}

}  // namespace rushhour::warehouse
