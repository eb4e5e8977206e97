// Texts that callers and files bring to faults and telemetry; the first byte says to which reader: a fault, a schedule, a traceparent, an
// Accept field, a text to be masked.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/outputs/exposition.hpp"
#include "target/faults/effects.hpp"
#include "target/faults/fault_text.hpp"
#include "target/faults/schedule_file.hpp"
#include "target/telemetry/masking.hpp"
#include "target/telemetry/trace_context.hpp"

namespace {

using namespace rushhour;

void require(bool holds) {
  if (!holds) std::abort();
}

void hold_to_its_bounds(const faults::Fault& fault) {
  require(fault.begin < fault.end);
  require(fault.probability > 0 && fault.probability <= 1);
  require(!faults::fault_json(fault, WallTime{}).empty());
  const faults::Faults one({fault}, 1);
  const auto effects = one.effects_on({"POST /api/orders", fault.restaurant, 1}, fault.begin);
  require(effects.hold >= Instant(0) && effects.hold <= faults::lateness_max);
  require(effects.status == 0 || (effects.status >= 400 && effects.status < 600));
  require(one.slowness({1, fault.restaurant}, fault.begin) <= faults::lateness_max);
}

void read_fault(std::string_view text) {
  const auto read = faults::read_fault(text, {Instant(1'000), WallTime{}, {}});
  if (const auto* fault = std::get_if<faults::Fault>(&read)) hold_to_its_bounds(*fault);
  if (const auto* wrong = std::get_if<faults::Complaints>(&read)) require(!wrong->empty() && wrong->size() <= 10);
}

void read_schedule(std::string_view text) {
  try {
    for (const auto& fault : faults::read_schedule_text(text, "fuzz", {})) hold_to_its_bounds(fault);
  } catch (const UserError& error) {
    require(std::string_view(error.what()).starts_with("--faults fuzz: "));
  }
}

void read_traceparent(std::string_view text) {
  const auto parent = telemetry::parse_traceparent(text);
  if (!parent) return;
  const telemetry::TraceContext same{parent->trace, parent->span, 0, parent->sampled};
  require(telemetry::parse_traceparent(same.traceparent()) == parent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 5) {
    case 0:
      read_fault(text);
      break;
    case 1:
      read_schedule(text);
      break;
    case 2:
      read_traceparent(text);
      break;
    case 3:
      static_cast<void>(outputs::negotiate(text));
      break;
    default:
      require(telemetry::masked(text).size() <= 3 * text.size() + 3);
  }
  return 0;
}
