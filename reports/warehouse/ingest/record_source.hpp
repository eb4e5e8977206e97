#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/ingest/record_builder.hpp"

namespace rushhour::warehouse {

/// Reads a share of a file's records. One thread each.
class RecordLane {
 public:
  virtual ~RecordLane() = default;

  /// Adds records to an empty builder: as many as are at hand, at most until it is full; it may be none but rejects. False: nothing was
  /// added, this lane is at its end. What the builder was given stays in memory until the next call.
  virtual bool fill(RecordBuilder& records) = 0;
};

/// What is known of a file when all of its lanes are at their end.
struct SourceTally {
  std::uint64_t bytes = 0;           ///< of the file as it lies there
  std::string sha256;                ///< of the same, hexadecimal
  std::string format;                ///< "csv", "csv.gz", "xml", ...
  std::vector<std::string> notes{};  ///< what a user should know: columns that were not taken, a file that grew while it was read
};

/// One file that is being read as records of a dataset. Memory is bounded whatever is in the file.
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  /// How many lanes may read at once, at least 1.
  virtual unsigned lanes() const noexcept = 0;

  /// Any thread; at most `lanes()` times. The source must outlive the lane.
  virtual std::unique_ptr<RecordLane> lane() = 0;

  /// REQUIRES: every lane is at its end.
  virtual SourceTally tally() = 0;
};

class ByteSource;

/// What is known of `bytes`, once nothing more is read of them; `format` without how they are packed.
SourceTally tally_of(ByteSource& bytes, std::string_view format, std::vector<std::string> notes);

enum class FileFormat { csv, xml, json_lines, parquet };

struct SourceOptions {
  std::optional<FileFormat> format;  ///< otherwise by the file's name, ending .gz and .zst aside
  std::optional<char> delimiter;     ///< of CSV; otherwise the one of , ; tab | that the head has most of
  std::filesystem::path schema;      ///< an XSD that XML is held to; empty: none
};

/// Throws UserError (Exit::settings) naming the file and what to do: it cannot be read, is a directory or of no known format, a required
/// column is missing in its head, a compressed file that would become more than a hundred times as large, a document type in XML.
std::unique_ptr<RecordSource> open_records(const std::filesystem::path& file, const Dataset& dataset, const SourceOptions& options = {});

}  // namespace rushhour::warehouse
