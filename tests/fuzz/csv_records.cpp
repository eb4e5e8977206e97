// Bytes as CSV: the first two say how they are cut into blocks and by how many lanes they are read. However that is done, the same records
// and rejects come out, each line begins at most one of them, and what is read is UTF-8.

#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/csv/csv_source.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::warehouse;

/// Larger than most inputs, and quickly made.
constexpr std::size_t large_block_bytes = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string told(const std::filesystem::path& file, std::size_t block_bytes, unsigned lanes, std::size_t batch) {
  const Dataset& merchants = dataset_of("merchants");
  try {
    const auto source = open_csv(std::make_unique<ByteSource>(file), merchants, {}, block_bytes);
    const fixtures::ReadFile read = fixtures::read_all(*source, merchants, lanes, batch);
    std::string text;
    std::int64_t line = 0;
    for (const fixtures::ReadRow& row : read.rows) {
      require(row.line > line);
      line = row.line;
    }
    for (const std::string& row : read.row_list()) text += row + '\n';
    for (const std::string& fault : read.fault_list()) text += fault + '\n';
    require(simdjson::validate_utf8(text));
    return text;
  } catch (const UserError& error) {
    require(error.exit() == Exit::settings);
    return "refused";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const ScratchFolder folder;
  const auto file = folder.path() / "merchants.csv";
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
  // Few inputs would find a head by themselves.
  const std::string head = data[1] % 4 == 0 ? "" : "merchant_id,merchant_name\n";
  fixtures::write_file(file, head + std::string(bytes));
  const std::string whole = told(file, large_block_bytes, 1, RecordBuilder::capacity);
  require(told(file, std::size_t{1} + data[0], 1u + data[1] % 3, 1u + data[1] % 7) == whole);
  return 0;
}
