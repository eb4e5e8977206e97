// The KPI orders_beside_latency, on minutes made by hand.

#include <catch2/catch.hpp>

#include "reports/warehouse/order_loader.hpp"
#include "reports/warehouse/sql_catalogue.hpp"
#include "reports/warehouse/warehouse.hpp"
#include "tests/unit/reports/warehouse/records.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using latency::Histogram;
using latency::Series;

namespace {

constexpr long long minute_ns = 60 * second;

/// One row a minute, as JSON without its keys.
std::vector<std::string> answer(const std::vector<runs::RunRecord>& records, const std::vector<StoredOrder>& orders) {
  const ScratchFolder scratch;
  Warehouse house;
  for (const runs::RunRecord& record : records) house.add_run(record, record.meta.at("run").get<std::string>());
  if (!orders.empty()) {
    write_orders(scratch.path(), orders);
    house.add_orders(scratch.path());
  }
  house.open();
  std::vector<std::string> lines;
  for (const auto& row : house.session().query(find_kpi("orders_beside_latency").text).rows) {
    std::string line;
    for (const Cell& cell : row) line += (line.empty() ? "" : " ") + (cell.is_null() ? "-" : cell.text);
    lines.push_back(line);
  }
  return lines;
}

latency::Interval responses(std::int64_t begin_s, const Histogram& histogram, bool warmup = false) {
  return interval_at(begin_s, {{Series{"diners", "place order", "response", true, warmup}, histogram}});
}

std::string milliseconds(const Histogram& histogram) {
  return std::to_string(histogram.quantile(0.99) / millisecond) + "." +
         std::to_string(1000 + (histogram.quantile(0.99) % millisecond + 500) / 1000).substr(1);
}

}  // namespace

TEST_CASE("orders and latency meet in the minute, and neither side is lost", "[kpi]") {
  const Histogram early = ladder(600, 2 * millisecond, 50'000), late = ladder(700, 5 * millisecond, 3'000);
  Histogram minute = early;
  minute.merge(late);
  const Histogram second_minute = ladder(1000, 10 * millisecond, 1'000);
  const auto lines = answer({record_of("a", {responses(0, ladder(5'000, second, 1), true), responses(3, early), responses(59, late)}),
                             record_of("b", {responses(60, second_minute)})},
                            {{"o1", "placed", 1'010, half_past_six},
                             {"o2", "cancelled", 999'999, half_past_six + 30 * second},
                             {"o3", "delivered", 2'005, half_past_six + minute_ns - 1},
                             {"o4", "rejected", 1, half_past_six + 5 * minute_ns},
                             {"o5", "paid", 500, half_past_six + 5 * minute_ns + 1}});
  CHECK(lines == std::vector<std::string>{
                     "2026-11-21 06:30:00 3 1 30.15 EUR 1300 " + milliseconds(minute) + " false",
                     "2026-11-21 06:31:00 0 0 0.00 - 1000 " + milliseconds(second_minute) + " false",
                     "2026-11-21 06:35:00 2 0 5.00 EUR 0 - -",
                 });
}

TEST_CASE("runs of the same minute are one distribution", "[kpi]") {
  const Histogram a = ladder(900, millisecond, 1'000), b = ladder(900, 50 * millisecond, 9'000);
  Histogram both = a;
  both.merge(b);
  const auto lines = answer({record_of("a", {responses(1, a)}), record_of("b", {responses(2, b)}, half_past_six + 10 * second)}, {});
  CHECK(lines == std::vector<std::string>{"2026-11-21 06:30:00 0 0 0.00 - 1800 " + milliseconds(both) + " false"});
}

TEST_CASE("a p99 without ten samples beyond it is not given", "[kpi]") {
  CHECK(answer({record_of("a", {responses(1, ladder(999, millisecond, 0))})}, {}) ==
        std::vector<std::string>{"2026-11-21 06:30:00 0 0 0.00 - 999 - -"});
}

TEST_CASE("a p99 that rests on timeouts is marked as a lower bound", "[kpi]") {
  Histogram all = ladder(980, millisecond, 1'000);
  all.record(30 * second, 20);
  Histogram bounds;
  bounds.record(30 * second, 20);
  const auto lines = answer({record_of("a", {interval_at(1, {{Series{"diners", "place order", "response", false, false}, all},
                                                             {Series{"diners", "place order", "response_bound", false, false}, bounds}})})},
                            {});
  CHECK(lines == std::vector<std::string>{"2026-11-21 06:30:00 0 0 0.00 - 1000 " + milliseconds(all) + " true"});
}

TEST_CASE("sums of money are exact, and the minutes add up to what was stored", "[kpi]") {
  std::vector<StoredOrder> orders;
  long long total = 0;
  for (long long i = 0; i < 5'000; ++i) {
    const long long price = 1 + i * 7'919 % 100'003;
    orders.push_back({"o" + std::to_string(i), "placed", price, half_past_six + i * 50 * millisecond});
    total += price;
  }
  orders.push_back({"huge", "placed", 9'007'199'254'740'993, half_past_six});  // more than a double can tell from its neighbour
  total += 9'007'199'254'740'993;
  const ScratchFolder scratch;
  write_orders(scratch.path(), orders);
  Warehouse house;
  house.add_orders(scratch.path());
  house.open();
  std::string kpi(find_kpi("orders_beside_latency").text);
  kpi.erase(kpi.rfind(';'));
  const Rows rows = house.session().query("select sum(orders), sum(revenue), count(*) from (" + kpi + ")");
  CHECK(rows.rows[0][0].text == "5001");
  CHECK(rows.rows[0][1].text == std::to_string(total / 100) + "." + std::to_string(100 + total % 100).substr(1));
  CHECK(rows.rows[0][2].text == "5");
}

TEST_CASE("revenue of mixed currencies is not added up", "[kpi]") {
  CHECK(answer({}, {{"a", "placed", 100, half_past_six, "EUR"}, {"b", "placed", 100, half_past_six, "JPY"}}) ==
        std::vector<std::string>{"2026-11-21 06:30:00 2 0 - - 0 - -"});
}
