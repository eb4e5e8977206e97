// Any bytes as a file of each tool. The first byte names the format, so that no reader depends on being recognised.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/format.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rushhour;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto all = imports::formats();
  const imports::Format& format = all[data[0] % all.size()];
  imports::Gathered gathered;
  imports::Input in = imports::text_input("fuzz", text);
  try {
    format.read(in, gathered);
    for (const imports::Rejected& line : in.kept())
      if (line.reason.empty()) std::abort();
    if (!gathered.run.empty() && (gathered.run.length() < Instant(0) || gathered.run.length() > 3 * imports::RunBuilder::farthest))
      std::abort();
  } catch (const UserError& error) {
    if (error.exit() != Exit::settings) std::abort();
  } catch (const nlohmann::json::exception&) {  // import.cpp says so in words
  }
  imports::Input again = imports::text_input("fuzz", text);
  try {
    imports::format_of(again);
  } catch (const UserError&) {
  }
  return 0;
}
