#include "target/telemetry/business.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "target/service/bodies/event_text.hpp"

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

}  // namespace

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
    Registry registry(names());
    store::Change change;
    change.events.push_back(service::event_line(shift, ""));
    Business(registry).committed(change);
    CHECK(events(registry, on ? "courier.shift_began" : "courier.shift_ended") == "1");
  }
}

TEST_CASE("events count by type, and those of no known type not at all") {
  Registry registry(names());
  Business(registry).committed(moved(order(), {"order.accepted", "order.preparing", "order.accepted", "order.eaten"}));
  CHECK(events(registry, "order.accepted") == "2");
  CHECK(events(registry, "order.preparing") == "1");
  CHECK(events(registry, "order.placed") == "0");
  CHECK(events(registry, "order.eaten") == "none");
}

TEST_CASE("money counts when it is captured and when it is given back") {
  Registry registry(names());
  Business(registry).committed(moved(order(), {"payment.authorised"}));
  Business(registry).committed(moved(order(), {"order.accepted", "payment.captured"}));
  Business(registry).committed(moved(order(), {"order.accepted", "payment.captured"}));
  Business(registry).committed(moved(order(), {"order.cancelled", "payment.refunded"}));
  CHECK(value(registry, "rushhour_target_revenue_minor_units_total{currency=\"EUR\"}") == "2500");
  CHECK(value(registry, "rushhour_target_refunds_minor_units_total{currency=\"EUR\"}") == "1250");
}

TEST_CASE("a delivery counts with the time since the order was placed") {
  Registry registry(names());
  auto brought = order();
  brought.updated_at = noon + 33min;
  Business(registry).committed(moved(brought, {"order.picked_up"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_count") == "0");
  Business(registry).committed(moved(brought, {"order.delivered"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_sum") == "1980.0");
  Business(registry).committed(moved(brought, {"order.reviewed"}));
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_count") == "1");
}

TEST_CASE("a change without an order counts its events alone") {
  Registry registry(names());
  store::Change change;
  change.operations.push_back(store::Reset{});
  change.events.push_back(R"("id":"x.1","type":"payment.captured","at":"x"})");
  Business(registry).committed(change);
  CHECK(events(registry, "payment.captured") == "1");
  CHECK(value(registry, "rushhour_target_revenue_minor_units_total{currency=\"EUR\"}") == "0");
}
