#include "reports/warehouse/ingest/record_source.hpp"

#include <fmt/format.h>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/byte_source.hpp"
#include "reports/warehouse/ingest/csv/csv_source.hpp"
#include "reports/warehouse/ingest/json_lines_source.hpp"
#include "reports/warehouse/ingest/parquet_source.hpp"
#include "reports/warehouse/ingest/xml/xml_source.hpp"

namespace rushhour::warehouse {
namespace {

FileFormat format_of(const std::filesystem::path& file) {
  std::filesystem::path name = file.filename();
  std::string ending = lower_case(name.extension().string());
  if (ending == ".gz" || ending == ".zst") {
    name = name.stem();
    ending = lower_case(name.extension().string());
  }
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt") return FileFormat::csv;
  if (ending == ".jsonl" || ending == ".ndjson" || ending == ".json") return FileFormat::json_lines;
  if (ending == ".xml") return FileFormat::xml;
  if (ending == ".parquet") return FileFormat::parquet;
  throw UserError(
      fmt::format("{}: its name does not tell what it is; it must end in .csv, .xml, .jsonl or .parquet, and .gz or .zst if it is packed",
                  file.string()),
      Exit::settings);
}

}  // namespace

SourceTally tally_of(ByteSource& bytes, std::string_view format, std::vector<std::string> notes) {
  if (bytes.grew()) notes.push_back(fmt::format("it grew while it was read; its first {} bytes were taken", bytes.size()));
  return {bytes.size(), bytes.sha256(), fmt::format("{}{}", format, bytes.packing()), std::move(notes)};
}

std::unique_ptr<RecordSource> open_records(const std::filesystem::path& file, const Dataset& dataset, const SourceOptions& options) {
  auto bytes = std::make_unique<ByteSource>(file);
  switch (options.format ? *options.format : format_of(file)) {
    case FileFormat::json_lines:
      return open_json_lines(std::move(bytes), dataset);
    case FileFormat::xml:
      return open_xml(std::move(bytes), dataset, options);
    case FileFormat::parquet:
      return open_parquet(std::move(bytes), dataset);
    case FileFormat::csv:
      break;
  }
  return open_csv(std::move(bytes), dataset, options);
}

}  // namespace rushhour::warehouse
