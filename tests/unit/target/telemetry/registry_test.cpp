#include "target/telemetry/registry.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <thread>

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;

namespace {

Names names() {
  return {{"GET /health", "POST /api/orders"}, {"rate_limit", "in_flight_limit"}, {"order.placed", "order.cancelled"}, "EUR"};
}

// The value of one sample, named with its labels as it stands in the exposition; "none" if it is not there.
std::string value(const Registry& registry, const std::string& sample, Format format = Format::text) {
  std::istringstream lines(registry.expose(format));
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(sample + " ", 0) == 0) return line.substr(sample.size() + 1);
  return "none";
}

std::string of_route(const std::string& name, const std::string& method, const std::string& route, const std::string& more = "") {
  return "rushhour_target_http_" + name + "{method=\"" + method + "\",route=\"" + route + "\"" + more + "}";
}

}  // namespace

TEST_CASE("a tally adds up what many threads have counted") {
  Tally tally(3);
  std::vector<std::thread> threads;
  for (int t = 0; t < 40; ++t)
    threads.emplace_back([&tally] {
      for (int i = 0; i < 1'000; ++i) tally.add(1);
      tally.add(2, 5);
    });
  for (auto& thread : threads) thread.join();
  CHECK(tally.sum(0) == 0);
  CHECK(tally.sum(1) == 40'000);
  CHECK(tally.sum(2) == 200);
}

TEST_CASE("a request counts for its route and its status") {
  Registry registry(names());
  registry.request_ended({1, 201, 3ms, 100, 250});
  registry.request_ended({1, 201, 3ms, 100, 250});
  registry.request_ended({1, 409, 3ms, 10, 20});
  registry.request_ended({0, 200, 3ms, 1, 2});
  CHECK(value(registry, of_route("requests_total", "POST", "/api/orders", ",code=\"201\"")) == "2");
  CHECK(value(registry, of_route("requests_total", "POST", "/api/orders", ",code=\"409\"")) == "1");
  CHECK(value(registry, of_route("requests_total", "GET", "/health", ",code=\"200\"")) == "1");
  CHECK(value(registry, of_route("requests_total", "GET", "/health", ",code=\"404\"")) == "none");
  CHECK(value(registry, of_route("request_bytes_total", "POST", "/api/orders")) == "210");
  CHECK(value(registry, of_route("response_bytes_total", "POST", "/api/orders")) == "520");
}

TEST_CASE("a request of no route counts apart, as do codes that are not listed and requests without an answer") {
  Registry registry(names());
  registry.request_ended({2, 404, 1ms, 0, 0});
  registry.request_ended({99, 404, 1ms, 0, 0});
  registry.request_ended({0, 418, 1ms, 0, 0});
  registry.request_ended({0, 0, 1ms, 0, 0});
  registry.request_ended({0, -5, 1ms, 0, 0});
  registry.request_ended({0, 99999, 1ms, 0, 0});
  CHECK(value(registry, of_route("requests_total", "any", "none", ",code=\"404\"")) == "2");
  CHECK(value(registry, of_route("requests_total", "GET", "/health", ",code=\"other\"")) == "3");
  CHECK(value(registry, of_route("requests_total", "GET", "/health", ",code=\"none\"")) == "1");
}

TEST_CASE("errors are answers from 500 on and requests without one") {
  Registry registry(names());
  for (const int status : {200, 404, 429, 499, 500, 503, 505, 0}) registry.request_ended({0, status, 1ms, 0, 0});
  CHECK(value(registry, of_route("request_errors_total", "GET", "/health")) == "4");
  CHECK(value(registry, of_route("request_errors_total", "POST", "/api/orders")) == "0");
}

TEST_CASE("a duration falls into the bucket whose bound it does not exceed, and all above") {
  Registry registry(names());
  for (const Instant took : {Instant(0), Instant(250us), Instant(250us + 1ns), Instant(10s), Instant(10s + 1ns)})
    registry.request_ended({0, 200, took, 0, 0});
  const auto bucket = [&](const std::string& bound) {
    return value(registry, of_route("request_duration_seconds_bucket", "GET", "/health", ",le=\"" + bound + "\""));
  };
  CHECK(bucket("0.00025") == "2");
  CHECK(bucket("0.0005") == "3");
  CHECK(bucket("5.0") == "3");
  CHECK(bucket("10.0") == "4");
  CHECK(bucket("+Inf") == "5");
  CHECK(value(registry, of_route("request_duration_seconds_count", "GET", "/health")) == "5");
  CHECK(value(registry, of_route("request_duration_seconds_sum", "GET", "/health")) == "20.000500002");
}

TEST_CASE("requests are in flight from their beginning to their end") {
  Registry registry(names());
  registry.request_began();
  registry.request_began();
  CHECK(registry.in_flight() == 2);
  registry.request_ended({0, 200, 1ms, 0, 0});
  CHECK(registry.in_flight() == 1);
  CHECK(value(registry, "rushhour_target_http_requests_in_flight") == "1");
}

TEST_CASE("connections are told as those that are open and those that were opened") {
  Registry registry(names());
  for (int i = 0; i < 5; ++i) registry.connection_opened();
  registry.connection_closed();
  CHECK(value(registry, "rushhour_target_connections_open") == "4");
  CHECK(value(registry, "rushhour_target_connections_total") == "5");
}

TEST_CASE("refusals count by their reason") {
  Registry registry(names());
  registry.refused(1);
  CHECK(value(registry, "rushhour_target_refusals_total{reason=\"rate_limit\"}") == "0");
  CHECK(value(registry, "rushhour_target_refusals_total{reason=\"in_flight_limit\"}") == "1");
}

TEST_CASE("transactions are told with their sizes and their time") {
  Registry registry(names());
  CHECK(value(registry, "rushhour_target_store_transaction_changes_count") == "none");
  registry.committed(1, 2ms);
  registry.committed(64, 4ms);
  CHECK(value(registry, "rushhour_target_store_transaction_changes_bucket{le=\"1.0\"}") == "1");
  CHECK(value(registry, "rushhour_target_store_transaction_changes_bucket{le=\"64.0\"}") == "2");
  CHECK(value(registry, "rushhour_target_store_transaction_changes_sum") == "65.0");
  CHECK(value(registry, "rushhour_target_store_commit_duration_seconds_sum") == "0.006");
}

TEST_CASE("the business counts events, money in minor units, and the time to the door") {
  Registry registry(names());
  registry.event(0);
  registry.event(0, 2);
  registry.revenue(1'250);
  registry.revenue(50);
  registry.refund(50);
  registry.delivered(33min);
  CHECK(value(registry, "rushhour_target_events_total{type=\"order.placed\"}") == "3");
  CHECK(value(registry, "rushhour_target_events_total{type=\"order.cancelled\"}") == "0");
  CHECK(value(registry, "rushhour_target_revenue_minor_units_total{currency=\"EUR\"}") == "1300");
  CHECK(value(registry, "rushhour_target_refunds_minor_units_total{currency=\"EUR\"}") == "50");
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_bucket{le=\"1800.0\"}") == "0");
  CHECK(value(registry, "rushhour_target_order_delivery_duration_seconds_bucket{le=\"2400.0\"}") == "1");
}

TEST_CASE("a reading is asked for when the metrics are read, and left out while nobody watches it") {
  Registry registry(names());
  CHECK(value(registry, "rushhour_target_store_queue_depth") == "none");
  double depth = 3;
  registry.watch(Reading::store_queue_depth, [&depth] { return depth; });
  registry.watch(Reading::spans_dropped, [] { return 2.0; });
  CHECK(value(registry, "rushhour_target_store_queue_depth") == "3.0");
  depth = 4;
  CHECK(value(registry, "rushhour_target_store_queue_depth") == "4.0");
  CHECK(value(registry, "rushhour_target_spans_dropped_total") == "2.0");
}

TEST_CASE("each reading stands at its own place in the table") {
  const auto table = readings();
  const auto name_of = [&](Reading reading) { return std::string(table[static_cast<std::size_t>(reading)].name); };
  CHECK(table.size() == static_cast<std::size_t>(Reading::open_descriptors) + 1);
  CHECK(name_of(Reading::in_flight_limit) == "rushhour_target_http_requests_in_flight_limit");
  CHECK(name_of(Reading::store_held_operations) == "rushhour_target_store_held_operations");
  CHECK(name_of(Reading::oldest_unassigned_order_age) == "rushhour_target_oldest_unassigned_order_age_seconds");
  CHECK(name_of(Reading::matcher_paused) == "rushhour_target_matcher_paused");
  CHECK(name_of(Reading::event_processing_lag) == "rushhour_target_event_processing_lag_seconds");
  CHECK(name_of(Reading::store_failed_changes) == "rushhour_target_store_failed_changes");
  CHECK(name_of(Reading::events_behind) == "rushhour_target_events_behind");
  CHECK(name_of(Reading::resident_memory) == "process_resident_memory_bytes");
  CHECK(name_of(Reading::faults) == "rushhour_target_faults");
  CHECK(name_of(Reading::audit_lines_dropped) == "rushhour_target_audit_lines_dropped");
}

TEST_CASE("no family is told twice, and each is named with its unit and explained") {
  Registry registry(names());
  for (std::size_t i = 0; i < readings().size(); ++i) registry.watch(static_cast<Reading>(i), [] { return 1.0; });
  std::istringstream lines(registry.expose(Format::open_metrics));
  std::set<std::string> families;
  std::size_t helped = 0;
  std::string line;
  std::string last;
  for (; std::getline(lines, line); last = line) {
    std::istringstream words(line);
    std::string sharp, what, name, rest;
    words >> sharp >> what >> name;
    std::getline(words, rest);
    if (sharp != "#") continue;
    if (what == "TYPE") CHECK(families.insert(name).second);
    if (what == "HELP") helped += rest.size() > 10 ? 1 : 0;
    if (what == "UNIT") CHECK(name.substr(name.size() - rest.size() + 1) == rest.substr(1));
  }
  CHECK(helped == families.size());
  CHECK(families.size() > 30);
  CHECK(last == "# EOF");
}

TEST_CASE("metrics may be read while threads count") {
  Registry registry(names());
  std::thread counting([&registry] {
    for (int i = 0; i < 20'000; ++i) {
      registry.request_began();
      registry.request_ended({0, 200, 1ms, 1, 1});
    }
  });
  bool sane = true;
  for (int i = 0; i < 50; ++i) sane = sane && registry.in_flight() <= 20'000;
  counting.join();
  CHECK(sane);
  CHECK(registry.in_flight() == 0);
}
