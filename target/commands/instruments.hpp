#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "target/autopilot/living_city.hpp"
#include "target/faults/troubled_store.hpp"
#include "target/server/server.hpp"
#include "target/service/desk.hpp"
#include "target/telemetry/audit.hpp"
#include "target/telemetry/business.hpp"
#include "target/telemetry/event_lag.hpp"
#include "target/telemetry/log.hpp"
#include "target/telemetry/spans.hpp"

namespace rushhour::target {

/// Everything by which a target tells of itself: metrics; spans in DIR/traces.jsonl where traces are kept; the audit log DIR/audit.jsonl; a
/// log where one is asked for. It must outlive all that is told to it.
class Instruments {
 public:
  struct Settings {
    std::filesystem::path folder;
    std::string log;  ///< a file, "-" for stderr, empty for none
    telemetry::Level level = telemetry::Level::info;
    double trace_sample = 0;
    std::uint64_t seed = 0;  ///< of the ids of traces
    std::string key;         ///< of pseudonyms
    WallTime wall_at_zero{};
  };

  /// Throws UserError if a file cannot be opened.
  explicit Instruments(Settings settings);

  telemetry::Registry& registry() noexcept { return registry_; }
  server::Observers observers();

  /// A line of the log, if there is one. Any thread.
  void say(telemetry::Level level, std::string_view message, Instant now, std::initializer_list<telemetry::LogField> fields = {});

  /// What the desk tells; both on any thread.
  void committed(const store::Change& change) { business_.committed(change); }
  void acted(const service::Deed& deed, const service::Ticket& ticket, Instant now);

  /// The answer to /metrics. Any thread.
  service::Response metrics(const service::Request& request) const;

  /// Has the gauges look at these whenever the metrics are read.
  void watch(const faults::TroubledStore& store, const service::LiveOrders& orders, const service::Roster& roster, service::Desk& desk,
             const faults::FaultBook& faults, const Clock& clock);
  void watch(const server::Server& server, const autopilot::LivingCity& city);

 private:
  void watch_store(const faults::TroubledStore& store, const Clock& clock);

  Settings settings_;
  telemetry::Registry registry_;
  telemetry::Business business_;
  telemetry::TraceSource traces_;
  std::unique_ptr<telemetry::LineWriter> span_writer_, log_writer_;
  telemetry::LineWriter audit_writer_;
  std::optional<telemetry::SpanLog> spans_;
  std::optional<telemetry::Log> log_;
  telemetry::AuditLog audit_;
  telemetry::EventLag lag_;
};

}  // namespace rushhour::target
