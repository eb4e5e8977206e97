#include "reports/verdicts/gathering.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::verdicts;
using nlohmann::json;

namespace {

constexpr std::int64_t ms = 1'000'000;

const json plan = json::parse(R"({
  "scenarios": [{"name": "diners", "stages": [{"length_ns": 5000000000}, {"length_ns": 5000000000}]}, {"name": "couriers"}],
  "series_tags": ["zone"],
  "metrics": [{"name": "orders", "kind": "counter"}, {"name": "stock", "kind": "gauge"}, {"name": "hit", "kind": "rate"},
              {"name": "basket", "kind": "trend"}, {"name": "cook", "kind": "time"}]
})");

Threshold threshold(const char* metric, const char* expression) { return parse_threshold(metric, expression, scope_of(plan)); }

latency::Interval interval() {
  latency::Interval made{Instant(0), std::chrono::seconds(1), {}};
  const auto record = [&made](latency::Series series, std::int64_t value, std::uint64_t times) {
    made.series[std::move(series)].record(value, times);
  };
  record({"diners", "pay", "response", true, false, {{"zone", "north"}, {"group", "checkout/pay"}}}, 10, 4);
  record({"diners", "pay", "response", false, false, {{"zone", "south"}}}, 10, 2);
  record({"diners", "pay", "response_bound", false, false, {{"zone", "south"}}}, 10, 1);
  record({"diners", "pay", "response", true, true, {}}, 10, 100);  // of the warm-up
  record({"couriers", "ride", "response", true, false, {}}, 10, 8);
  record({"diners", "pay", "service", true, false, {{"zone", "north"}, {"group", "checkout/pay"}}}, 10, 4);
  record({"diners", "pay", "service", false, false, {{"zone", "south"}}}, 10, 2);
  record({"diners", "pay", "service_bound", false, false, {{"zone", "south"}}}, 10, 1);
  record({"couriers", "ride", "service", true, false, {}}, 10, 8);
  record({"diners", "", "iteration", true, false, {}}, 10, 16);
  record({"diners", "", "iteration", false, false, {}}, 10, 32);
  record({"diners", "", "group", true, false, {{"group", "checkout"}}}, 10, 64);
  record({"diners", "pay", "wait", true, false, {}}, 10, 128);
  record({"diners", "pay", "part:db", true, false, {}}, 10, 256);
  record({"diners", "pay", "part:dbx", true, false, {}}, 10, 1);
  record({"diners", "", "trend:basket", true, false, {{"zone", "north"}}}, 10, 512);
  record({"diners", "", "trend:basket_bound", true, false, {{"zone", "north"}}}, 10, 1);  // another metric
  record({"diners", "", "time:cook", true, false, {}}, 10, 1024);
  return made;
}

json tick() {
  return {{"at_ns", 1000 * ms},
          {"offered", 20U},
          {"started", 18U},
          {"done", 16U},
          {"rejected", 4U},
          {"dropped", 2U},
          {"script_errors", 3U},
          {"requests", 30U},
          {"bytes_in", 5000U},
          {"bytes_out", 700U},
          {"users_busy", 9U},
          {"users_permitted", 10U},
          {"checks", {{"paid", {6U, 2U}}, {"thanked", {1U, 0U}}}},
          {"scenarios", {{"diners", {{"offered", 12U}, {"done", 10U}, {"users_busy", 5U}, {"checks", {{"paid", {3U, 1U}}}}}}}},
          {"metrics",
           {{{"name", "orders"}, {"kind", "counter"}, {"scenario", "diners"}, {"tags", {{"zone", "north"}}}, {"sum", 2.5}, {"count", 2U}},
            {{"name", "orders"}, {"kind", "counter"}, {"scenario", "couriers"}, {"tags", json::object()}, {"sum", 4}, {"count", 1U}},
            {{"name", "stock"},
             {"kind", "gauge"},
             {"scenario", "diners"},
             {"tags", json::object()},
             {"last", 7},
             {"last_ns", 900 * ms},
             {"min", 3},
             {"max", 8},
             {"count", 5U}},
            {{"name", "stock"},
             {"kind", "gauge"},
             {"scenario", "couriers"},
             {"tags", json::object()},
             {"last", -1},
             {"last_ns", 800 * ms},
             {"min", -1},
             {"max", 2},
             {"count", 5U}},
            {{"name", "hit"}, {"kind", "rate"}, {"scenario", "diners"}, {"tags", json::object()}, {"hits", 3U}, {"count", 4U}}}}};
}

}  // namespace

TEST_CASE("of an interval a threshold takes the series that it selects, without the warm-up") {
  struct Row {
    const char* metric;
    std::uint64_t samples;
    std::uint64_t bounds;
  };
  const Row row = GENERATE(values<Row>({
      {"response_time", 14, 1},
      {"response_time{scenario:diners}", 6, 1},
      {"response_time{step:ride}", 8, 0},
      {"response_time{outcome:ok}", 12, 0},
      {"response_time{outcome:error}", 2, 1},
      {"response_time{zone:north}", 4, 0},
      {"response_time{zone:west}", 0, 0},
      {"response_time{group:checkout/pay}", 4, 0},
      {"response_time{group:::checkout::pay}", 4, 0},  // k6's way to write it
      {"service_time{zone:south,step:pay}", 2, 1},
      {"iteration_duration", 48, 0},
      {"iteration_duration{outcome:ok}", 16, 0},
      {"group_duration", 64, 0},
      {"group_duration{group:checkout}", 64, 0},
      {"group_duration{group:payment}", 0, 0},
      {"phase_wait", 128, 0},
      {"http_req_waiting{name:pay}", 128, 0},
      {"phase_tls", 0, 0},
      {"part{name:db}", 256, 0},
      {"basket", 512, 0},
      {"basket{zone:north}", 512, 0},
      {"cook{scenario:diners}", 1024, 0},
      {"cook{scenario:couriers}", 0, 0},
  }));
  INFO(row.metric);
  Gathering gathered;
  gather(threshold(row.metric, "max < 1"), interval(), gathered);
  CHECK(gathered.times.all.count() == row.samples);
  CHECK(gathered.times.bounds.count() == row.bounds);
  CHECK(gathered.of == row.samples);
}

TEST_CASE("requests and errors are counted by their service times") {
  struct Row {
    const char* metric;
    double count;
    std::uint64_t of;
  };
  const Row row = GENERATE(values<Row>({
      {"requests", 14, 14},
      {"requests{outcome:ok}", 12, 14},
      {"requests{step:pay,outcome:error}", 2, 6},
      {"requests{zone:north}", 4, 4},
      {"errors", 2, 14},
      {"errors{step:ride}", 0, 8},
      {"errors{step:walk}", 0, 0},
  }));
  INFO(row.metric);
  Gathering gathered;
  gather(threshold(row.metric, "count < 1"), interval(), gathered);
  CHECK(gathered.count == row.count);
  CHECK(gathered.of == row.of);
}

TEST_CASE("of a tick a threshold takes its counts, of all or of one scenario") {
  struct Row {
    const char* metric;
    const char* expression;
    double count;
    std::uint64_t of;
  };
  const Row row = GENERATE(values<Row>({
      {"checks", "rate > 1%", 7, 9},
      {"checks{check:paid}", "rate > 1%", 6, 8},
      {"checks{check:paid,scenario:diners}", "rate > 1%", 3, 4},
      {"checks{scenario:couriers}", "rate > 1%", 0, 0},
      {"iterations", "count > 1", 16, 20},
      {"iterations{scenario:diners}", "count > 1", 10, 12},
      {"rejected", "rate < 1%", 4, 16},
      {"dropped", "count < 1", 2, 20},
      {"script_errors", "count < 1", 3, 18},
      {"bytes_in", "count < 1", 5000, 30},
      {"data_sent", "count < 1", 700, 30},
      {"orders", "count > 1", 6.5, 4},  // one more of: a counter is always there
      {"orders{zone:north}", "count > 1", 2.5, 2},
      {"orders{zone:west}", "count > 1", 0, 0},
      {"orders{scenario:couriers}", "count > 1", 4, 2},
      {"hit", "rate > 1%", 3, 4},
  }));
  INFO(row.metric);
  Gathering gathered;
  gather(threshold(row.metric, row.expression), tick(), gathered);
  CHECK(gathered.count == row.count);
  CHECK(gathered.of == row.of);
}

TEST_CASE("of gauges the latest value stands, and the smallest and largest of all") {
  Gathering stock;
  gather(threshold("stock", "value > 1"), tick(), stock);
  CHECK(stock.last == 7);
  CHECK(stock.min == -1);
  CHECK(stock.max == 8);
  Gathering users;
  gather(threshold("vus", "max < 1"), tick(), users);
  CHECK(users.last == 9);
  Gathering diners;
  gather(threshold("users_busy{scenario:diners}", "max < 1"), tick(), diners);
  CHECK(diners.max == 5);
  Gathering permitted;
  gather(threshold("vus_max", "value < 1"), tick(), permitted);
  CHECK(permitted.last == 10);
  Gathering nobody;
  gather(threshold("users_busy{scenario:couriers}", "max < 1"), tick(), nobody);
  CHECK(nobody.of == 0);
}

TEST_CASE("gatherings may be merged in any order") {
  Gathering early, late;
  json first = tick();
  first["metrics"][2]["last"] = 100;
  first["metrics"][2]["last_ns"] = 5;
  const Threshold t = threshold("stock{scenario:diners}", "value > 1");
  gather(t, first, early);
  gather(t, tick(), late);
  Gathering one = early, other = late;
  one.merge(late);
  other.merge(early);
  CHECK(one.last == 7);
  CHECK(other.last == 7);
  CHECK(one.of == 2);
}

TEST_CASE("a tick that lacks something or has it wrong counts nothing") {
  const auto text = GENERATE("{}", "{\"checks\": 5}", "{\"checks\": {\"a\": [1]}}", "{\"metrics\": {}}", "{\"metrics\": [5]}",
                             "{\"checks\": {\"a\": [\"x\", 2]}, \"done\": \"many\", \"scenarios\": 7}");
  for (const char* metric : {"checks", "hit", "checks{scenario:diners}"}) {
    Gathering gathered;
    gather(threshold(metric, "rate < 1%"), json::parse(text), gathered);
    CHECK(gathered.of == 0);
    CHECK(gathered.count == 0);
  }
}

TEST_CASE("each metric is read from where it is logged") {
  CHECK(source_of(threshold("response_time", "max < 1")) == Source::intervals);
  CHECK(source_of(threshold("errors", "rate < 1%")) == Source::intervals);
  CHECK(source_of(threshold("basket", "max < 1")) == Source::intervals);
  CHECK(source_of(threshold("phase_wait", "max < 1")) == Source::minutes);
  CHECK(source_of(threshold("part{name:db}", "max < 1")) == Source::minutes);
  CHECK(source_of(threshold("checks", "rate > 1%")) == Source::ticks);
  CHECK(source_of(threshold("orders", "count > 1")) == Source::ticks);
  CHECK(source_of(threshold("vus", "max > 1")) == Source::ticks);
}
