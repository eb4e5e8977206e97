#include "sim/city/files/order_rows.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "sim/city/files/row_text.hpp"
#include "sim/city/map.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour::city;
using namespace std::chrono_literals;
using Type = rushhour::delivery::OrderEventType;

namespace {

constexpr Day begin = std::chrono::year(2025) / 3 / 1;

const Customers customers(7, 50, begin, 10);
const Merchants merchants(7, 10, begin);

OrderPlan order(std::vector<Type> types) {
  OrderPlan plan;
  plan.number = 42;
  plan.placed = midnight(begin) + 12h + 500ms;
  plan.customer = 3;
  plan.merchant = 2;
  plan.lines[0] = {0, 2};
  plan.lines[1] = {1, 1};
  plan.line_count = 2;
  plan.total = {1906};
  std::uint32_t after = 0;
  for (const Type type : types) plan.happenings[plan.happening_count++] = {after += 10'000, 1, type};
  return plan;
}

/// What `write` writes into a file without head and tail.
template <class Write>
std::string written(Write write) {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  RecordFile file(folder.path(), "a", Format::csv, "", transaction_columns, dirt);
  OrderRows rows(customers, merchants);
  write(rows, file);
  file.close("");
  file.keep();
  return text_of(folder.path() / "a");
}

std::string transactions_of(const OrderPlan& plan) {
  return written([&](OrderRows& rows, RecordFile& file) { rows.write_transactions(file, plan); });
}

/// A row of ours: what differs is the attempt, the time and the status.
std::string row(const char* attempt, const char* time, const char* status) {
  const auto& shop = merchants.restaurant(2);
  return std::string("O00000042-") + attempt + ",2025-03-01T12:" + time + "Z,3,M00002," + std::string(shop.cuisine) + "," +
         zone_at(merchants.zone(2)).name + ",19.06," + status + "\n";
}

}  // namespace

TEST_CASE("an order is one line of XML") {
  const OrderPlan plan = order({Type::placed, Type::payment_pending});
  const std::string text = written([&](OrderRows& rows, RecordFile& file) { rows.write_order(file, plan); });
  const auto& menu = merchants.restaurant(2).dishes;
  std::string items;
  for (int i = 0; i < 2; ++i) {
    items += "<item><sku>" + std::to_string(menu[static_cast<std::size_t>(i)].id) + "</sku><category>main</category><quantity>" +
             std::to_string(2 - i) + "</quantity><price>";
    append_money(items, menu[static_cast<std::size_t>(i)].price);
    items += "</price></item>";
  }
  std::string digits;
  append_padded(digits, customers.mobile_digits(3), 8);
  CHECK(text == "<order><order_id>O00000042</order_id><customer_id>3</customer_id><mobile_number>+49151" + digits +
                    "</mobile_number><order_date_time>2025-03-01T12:00:00Z</order_date_time><items>" + items +
                    "</items><total_amount>19.06</total_amount><status>placed</status></order>\n");
}

TEST_CASE("each attempt to pay is a transaction with the last state of that attempt") {
  CHECK(transactions_of(order({Type::placed, Type::payment_pending})) == row("1", "00:00", "pending"));
  CHECK(transactions_of(order({Type::placed, Type::payment_pending, Type::cancelled})) == row("1", "00:00", "pending"));
  CHECK(transactions_of(order({Type::placed, Type::payment_pending, Type::payment_authorised})) == row("1", "00:30", "authorised"));
  CHECK(transactions_of(order({Type::placed, Type::payment_pending, Type::payment_failed, Type::cancelled})) ==
        row("1", "00:30", "failed"));
  CHECK(transactions_of(order({Type::placed, Type::payment_pending, Type::payment_failed, Type::payment_failed, Type::payment_authorised,
                               Type::accepted, Type::payment_captured})) ==
        row("1", "00:30", "failed") + row("2", "00:40", "failed") + row("3", "00:50", "captured"));
  CHECK(transactions_of(order({Type::placed, Type::payment_pending, Type::payment_authorised, Type::rejected, Type::payment_refunded})) ==
        row("1", "00:30", "refunded"));
}

TEST_CASE("an order's status is what has become of it") {
  CHECK(status_of(order({Type::placed, Type::payment_pending})) == "placed");
  CHECK(status_of(order({Type::placed, Type::payment_authorised, Type::accepted, Type::ready, Type::picked_up})) == "placed");
  CHECK(status_of(order({Type::placed, Type::picked_up, Type::delivered})) == "delivered");
  CHECK(status_of(order({Type::placed, Type::picked_up, Type::delivered, Type::reviewed})) == "delivered");
  CHECK(status_of(order({Type::placed, Type::delivered, Type::payment_refunded})) == "refunded");
  CHECK(status_of(order({Type::placed, Type::cancelled, Type::payment_refunded})) == "cancelled");
  CHECK(status_of(order({Type::placed, Type::rejected, Type::payment_refunded})) == "rejected");
}

TEST_CASE("the schema names every element of an order") {
  for (const auto* element : {"order_id", "customer_id", "mobile_number", "order_date_time", "items", "item", "sku", "category", "quantity",
                              "price", "total_amount", "status"})
    CHECK(orders_schema().find(std::string("name=\"") + element + "\"") != std::string_view::npos);
}
