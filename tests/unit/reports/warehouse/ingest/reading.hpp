#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/ingest/record_source.hpp"
#include "tests/unit/scratch_folder.hpp"

/// Files made by hand, and what is read from them.
namespace rushhour::warehouse::fixtures {

struct ReadRow {
  std::int64_t line = 0;
  std::vector<std::optional<std::string>> values;  ///< by field of the dataset; numbers as the warehouse has them

  bool operator==(const ReadRow&) const = default;
};

struct ReadFile {
  std::vector<ReadRow> rows;   ///< by line
  std::vector<Fault> faults;   ///< by line
  std::uint64_t rejected = 0;  ///< records of which there is no row
  SourceTally tally;

  /// "line kind column", each.
  std::vector<std::string> fault_list() const {
    std::vector<std::string> list;
    for (const Fault& fault : faults)
      list.push_back(std::to_string(fault.line) + " " + std::string(name_of(fault.kind)) +
                     (fault.column.empty() ? "" : " " + fault.column));
    return list;
  }

  /// The values of a row with "|" between them, null as "-".
  std::vector<std::string> row_list() const {
    std::vector<std::string> list;
    for (const ReadRow& row : rows) {
      std::string text = std::to_string(row.line) + ":";
      for (const auto& value : row.values) text += "|" + value.value_or("-");
      list.push_back(text);
    }
    return list;
  }
};

inline void take_rows(const RecordBuilder& records, ReadFile& read) {
  for (std::size_t row = 0; row < records.rows(); ++row) {
    ReadRow& taken = read.rows.emplace_back(ReadRow{records.lines()[row], {}});
    for (const RecordBuilder::Column& column : records.columns()) {
      auto& value = taken.values.emplace_back();
      if (column.given[row] != 0) value = column.numbers.empty() ? std::string(column.texts[row]) : std::to_string(column.numbers[row]);
    }
  }
}

/// Reads with `lanes` lanes in turn, `batch` records at a time.
inline ReadFile read_all(RecordSource& source, const Dataset& dataset, unsigned lanes = 1, std::size_t batch = RecordBuilder::capacity) {
  ReadFile read;
  RecordBuilder records(
      dataset, [&read](const Fault& fault) { read.faults.push_back(fault); }, batch);
  std::vector<std::unique_ptr<RecordLane>> all;
  for (unsigned i = 0; i < std::min(lanes, source.lanes()); ++i) all.push_back(source.lane());
  while (!all.empty()) {
    for (auto& lane : all) {
      const bool more = lane->fill(records);
      take_rows(records, read);
      records.clear();
      if (!more) lane.reset();
    }
    std::erase(all, nullptr);
  }
  read.rejected = records.take_rejected();
  read.tally = source.tally();
  std::stable_sort(read.rows.begin(), read.rows.end(), [](const ReadRow& a, const ReadRow& b) { return a.line < b.line; });
  std::stable_sort(read.faults.begin(), read.faults.end(), [](const Fault& a, const Fault& b) { return a.line < b.line; });
  return read;
}

inline std::filesystem::path write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

/// Reads `bytes` as a file named `name`.
inline ReadFile read_bytes(const std::string& name, std::string_view bytes, const Dataset& dataset, const SourceOptions& options = {}) {
  const ScratchFolder folder;
  const auto source = open_records(write_file(folder.path() / name, bytes), dataset, options);
  return read_all(*source, dataset);
}

}  // namespace rushhour::warehouse::fixtures
