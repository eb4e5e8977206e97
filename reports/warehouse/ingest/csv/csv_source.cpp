#include "reports/warehouse/ingest/csv/csv_source.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstring>

#include "reports/warehouse/ingest/csv/csv_head.hpp"
#include "reports/warehouse/ingest/text_encoding.hpp"

namespace rushhour::warehouse {
namespace {

using Found = CsvScan::Found;

struct CsvFile {
  std::unique_ptr<ByteSource> bytes;
  BlockReader blocks;
  CsvHead head;
  const Dataset& dataset;
};

/// One lane: takes blocks, and reads their records straight from them.
class CsvLane : public RecordLane {
 public:
  explicit CsvLane(CsvFile& file) : file_(file), fields_(file.head.shape.columns) {}

  bool fill(RecordBuilder& records) override {
    // What the last call gave lies in the block, so a new one is begun only while the builder is empty.
    while (at_ == block_.text.size()) {
      if (!file_.blocks.next(block_)) return false;
      at_ = 0;
      line_ = block_.first_line;
      if (block_.too_long) reject(records, FaultKind::too_long, 1);
      all_utf8_ = simdjson::validate_utf8(block_.text);
      quotes_ = block_.text.find('"') != std::string_view::npos;
      nul_bytes_ = block_.text.find('\0') != std::string_view::npos;
    }
    while (at_ < block_.text.size() && !records.full()) read_record(records);
    return true;
  }

 private:
  void read_record(RecordBuilder& records) {
    const std::string_view text = block_.text.substr(at_);
    const std::size_t line_end = text.find('\n');
    const std::string_view line = text.substr(0, line_end);
    const std::size_t bytes = line.size() + (line_end == std::string_view::npos ? 0 : 1);
    count_ = 0;
    if (line.size() > record_bytes_max) {
      reject(records, FaultKind::too_long, 1);
    } else if (quotes_ && line.find('"') != std::string_view::npos) {
      return read_quoted(records, text);
    } else if (!line.empty() && line != "\r") {
      split(line.back() == '\r' ? line.substr(0, line.size() - 1) : line);
      take(records, text.substr(0, bytes));
    }
    at_ += bytes;
    ++line_;
  }

  void read_quoted(RecordBuilder& records, std::string_view text) {
    const CsvScan scan = scan_record(text, true, file_.head.shape, [this](const CsvField& field) { put(field); });
    if (scan.found == Found::record)
      take(records, text.substr(0, scan.bytes));
    else
      reject(records, scan.found == Found::stray_quote ? FaultKind::stray_quote : FaultKind::unterminated_quote, scan.field);
    at_ += scan.bytes;
    line_ += scan.lines;
  }

  void split(std::string_view line) {
    const char* from = line.data();
    const char* const end = from + line.size();
    while (const auto* to = static_cast<const char*>(std::memchr(from, file_.head.shape.delimiter, static_cast<std::size_t>(end - from)))) {
      put({{from, static_cast<std::size_t>(to - from)}, false});
      from = to + 1;
    }
    put({{from, static_cast<std::size_t>(end - from)}, false});
  }

  void put(const CsvField& field) {
    if (count_ < fields_.size()) fields_[count_] = field;
    ++count_;
  }

  void take(RecordBuilder& records, std::string_view whole) {
    if (nul_bytes_ && whole.find('\0') != std::string_view::npos) return reject(records, FaultKind::nul_byte, 0);
    if (count_ != fields_.size() || (whole.back() != '\n' && file_.bytes->grew())) return reject(records, FaultKind::column_count, count_);
    records.begin(line_);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (file_.head.fields[i] < 0) continue;
      const auto field = static_cast<std::size_t>(file_.head.fields[i]);
      const std::string_view text = fields_[i].doubled ? records.keep(undoubled(fields_[i])) : fields_[i].text;
      if (all_utf8_ || simdjson::validate_utf8(text))
        records.set(field, text);
      else
        records.set_latin1(field, text);
    }
    records.end();
  }

  void reject(RecordBuilder& records, FaultKind kind, std::size_t count) {
    records.reject(line_, kind, kind == FaultKind::unterminated_quote || kind == FaultKind::stray_quote ? column(count) : std::string(),
                   reason(kind, count));
  }

  std::string reason(FaultKind kind, std::size_t count) const {
    switch (kind) {
      case FaultKind::too_long:
        return fmt::format("the line has more than {} bytes", record_bytes_max);
      case FaultKind::nul_byte:
        return "there is a NUL byte in it";
      case FaultKind::stray_quote:
        return "text follows the closing quote of a field";
      case FaultKind::unterminated_quote:
        return "a field begins with a quote, and the one that ends it is missing";
      default:
        if (count == fields_.size()) return "the file was written to while it was read, and ended within this line";
        return fmt::format("it has {} field{}, the head has {}", count, count == 1 ? "" : "s", fields_.size());
    }
  }

  /// The name of the field in which something was found, if it is one of the dataset's.
  std::string column(std::size_t index) const {
    if (index >= fields_.size() || file_.head.fields[index] < 0) return {};
    return std::string(file_.dataset.fields[static_cast<std::size_t>(file_.head.fields[index])].name);
  }

  CsvFile& file_;
  Block block_;
  std::size_t at_ = 0;  // in the block's text
  std::int64_t line_ = 0;
  bool all_utf8_ = true;
  bool quotes_ = false;
  bool nul_bytes_ = false;
  std::vector<CsvField> fields_;  // of the record at hand
  std::size_t count_ = 0;         // how many it has, which may be more
};

class CsvSource : public RecordSource {
 public:
  CsvSource(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options, std::size_t block_bytes)
      : bytes_(*bytes), file_{std::move(bytes), {bytes_, block_bytes}, {}, dataset} {
    // The head is at most one record, and the rest of what is looked at tells the encoding.
    constexpr std::size_t sample_bytes = record_bytes_max + (1 << 16);
    const std::string_view sample = file_.blocks.look_ahead(sample_bytes);
    file_.head = read_head(sample, sample.size() < sample_bytes, dataset, options.delimiter, bytes_.name());
    const bool latin1 = looks_like_latin1(sample);
    if (latin1) file_.head.notes.emplace_back("it was taken for Latin-1");
    file_.blocks.begin(file_.head.bytes, file_.head.lines, latin1,
                       [this](std::string_view text, bool at_end) { return whole_records(text, at_end, file_.head.shape); });
  }

  unsigned lanes() const noexcept override { return file_.blocks.lanes(); }
  std::unique_ptr<RecordLane> lane() override { return std::make_unique<CsvLane>(file_); }

  SourceTally tally() override { return tally_of(bytes_, "csv", file_.head.notes); }

 private:
  ByteSource& bytes_;
  CsvFile file_;
};

}  // namespace

std::unique_ptr<RecordSource> open_csv(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options,
                                       std::size_t block_bytes) {
  return std::make_unique<CsvSource>(std::move(bytes), dataset, options, block_bytes);
}

}  // namespace rushhour::warehouse
