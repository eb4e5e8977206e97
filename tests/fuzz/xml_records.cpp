// Bytes as XML: whatever they are, reading ends, what is read is UTF-8, lines do not go backwards, and what follows a break is one reject.

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/xml/xml_source.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::warehouse;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string told(const std::filesystem::path& file, std::size_t batch) {
  const Dataset& orders = dataset_of("orders");
  try {
    const fixtures::ReadFile read = fixtures::read_all(*open_xml(std::make_unique<ByteSource>(file), orders, {}), orders, 1, batch);
    std::string text;
    for (const std::string& row : read.row_list()) text += row + '\n';
    for (const std::string& fault : read.fault_list()) text += fault + '\n';
    require(simdjson::validate_utf8(text));
    const auto broken =
        std::count_if(read.faults.begin(), read.faults.end(), [](const Fault& fault) { return fault.kind == FaultKind::broken_xml; });
    require(broken <= 1);
    require(static_cast<std::uint64_t>(broken) <= read.rejected);
    return text;
  } catch (const UserError& error) {
    require(error.exit() == Exit::settings);
    return "refused";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static const ScratchFolder folder;
  const auto file = folder.path() / "orders.xml";
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  // Half of the inputs begin within a record, which few would find by themselves.
  fixtures::write_file(file, (data[0] % 2 == 0 ? "<orders><order><items>" : "") + std::string(bytes));
  require(told(file, RecordBuilder::capacity) == told(file, 1));
  return 0;
}
