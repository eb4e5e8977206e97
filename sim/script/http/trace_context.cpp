#include "sim/script/http/trace_context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::script {

std::string traceparent(std::uint64_t key, std::uint64_t count) {
  RandomStream ids(key, "trace", "", count);
  // Ids of zeros are no ids.
  const std::uint64_t high = ids(), low = std::max<std::uint64_t>(ids(), 1), parent = std::max<std::uint64_t>(ids(), 1);
  return fmt::format("00-{:016x}{:016x}-{:016x}-01", high, low, parent);
}

}  // namespace rushhour::script
