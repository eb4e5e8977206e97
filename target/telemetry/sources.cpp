#include "target/telemetry/sources.hpp"

#include "target/telemetry/event_lag.hpp"
#include "target/telemetry/process_figures.hpp"

namespace rushhour::telemetry {

void watch_store(Registry& registry, const store::OrderStore& store, std::size_t queue_limit, const Clock& clock) {
  const auto figure = [&](Reading reading, auto of) {
    registry.watch(reading, [&store, of] { return static_cast<double>(of(store.figures())); });
  };
  figure(Reading::store_queue_depth, [](const store::StoreFigures& f) { return f.waiting; });
  figure(Reading::store_transactions, [](const store::StoreFigures& f) { return f.transactions; });
  figure(Reading::store_changes, [](const store::StoreFigures& f) { return f.changes; });
  figure(Reading::store_failed_changes, [](const store::StoreFigures& f) { return f.failed_changes; });
  figure(Reading::store_committing_time, [](const store::StoreFigures& f) { return seconds(f.committing); });
  figure(Reading::event_log_sequence, [](const store::StoreFigures& f) { return f.last_event; });
  figure(Reading::events_behind, [](const store::StoreFigures& f) { return f.events_behind; });
  registry.watch(Reading::store_queue_limit, [queue_limit] { return static_cast<double>(queue_limit); });
  registry.watch(Reading::event_processing_lag, [&store, &clock, lag = EventLag()]() mutable {
    const store::StoreFigures f = store.figures();
    return seconds(lag.look(f.last_event, f.events_behind, clock.now()));
  });
}

void watch_faults(Registry& registry, const faults::FaultBook& book, const faults::TroubledStore& store, const Clock& clock) {
  registry.watch(Reading::faults, [&book] { return static_cast<double>(book.snapshot()->all().size()); });
  registry.watch(Reading::leaked_bytes, [&book] { return static_cast<double>(book.leaked_bytes()); });
  registry.watch(Reading::matcher_paused, [&book, &clock] { return book.matcher_paused(clock.now()) ? 1.0 : 0.0; });
  registry.watch(Reading::store_held_operations, [&store] { return static_cast<double>(store.waiting()); });
  registry.watch(Reading::store_pool_in_use, [&store] { return static_cast<double>(store.serving()); });
}

void watch_process(Registry& registry) {
  registry.watch(Reading::resident_memory, resident_bytes);
  registry.watch(Reading::processor_time, processor_seconds);
  registry.watch(Reading::open_descriptors, open_descriptors);
}

void watch_writer(Registry& registry, Reading as, const LineWriter& writer) {
  registry.watch(as, [&writer] { return static_cast<double>(writer.dropped()); });
}

}  // namespace rushhour::telemetry
