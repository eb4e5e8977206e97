#include "target/commands/instruments.hpp"

#include <utility>

#include "target/service/answers/order_moves.hpp"
#include "target/service/problem.hpp"
#include "target/store/group_commit.hpp"
#include "target/telemetry/process_figures.hpp"

namespace rushhour::target {
namespace {

using telemetry::Reading;

telemetry::Names names() {
  telemetry::Names names;
  for (const auto& name : service::route_names()) names.routes.emplace_back(name);
  for (const auto& name : server::refusal_names) names.refusals.emplace_back(name);
  names.events = telemetry::event_types();
  return names;
}

std::unique_ptr<telemetry::LineWriter> writer_to(const std::string& file) {
  if (file.empty()) return nullptr;
  return file == "-" ? std::make_unique<telemetry::LineWriter>() : std::make_unique<telemetry::LineWriter>(file);
}

double as_double(std::size_t count) { return static_cast<double>(count); }

}  // namespace

Instruments::Instruments(Settings settings)
    : settings_(std::move(settings)),
      registry_(names()),
      business_(registry_),
      traces_(settings_.seed, settings_.trace_sample),
      span_writer_(settings_.trace_sample > 0 ? writer_to((settings_.folder / "traces.jsonl").string()) : nullptr),
      log_writer_(writer_to(settings_.log)),
      audit_writer_(settings_.folder / "audit.jsonl"),
      audit_(audit_writer_, settings_.key) {
  if (span_writer_) spans_.emplace(traces_, *span_writer_);
  if (log_writer_) log_.emplace(*log_writer_, settings_.level);
}

server::Observers Instruments::observers() {
  return {
      .metrics = &registry_, .traces = spans_ ? &traces_ : nullptr, .spans = spans_ ? &*spans_ : nullptr, .log = log_ ? &*log_ : nullptr};
}

void Instruments::say(telemetry::Level level, std::string_view message, Instant now, std::initializer_list<telemetry::LogField> fields) {
  if (log_) log_->write(level, message, settings_.wall_at_zero + now, fields);
}

void Instruments::acted(const service::Deed& deed, const service::Ticket& ticket, Instant now) {
  const service::Caller& caller = deed.caller;
  audit_.note({settings_.wall_at_zero + now, name_of(caller.role), caller.name, deed.action, deed.entity, deed.from, deed.to,
               service::trace_of(ticket.request), ticket.response.status});
}

service::Response Instruments::metrics(const service::Request& request) const {
  const auto format = outputs::negotiate(request.accept);
  if (!format) return service::problem(406, "metrics come as text/plain; version=0.0.4 or as application/openmetrics-text; version=1.0.0");
  service::Response response;
  response.content_type = outputs::content_type(*format);
  response.body = registry_.expose(*format);
  return response;
}

void Instruments::watch_store(const faults::TroubledStore& store, const Clock& clock) {
  registry_.watch(Reading::store_queue_depth, [&store] { return as_double(store.figures().waiting); });
  registry_.watch(Reading::store_queue_limit, [] { return as_double(store::GroupLimits().waiting); });
  registry_.watch(Reading::store_transactions, [&store] { return as_double(store.figures().transactions); });
  registry_.watch(Reading::store_changes, [&store] { return as_double(store.figures().changes); });
  registry_.watch(Reading::store_failed_changes, [&store] { return as_double(store.figures().failed_changes); });
  registry_.watch(Reading::store_committing_time, [&] { return seconds(store.figures().committing); });
  registry_.watch(Reading::store_pool_in_use, [&store] { return as_double(store.serving()); });
  registry_.watch(Reading::store_held_operations, [&store] { return as_double(store.waiting()); });
  registry_.watch(Reading::event_log_sequence, [&store] { return as_double(store.figures().last_event); });
  registry_.watch(Reading::events_behind, [&store] { return as_double(store.figures().events_behind); });
  registry_.watch(Reading::event_processing_lag, [this, &store, &clock] {
    const store::StoreFigures figures = store.figures();
    return seconds(lag_.look(figures.last_event, figures.events_behind, clock.now()));
  });
}

void Instruments::watch(const faults::TroubledStore& store, const service::LiveOrders& orders, const service::Roster& roster,
                        service::Desk& desk, const faults::FaultBook& faults, const Clock& clock) {
  watch_store(store, clock);
  const auto watch = [this](Reading reading, std::function<double()> figure) { registry_.watch(reading, std::move(figure)); };
  watch(Reading::live_orders, [&] { return as_double(orders.size()); });
  watch(Reading::unassigned_orders, [&] { return as_double(orders.unassigned_count()); });
  watch(Reading::oldest_unassigned_order_age, [&] {
    const auto oldest = orders.unassigned(1);
    return oldest.empty() ? 0.0 : seconds(desk.city_now() - oldest.front()->placed_at);
  });
  watch(Reading::couriers_on_shift, [&] { return as_double(roster.on_shift()); });
  watch(Reading::open_offers, [&] { return as_double(roster.open_offers(desk.city_now())); });
  watch(Reading::matcher_paused, [&] { return faults.matcher_paused(clock.now()) ? 1.0 : 0.0; });
  watch(Reading::faults, [&] { return as_double(faults.snapshot()->all().size()); });
  watch(Reading::leaked_bytes, [&] { return static_cast<double>(faults.leaked_bytes()); });
  watch(Reading::audit_lines_dropped, [this] { return as_double(audit_writer_.dropped()); });
  watch(Reading::resident_memory, telemetry::resident_bytes);
  watch(Reading::processor_time, telemetry::processor_seconds);
  watch(Reading::open_descriptors, telemetry::open_descriptors);
  if (span_writer_) watch(Reading::spans_dropped, [this] { return as_double(span_writer_->dropped()); });
  if (log_writer_) watch(Reading::log_lines_dropped, [this] { return as_double(log_writer_->dropped()); });
}

void Instruments::watch(const server::Server& server, const autopilot::LivingCity& city) {
  if (server.in_flight_limit()) registry_.watch(Reading::in_flight_limit, [&server] { return as_double(*server.in_flight_limit()); });
  registry_.watch(Reading::matcher_lag, [&city] { return seconds(city.matcher_lag()); });
}

}  // namespace rushhour::target
