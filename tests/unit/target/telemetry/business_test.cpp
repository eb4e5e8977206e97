// What a registry is fed with: changes that were committed, and the parts of a target that are asked.

#include "target/telemetry/business.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "target/service/bodies/event_text.hpp"
#include "target/telemetry/sources.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

Names names() { return {{"GET /health"}, {"rate_limit"}, event_types(), "EUR"}; }

std::string value(const Registry& registry, const std::string& sample) {
  std::istringstream lines(registry.expose(Format::text));
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(sample + " ", 0) == 0) return line.substr(sample.size() + 1);
  return "none";
}

std::string events(const Registry& registry, const std::string& type) {
  return value(registry, "rushhour_target_events_total{type=\"" + type + "\"}");
}

store::Change moved(const delivery::Order& order, const std::vector<std::string>& types) {
  store::Change change;
  change.operations.push_back(store::MoveOrder{order, 1});
  for (const auto& type : types) change.events.push_back("\"id\":\"5f3a.2\",\"type\":\"" + type + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  return change;
}

delivery::Order order() {
  delivery::Order order;
  order.total = {1'250};
  order.placed_at = noon;
  return order;
}

// A store that has figures and nothing else.
class ToldStore final : public store::OrderStore {
 public:
  bool submit(store::Change, WhenCommitted) override { return false; }
  bool look_up(store::LookUp, WhenRecalled) override { return false; }
  std::uint64_t opening() const noexcept override { return 1; }
  store::StoreFigures figures() const override { return told; }
  void close() override {}

  store::StoreFigures told;
};

}  // namespace

TEST_CASE("the type of an event is read from its line") {
  CHECK(type_of(R"("id":"5f3a.2","type":"order.placed","at":"x"})") == "order.placed");
  CHECK(type_of(R"("id":"5f3a.2","at":"x"})").empty());
  CHECK(type_of("").empty());
  CHECK(type_of(R"("id":"5f3a.2","type":")").empty());
  CHECK(type_of(service::event_line("customer-1", "customer.signed_up", noon, "")) == "customer.signed_up");
}

TEST_CASE("every event of an order's life has a type that is counted by its name") {
  using Type = delivery::OrderEventType;
  const auto known = event_types();
  for (int i = 0; i <= static_cast<int>(Type::reviewed); ++i) {
    const std::string name(delivery::name_of(static_cast<Type>(i)));
    INFO(name);
    CHECK(std::find(known.begin(), known.end(), name) != known.end());
  }
  delivery::Shift shift;
  for (const bool on : {true, false}) {
    shift.on = on;
    const std::string type(type_of(service::event_line(shift, "")));
    CHECK(std::find(known.begin(), known.end(), type) != known.end());
  }
}

TEST_CASE("events count by type, and those of no known type as others") {
  Registry registry(names());
  count(registry, moved(order(), {"order.accepted", "order.preparing", "order.accepted", "order.eaten"}));
  CHECK(events(registry, "order.accepted") == "2");
  CHECK(events(registry, "order.preparing") == "1");
  CHECK(events(registry, "order.placed") == "0");
  CHECK(events(registry, "other") == "1");
}

TEST_CASE("money counts when it is captured and when it is given back") {
  Registry registry(names());
  count(registry, moved(order(), {"payment.authorised"}));
  count(registry, moved(order(), {"order.accepted", "payment.captured"}));
  count(registry, moved(order(), {"order.accepted", "payment.captured"}));
  count(registry, moved(order(), {"order.cancelled", "payment.refunded"}));
  CHECK(value(registry, "rushhour_target_revenue_minor_units_total{currency=\"EUR\"}") == "2500");
  CHECK(value(registry, "rushhour_target_refunds_minor_units_total{currency=\"EUR\"}") == "1250");
}

TEST_CASE("a delivery counts with the time since the order was placed") {
  Registry registry(names());
  auto brought = order();
  count(registry, moved(brought, {"order.delivered"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_count") == "0");
  brought.delivered_at = noon + 33min;
  count(registry, moved(brought, {"order.delivered"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_sum") == "1980.0");
  count(registry, moved(brought, {"order.reviewed"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_count") == "1");
}

TEST_CASE("a change without an order counts its events alone") {
  Registry registry(names());
  store::Change change;
  change.operations.push_back(store::Reset{});
  change.events.push_back(R"("id":"x.1","type":"payment.captured","at":"x"})");
  count(registry, change);
  CHECK(events(registry, "payment.captured") == "1");
  CHECK(value(registry, "rushhour_target_revenue_minor_units_total{currency=\"EUR\"}") == "0");
}

TEST_CASE("the store's figures are readings, and the lag of its events is followed from one reading to the next") {
  Registry registry(names());
  ToldStore store;
  HeldClock clock;
  watch_store(registry, store, 100, clock);
  store.told = {3, 10, 40, 2, 1500ms, 90, 5};
  CHECK(value(registry, "rushhour_target_store_queue_depth") == "3.0");
  CHECK(value(registry, "rushhour_target_store_queue_limit") == "100.0");
  CHECK(value(registry, "rushhour_target_store_transactions_total") == "10.0");
  CHECK(value(registry, "rushhour_target_store_changes_total") == "40.0");
  CHECK(value(registry, "rushhour_target_store_failed_changes_total") == "2.0");
  CHECK(value(registry, "rushhour_target_store_committing_seconds_total") == "1.5");
  CHECK(value(registry, "rushhour_target_event_log_sequence") == "90.0");
  CHECK(value(registry, "rushhour_target_events_behind") == "5.0");
  clock.advance(7s);
  CHECK(value(registry, "rushhour_target_event_processing_lag_seconds") == "7.0");
  store.told.events_behind = 0;
  CHECK(value(registry, "rushhour_target_event_processing_lag_seconds") == "0.0");
}

TEST_CASE("faults are readings, as is what they hold up and leak") {
  Registry registry(names());
  ToldStore behind;
  HeldClock clock;
  faults::FaultBook book{WallTime{}};
  faults::TroubledStore store(behind, book, clock);
  watch_faults(registry, book, store, clock);
  CHECK(value(registry, "rushhour_target_faults") == "0.0");
  CHECK(value(registry, "rushhour_target_matcher_paused") == "0.0");
  faults::Fault pause;
  pause.effect = faults::PauseMatcher{};
  book.add(pause, 0s);
  faults::Fault lock;
  lock.effect = faults::Lock{10s};
  lock.restaurant = 7;
  book.add(lock, 0s);
  delivery::Order locked;
  locked.restaurant = 7;
  store::Change change;
  change.operations.push_back(store::PlaceOrder{locked, "", ""});
  REQUIRE(store.submit(std::move(change), [](const store::Committed&) {}));
  CHECK(value(registry, "rushhour_target_faults") == "2.0");
  CHECK(value(registry, "rushhour_target_matcher_paused") == "1.0");
  CHECK(value(registry, "rushhour_target_store_held_operations") == "1.0");
  CHECK(value(registry, "rushhour_target_leaked_bytes") == "0.0");
}

TEST_CASE("the process and its writers are readings") {
  Registry registry(names());
  const ScratchFolder folder;
  LineWriter writer(folder.path() / "audit.jsonl");
  watch_process(registry);
  watch_writer(registry, Reading::audit_lines_dropped, writer);
  CHECK(value(registry, "rushhour_target_audit_lines_dropped_total") == "0.0");
  writer.put(std::string(LineWriter::line_bytes_max + 1, 'x'));
  CHECK(value(registry, "rushhour_target_audit_lines_dropped_total") == "1.0");
  CHECK(std::stod(value(registry, "process_resident_memory_bytes")) > 1e6);
  CHECK(std::stod(value(registry, "process_cpu_seconds_total")) > 0);
  CHECK(std::stod(value(registry, "process_open_fds")) >= 3);
}
