#pragma once

#include <cstddef>

#include "reports/foundation/clock.hpp"
#include "target/faults/troubled_store.hpp"
#include "target/store/order_store.hpp"
#include "target/telemetry/line_writer.hpp"
#include "target/telemetry/registry.hpp"

namespace rushhour::telemetry {

// Where a registry's readings come from. What is handed in must outlive the registry's last reader.

/// Transactions, changes, the queue and the event log. `queue_limit`: how many changes may wait.
void watch_store(Registry& registry, const store::OrderStore& store, std::size_t queue_limit, const Clock& clock);

/// Faults, what they leak, whether they pause the matcher, and the operations that they hold up.
void watch_faults(Registry& registry, const faults::FaultBook& book, const faults::TroubledStore& store, const Clock& clock);

/// Memory, processor time and descriptors of the process.
void watch_process(Registry& registry);

/// How many lines a writer has dropped; `as` is one of the readings for that.
void watch_writer(Registry& registry, Reading as, const LineWriter& writer);

}  // namespace rushhour::telemetry
