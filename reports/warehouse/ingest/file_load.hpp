#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/warehouse/ingest/record_feed.hpp"

namespace rushhour::warehouse {

/// What became of a file that was to be loaded.
struct FileLoad {
  std::int64_t file_id = 0;
  std::string dataset;
  std::filesystem::path path;
  std::string sha256{};
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;     ///< that were kept
  std::uint64_t rejects = 0;  ///< rows + rejects = the records of the file
  bool known = false;         ///< its content was in bronze already, and nothing was read in again
  std::vector<std::string> notes{};
};

struct LoadOptions {
  SourceOptions source;
  std::size_t batch = RecordBuilder::capacity;
};

/// The folder that tells apart equal ids of different origin: that of the file; of the segments of an event log, the data folder.
std::string source_of(const std::filesystem::path& file);

/// Writes the line of bronze.files that makes a load count. `modified_ns` is when the file was changed last, since 1970.
void record_file(Session& session, const FileLoad& load, const SourceTally& tally, std::int64_t modified_ns, WallTime now);

/// The file of that content, if bronze has it.
std::optional<std::int64_t> file_with(Session& session, std::string_view dataset, std::string_view sha256);

/// Puts a file into bronze as a whole or not at all: in one transaction, with its line in bronze.files. A file of which path, size and time
/// of change are known is not read; one whose content is known is read and let go. Throws UserError as `open_records` and the lanes do; the
/// warehouse is then as it was.
FileLoad load_file(Session& session, RecordFeed& feed, const std::filesystem::path& path, const Dataset& dataset,
                   const LoadOptions& options, WallTime now);

}  // namespace rushhour::warehouse
