// Any bytes as an .hlog, and any bytes as the tag of a series.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"
#include "reports/latency/series.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rushhour;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    std::istringstream in(text);
    const latency::HistogramLog log = latency::read_log(in, "fuzz.hlog");
    for (const latency::LogLine& line : log.lines)
      if (line.number == 0 || line.length < Instant(0)) std::abort();
  } catch (const UserError&) {
  }
  // A tag that is understood names the same series when written again.
  if (const auto series = latency::from_tag(text); series && latency::from_tag(latency::to_tag(*series)) != series) std::abort();
  return 0;
}
