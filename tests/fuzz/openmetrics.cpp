// Reads the input as what a scraped source answers, twice: as one text, and cut in two at a place that its first byte says. Whatever the
// bytes are, no more series are kept than may be, each once, and each with a name that is one and a value that is a number.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "sim/telemetry/series_choice.hpp"

namespace {

using namespace rushhour;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<sim::Reading>& readings) {
  std::set<std::string> seen;
  require(readings.size() <= sim::SeriesChoice::most);
  for (const sim::Reading& reading : readings) {
    require(!reading.name.empty() && reading.name.find_first_of(" {}\"\n") == std::string::npos);
    require(std::isfinite(reading.value));
    require(seen.insert(reading.name + '{' + reading.labels + '}').second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t samples = 0;
  const sim::MetricsRead read = sim::read_metrics(text, [&](const sim::MetricSample&) { ++samples; });
  require(read.samples == samples && read.samples + read.bad_lines <= size + 1);
  sim::SeriesChoice choice({});
  check(choice.read(text));
  const std::size_t cut = size == 0 ? 0 : data[0] % size;
  check(choice.read(text.substr(0, cut)));
  check(choice.read(text.substr(cut)));
  return 0;
}
