#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/outputs/exposition.hpp"
#include "target/telemetry/tally.hpp"

namespace rushhour::telemetry {

using outputs::Exposition;
using outputs::FamilyName;
using outputs::Format;
using outputs::Labels;
using outputs::MetricType;

/// Figures that somebody else keeps, and the registry asks for when it is read. Their names and meanings stand in one table, readings().
enum class Reading : std::uint8_t {
  in_flight_limit,
  store_queue_depth,
  store_queue_limit,
  store_transactions,
  store_changes,
  store_failed_changes,
  store_committing_time,
  store_pool_in_use,
  store_held_operations,
  live_orders,
  unassigned_orders,
  oldest_unassigned_order_age,  ///< city time
  couriers_on_shift,
  open_offers,
  matcher_paused,
  matcher_lag,
  event_log_sequence,
  events_behind,
  event_processing_lag,
  faults,
  leaked_bytes,
  spans_dropped,
  log_lines_dropped,
  audit_lines_dropped,
  resident_memory,  ///< of the process, as are the two below: process_figures.hpp has them
  processor_time,
  open_descriptors,
};

/// One row for each Reading, in its order.
std::span<const FamilyName> readings() noexcept;

/// A request that is over.
struct Served {
  std::size_t route = 0;            ///< of Names::routes; their number: no route had its path
  int status = 0;                   ///< 0: it went unanswered, the connection being reset or lost
  Instant duration{0};              ///< from its first byte to the end of its answer
  std::uint64_t request_bytes = 0;  ///< with the head
  std::uint64_t response_bytes = 0;
};

/// The names by which a target's figures are told apart. What counts gives the index.
struct Names {
  std::vector<std::string> routes;    ///< "POST /api/orders/{id}/pay": method, blank, pattern
  std::vector<std::string> refusals;  ///< why a request or a connection was turned away: "rate_limit", "in_flight_limit", ...
  std::vector<std::string> events;    ///< types of events: "order.placed"
  std::string currency = "EUR";
};

/// The metrics of a target. Counting takes no lock and touches no string: routes, refusals and events are named once, when the registry is
/// made, and then by their index.
///
/// Thread safety: any thread. Relaxed: a reading may be of an instant between the two counts that one request raises.
class Registry {
 public:
  explicit Registry(Names names);

  const Names& names() const noexcept { return names_; }

  void connection_opened() noexcept { tally_.add(connections_opened); }
  void connection_closed() noexcept { tally_.add(connections_closed); }
  void request_began() noexcept { tally_.add(requests_began); }
  /// Every request that began ends once.
  void request_ended(const Served& served) noexcept;
  void refused(std::size_t refusal) noexcept { tally_.add(refusals_ + refusal); }

  /// A transaction of the store that has committed, with the number of changes in it and the time that it took. Their distributions are
  /// left out until there is one.
  void committed(std::size_t changes, Instant took) noexcept;

  void event(std::size_t type, std::uint64_t n = 1) noexcept { tally_.add(events_ + type, n); }
  /// Amounts in minor units, zero or more.
  void revenue(std::int64_t minor) noexcept { tally_.add(revenue_minor, static_cast<std::uint64_t>(minor)); }
  void refund(std::int64_t minor) noexcept { tally_.add(refunds_minor, static_cast<std::uint64_t>(minor)); }
  /// An order was delivered so long after it was placed, in city time.
  void delivered(Instant after) noexcept;

  /// Asks `figure` whenever the metrics are read, on the reader's thread, until the registry goes; a reading that nobody watches is left
  /// out. `figure` must not call the registry.
  void watch(Reading reading, std::function<double()> figure);

  std::uint64_t in_flight() const noexcept;

  /// All metrics in a format. Takes a lock against other readers alone.
  std::string expose(Format format) const;

 private:
  // Counts of the whole target; behind them in the tally come those of refusals, events, histograms and routes.
  enum Slot : std::size_t {
    connections_opened,
    connections_closed,
    requests_began,
    requests_ended,
    revenue_minor,
    refunds_minor,
    own_slots,
  };

  struct RouteName {
    std::string method;
    std::string pattern;
  };

  std::size_t route_slot(std::size_t route) const noexcept;
  void tell_requests(Exposition& page) const;
  void tell_traffic(Exposition& page) const;
  void tell_store(Exposition& page) const;
  void tell_business(Exposition& page) const;
  void tell_readings(Exposition& page) const;
  void tell_histogram(Exposition& page, Labels labels, std::span<const std::int64_t> bounds, std::size_t slot, double unit) const;

  Names names_;
  std::vector<RouteName> route_names_;  // with that of no route at the end
  std::size_t refusals_;
  std::size_t events_;
  std::size_t sizes_;
  std::size_t commits_;
  std::size_t deliveries_;
  std::size_t routes_;
  Tally tally_;
  mutable std::mutex mutex_;
  std::vector<std::function<double()>> figures_;
};

}  // namespace rushhour::telemetry
