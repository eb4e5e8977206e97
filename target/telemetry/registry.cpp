// A tally's slots, in order: the target's own, one for each refusal and each event, then histograms, then all of each route. A histogram
// has one slot for each bound, one for what lies beyond the last, and one for the sum; the number of values is the sum of the former.

#include "target/telemetry/registry.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace rushhour::telemetry {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t minute = 60'000 * ms;
constexpr std::array<std::int64_t, 15> durations_ns{ms / 4,   ms / 2,   ms,       5 * ms / 2, 5 * ms,     10 * ms,    25 * ms,    50 * ms,
                                                    100 * ms, 250 * ms, 500 * ms, 1'000 * ms, 2'500 * ms, 5'000 * ms, 10'000 * ms};
constexpr std::array<std::int64_t, 10> deliveries_ns{10 * minute, 15 * minute, 20 * minute, 25 * minute, 30 * minute,
                                                     40 * minute, 50 * minute, 60 * minute, 90 * minute, 120 * minute};
constexpr std::array<std::int64_t, 8> sizes{1, 2, 4, 8, 16, 32, 64, 128};
constexpr std::array<int, 32> codes{200, 201, 202, 204, 206, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 411,
                                    412, 413, 414, 415, 416, 417, 422, 428, 429, 431, 500, 501, 502, 503, 504, 505};
// Behind the codes: no answer at all, and any other code.
constexpr std::size_t unanswered = codes.size();
constexpr std::size_t other_code = codes.size() + 1;
constexpr std::size_t code_slots = codes.size() + 2;
constexpr int first_error = 500;

constexpr std::size_t histogram_slots(std::size_t bounds) { return bounds + 2; }
constexpr std::size_t duration_slots = histogram_slots(durations_ns.size());

// What a route counts: its codes, its durations, bytes in and out.
constexpr std::size_t request_bytes_at = code_slots + duration_slots;
constexpr std::size_t response_bytes_at = request_bytes_at + 1;
constexpr std::size_t slots_of_route = response_bytes_at + 1;

std::size_t code_slot(int status) noexcept {
  if (status == 0) return unanswered;
  const auto found = std::lower_bound(codes.begin(), codes.end(), status);
  return found != codes.end() && *found == status ? static_cast<std::size_t>(found - codes.begin()) : other_code;
}

std::string code_text(std::size_t slot) {
  if (slot == unanswered) return "none";
  return slot == other_code ? "other" : std::to_string(codes[slot]);
}

void count(Tally& tally, std::size_t slot, std::span<const std::int64_t> bounds, std::int64_t value) noexcept {
  const auto bucket = static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin());
  tally.add(slot + bucket);
  tally.add(slot + bounds.size() + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
}

constexpr std::array<FamilyName, 27> reading_table{{
    {"rushhour_target_http_requests_in_flight_limit", MetricType::gauge, "",
     "Requests that may be in flight before further ones are refused."},
    {"rushhour_target_store_queue_depth", MetricType::gauge, "", "Changes that wait for a transaction."},
    {"rushhour_target_store_queue_limit", MetricType::gauge, "",
     "Changes that may wait for a transaction before further ones are refused."},
    {"rushhour_target_store_transactions", MetricType::counter, "", "Transactions that were committed."},
    {"rushhour_target_store_changes", MetricType::counter, "", "Changes that were committed, several in a transaction."},
    {"rushhour_target_store_failed_changes", MetricType::counter, "", "Changes that were lost, with their transaction or alone."},
    {"rushhour_target_store_committing_seconds", MetricType::counter, "seconds", "Time that the store has spent in transactions."},
    {"rushhour_target_store_pool_in_use", MetricType::gauge, "", "Store operations that are being served under a fault."},
    {"rushhour_target_store_held_operations", MetricType::gauge, "", "Store operations that a fault holds up."},
    {"rushhour_target_orders_live", MetricType::gauge, "", "Orders in memory: those that are not finished."},
    {"rushhour_target_orders_unassigned", MetricType::gauge, "", "Orders that wait for a courier."},
    {"rushhour_target_oldest_unassigned_order_age_seconds", MetricType::gauge, "seconds",
     "Age, in city time, of the order that has waited longest for a courier; 0 without one."},
    {"rushhour_target_couriers_on_shift", MetricType::gauge, "", "Couriers who are on shift."},
    {"rushhour_target_offers_open", MetricType::gauge, "", "Offers that couriers have neither taken nor declined."},
    {"rushhour_target_matcher_paused", MetricType::gauge, "", "1 while a fault pauses the matcher, else 0."},
    {"rushhour_target_matcher_lag_seconds", MetricType::gauge, "seconds", "Real time since the matcher last looked at the orders."},
    {"rushhour_target_event_log_sequence", MetricType::gauge, "", "Sequence number of the last event that is durable."},
    {"rushhour_target_events_behind", MetricType::gauge, "", "Durable events that are not in a segment file yet."},
    {"rushhour_target_event_processing_lag_seconds", MetricType::gauge, "seconds",
     "Real time since the oldest durable event that is not in a segment file yet was committed; 0 without one."},
    {"rushhour_target_faults", MetricType::gauge, "", "Faults in the book, those to come among them."},
    {"rushhour_target_leaked_bytes", MetricType::gauge, "bytes", "Memory that faults of the kind leak hold."},
    {"rushhour_target_spans_dropped", MetricType::counter, "", "Traces that were not written, because too many waited or the file failed."},
    {"rushhour_target_log_lines_dropped", MetricType::counter, "", "Log lines that were not written, for the same reasons."},
    {"rushhour_target_audit_lines_dropped", MetricType::counter, "", "Audit lines that were not written, for the same reasons."},
    {"process_resident_memory_bytes", MetricType::gauge, "bytes", "Memory of the process that is in RAM."},
    {"process_cpu_seconds", MetricType::counter, "seconds", "Processor time that the process has used, its own and the kernel's."},
    {"process_open_fds", MetricType::gauge, "", "Descriptors that the process has open."},
}};

}  // namespace

std::span<const FamilyName> readings() noexcept { return reading_table; }

Registry::Registry(Names names)
    : names_(std::move(names)),
      refusals_(own_slots),
      events_(refusals_ + names_.refusals.size()),
      sizes_(events_ + names_.events.size()),
      commits_(sizes_ + histogram_slots(sizes.size())),
      deliveries_(commits_ + duration_slots),
      routes_(deliveries_ + histogram_slots(deliveries_ns.size())),
      tally_(routes_ + (names_.routes.size() + 1) * slots_of_route),
      figures_(reading_table.size()) {
  for (const std::string& route : names_.routes) {
    const std::size_t blank = route.find(' ');
    route_names_.push_back({route.substr(0, blank), blank == std::string::npos ? "" : route.substr(blank + 1)});
  }
  route_names_.push_back({"any", "none"});
}

std::size_t Registry::route_slot(std::size_t route) const noexcept {
  return routes_ + std::min(route, names_.routes.size()) * slots_of_route;
}

void Registry::request_ended(const Served& served) noexcept {
  const std::size_t at = route_slot(served.route);
  tally_.add(at + code_slot(served.status));
  count(tally_, at + code_slots, durations_ns, served.duration.count());
  tally_.add(at + request_bytes_at, served.request_bytes);
  tally_.add(at + response_bytes_at, served.response_bytes);
  tally_.add(requests_ended);
}

void Registry::committed(std::size_t changes, Instant took) noexcept {
  count(tally_, sizes_, sizes, static_cast<std::int64_t>(changes));
  count(tally_, commits_, durations_ns, took.count());
}

void Registry::delivered(Instant after) noexcept { count(tally_, deliveries_, deliveries_ns, after.count()); }

void Registry::watch(Reading reading, std::function<double()> figure) {
  const std::lock_guard lock(mutex_);
  figures_[static_cast<std::size_t>(reading)] = std::move(figure);
}

std::uint64_t Registry::in_flight() const noexcept {
  // In this order: a request that begins and ends in between makes no difference below zero.
  const std::uint64_t ended = tally_.sum(requests_ended);
  return tally_.sum(requests_began) - ended;
}

std::string Registry::expose(Format format) const {
  Exposition page(format);
  tell_requests(page);
  tell_traffic(page);
  tell_store(page);
  tell_business(page);
  tell_readings(page);
  return page.finish();
}

void Registry::tell_requests(Exposition& page) const {
  page.family(
      {"rushhour_target_http_requests", MetricType::counter, "", "Requests that are over, by route and status; code none: unanswered."});
  for (std::size_t route = 0; route < route_names_.size(); ++route)
    for (std::size_t code = 0; code < code_slots; ++code)
      if (const auto n = tally_.sum(route_slot(route) + code); n != 0)
        page.sample("_total", {{"method", route_names_[route].method}, {"route", route_names_[route].pattern}, {"code", code_text(code)}},
                    n);

  page.family(
      {"rushhour_target_http_request_errors", MetricType::counter, "", "Requests that ended with a status from 500 on, or unanswered."});
  for (std::size_t route = 0; route < route_names_.size(); ++route) {
    std::uint64_t errors = tally_.sum(route_slot(route) + unanswered);
    for (std::size_t code = 0; code < codes.size(); ++code)
      if (codes[code] >= first_error) errors += tally_.sum(route_slot(route) + code);
    page.sample("_total", {{"method", route_names_[route].method}, {"route", route_names_[route].pattern}}, errors);
  }

  page.family({"rushhour_target_http_request_duration_seconds", MetricType::histogram, "seconds",
               "Time from a request's first byte to the end of its answer, by route."});
  for (std::size_t route = 0; route < route_names_.size(); ++route)
    tell_histogram(page, {{"method", route_names_[route].method}, {"route", route_names_[route].pattern}}, durations_ns,
                   route_slot(route) + code_slots, 1e9);
}

void Registry::tell_traffic(Exposition& page) const {
  const auto bytes = [&](std::string_view name, std::string_view help, std::size_t at) {
    page.family({name, MetricType::counter, "bytes", help});
    for (std::size_t route = 0; route < route_names_.size(); ++route)
      page.sample("_total", {{"method", route_names_[route].method}, {"route", route_names_[route].pattern}},
                  tally_.sum(route_slot(route) + at));
  };
  bytes("rushhour_target_http_request_bytes", "Bytes of requests, heads included.", request_bytes_at);
  bytes("rushhour_target_http_response_bytes", "Bytes of answers, heads included.", response_bytes_at);

  page.family({"rushhour_target_http_requests_in_flight", MetricType::gauge, "", "Requests that began and are not over."});
  page.sample("", {}, in_flight());
  const std::uint64_t closed = tally_.sum(connections_closed);
  const std::uint64_t opened = tally_.sum(connections_opened);
  page.family({"rushhour_target_connections_open", MetricType::gauge, "", "Connections that are open."});
  page.sample("", {}, opened - closed);
  page.family({"rushhour_target_connections", MetricType::counter, "", "Connections that were opened."});
  page.sample("_total", {}, opened);
  page.family({"rushhour_target_refusals", MetricType::counter, "", "Requests and connections that were turned away, by reason."});
  for (std::size_t i = 0; i < names_.refusals.size(); ++i)
    page.sample("_total", {{"reason", names_.refusals[i]}}, tally_.sum(refusals_ + i));
}

void Registry::tell_store(Exposition& page) const {
  if (tally_.sum(sizes_ + histogram_slots(sizes.size()) - 1) == 0) return;
  page.family({"rushhour_target_store_transaction_changes", MetricType::histogram, "", "Changes in each transaction that was committed."});
  tell_histogram(page, {}, sizes, sizes_, 1);
  page.family({"rushhour_target_store_commit_duration_seconds", MetricType::histogram, "seconds",
               "Time from the beginning of a transaction until it is durable."});
  tell_histogram(page, {}, durations_ns, commits_, 1e9);
}

void Registry::tell_business(Exposition& page) const {
  page.family({"rushhour_target_events", MetricType::counter, "", "Events of the business, by type."});
  for (std::size_t i = 0; i < names_.events.size(); ++i) page.sample("_total", {{"type", names_.events[i]}}, tally_.sum(events_ + i));
  page.family(
      {"rushhour_target_revenue_minor_units", MetricType::counter, "", "Payments that were captured, in minor units of the currency."});
  page.sample("_total", {{"currency", names_.currency}}, tally_.sum(revenue_minor));
  page.family({"rushhour_target_refunds_minor_units", MetricType::counter, "",
               "Payments that were given back or set free, in minor units of the currency."});
  page.sample("_total", {{"currency", names_.currency}}, tally_.sum(refunds_minor));
  page.family({"rushhour_target_order_delivery_duration_seconds", MetricType::histogram, "seconds",
               "City time from an order's placing to its delivery."});
  tell_histogram(page, {}, deliveries_ns, deliveries_, 1e9);
}

void Registry::tell_readings(Exposition& page) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    if (!figures_[i]) continue;
    page.family(reading_table[i]);
    page.sample(reading_table[i].type == MetricType::counter ? "_total" : "", {}, figures_[i]());
  }
}

void Registry::tell_histogram(Exposition& page, Labels labels, std::span<const std::int64_t> bounds, std::size_t slot, double unit) const {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    below += tally_.sum(slot + i);
    page.bucket(labels, i < bounds.size() ? outputs::number_text(static_cast<double>(bounds[i]) / unit) : "+Inf", below);
  }
  page.sample("_sum", labels, static_cast<double>(tally_.sum(slot + bounds.size() + 1)) / unit);
  page.sample("_count", labels, below);
}

}  // namespace rushhour::telemetry
