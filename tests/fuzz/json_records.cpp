// Bytes as lines of JSON: the first says how they are cut into blocks. However that is done, the same records and rejects come out, a line
// that another parser takes for an object is a record, and one that it does not is a reject.

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/json_lines_source.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::warehouse;

/// Larger than most inputs, and quickly made.
constexpr std::size_t large_block_bytes = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Told {
  std::string text;
  std::uint64_t records = 0;
  bool refused = false;
};

Told told(const std::filesystem::path& file, std::size_t block_bytes, unsigned lanes) {
  const Dataset& events = dataset_of("events");
  try {
    const auto source = open_json_lines(std::make_unique<ByteSource>(file), events, block_bytes);
    const fixtures::ReadFile read = fixtures::read_all(*source, events, lanes);
    Told all;
    for (const std::string& row : read.row_list()) all.text += row + '\n';
    for (const std::string& fault : read.fault_list()) all.text += fault + '\n';
    require(simdjson::validate_utf8(all.text));
    all.records = read.rows.size();
    return all;
  } catch (const UserError& error) {
    require(error.exit() == Exit::settings);
    return {"refused", 0, true};
  }
}

/// Lines that are objects of JSON, each with an end. Numbers beyond a double, which the two parsers take differently, need a dozen digits.
std::uint64_t objects(std::string_view text) {
  std::uint64_t count = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto value = nlohmann::json::parse(line, nullptr, false);
    count += value.is_object() ? 1 : 0;
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static const ScratchFolder folder;
  const auto file = folder.path() / "events.jsonl";
  const std::string bytes = std::string(reinterpret_cast<const char*>(data + 1), size - 1) + '\n';
  fixtures::write_file(file, bytes);
  const Told whole = told(file, large_block_bytes, 1);
  require(told(file, std::size_t{1} + data[0] % 64, 1u + data[0] % 3).text == whole.text);
  const bool comparable =
      simdjson::validate_utf8(bytes) && !bytes.starts_with("\xef\xbb\xbf") && bytes.find_first_of("eE0123456789") == std::string::npos;
  if (comparable && !whole.refused) require(objects(bytes) == whole.records);
  return 0;
}
