// What the settings missing.DATASET.COLUMN do.

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/loaded.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

/// Orders of these totals, an empty one being a missing one.
std::string orders_of(const std::vector<std::string>& totals) {
  std::string text = "order_id,customer_id,order_date_time,total_amount,status\n";
  int number = 0;
  for (const std::string& total : totals) {
    const std::string id = std::to_string(++number);
    text += "O" + id + ",1,2025-01-01T10:00:0" + id + "Z," + total + ",delivered\n";
  }
  return text;
}

std::string transactions_of(const std::vector<std::string>& fields) {
  std::string text = "transaction_id,timestamp,amount,category,zone,status\n";
  int number = 0;
  for (const std::string& field : fields) text += "T" + std::to_string(++number) + ",2025-01-01T10:00:00Z,1.00," + field + "\n";
  return text;
}

/// The last order's total and the last transaction's amount, which the files do not say, and what was done about them.
std::string filled(const std::string& strategy, const std::vector<std::string>& totals, const std::vector<std::string>& amounts) {
  std::string transactions = "transaction_id,timestamp,amount\n";
  for (std::size_t i = 0; i < amounts.size(); ++i) transactions += "T" + std::to_string(i) + ",2025-01-01T10:00:00Z," + amounts[i] + "\n";
  Loaded house;
  house.set("missing.orders.total_amount", strategy).set("missing.transactions.amount", strategy);
  house.file("orders", orders_of(totals)).file("transactions", transactions).open();
  return house.rows("select max_by(total, ordered_at) || '' from silver.orders") + " " +
         house.rows("select max_by(amount, line) || '' from silver.transactions") + " " +
         house.rows("select string_agg(action, ' ') from silver.findings where kind = 'missing_value'");
}

}  // namespace

TEST_CASE("a missing amount becomes what the setting says, to the cent", "[quality]") {
  // 0.015 and 0.025 are halfway: 0.02 is the even one of both.
  CHECK(filled("mean", {"0.01", "0.02", ""}, {"0.02", "0.03", ""}) == "0.02 0.02 imputed imputed");
  // Between 1.50 and 2.01 halfway is 1.755.
  CHECK(filled("median", {"9.00", "1.00", "2.00", ""}, {"1.00", "2.01", "9.00", "1.50", ""}) == "2.00 1.76 imputed imputed");
  CHECK(filled("mode", {"3.00", "1.00", "3.00", "1.00", "2.00", ""}, {"5.00", "4.00", "5.00", ""}) == "1.00 5.00 imputed imputed");
  CHECK(filled("constant:7.5", {"1.00", ""}, {""}) == "7.50 7.50 imputed imputed");
  CHECK(filled("drop", {"1.00", ""}, {"2.00", ""}) == "1.00 2.00 removed removed");
}

TEST_CASE("where there is no amount to go by, the record is left out", "[quality]") {
  CHECK(filled("mean", {""}, {"", ""}) == "- - removed removed removed");
}

TEST_CASE("amounts below zero have no part in a mean", "[quality]") {
  Loaded house;
  house.set("missing.orders.total_amount", "mean").file("orders", orders_of({"2.00", "-90.00", "4.00", ""})).open();
  CHECK(house.rows("select order_id, total from silver.orders order by 1") == "O1 2.00\nO3 4.00\nO4 3.00");
}

TEST_CASE("a missing word becomes the most frequent one of its column, or the one that is set", "[quality]") {
  Loaded house;
  house.set("missing.transactions.category", "mode")
      .set("missing.transactions.zone", "constant:  Out of  town ")
      .set("missing.transactions.status", "mode")
      .file("transactions", transactions_of({"sushi,Quay,FAILED", "Pizza,Quay,captured", "pizza,,Captured", ",Quay,"}))
      .open();
  CHECK(house.rows("select transaction_id, category, replace(zone, ' ', '_'), status from silver.transactions order by 1") ==
        "T1 sushi Quay failed\nT2 Pizza Quay captured\nT3 Pizza Out_of_town captured\nT4 Pizza Quay captured");
}

TEST_CASE("a record can be dropped for any of its columns, one that nobody asks for among them", "[quality]") {
  Loaded house;
  house.set("missing.customers.email", "drop")
      .set("missing.customers.region", "drop")
      .set("missing.merchants.category", "drop")
      .set("missing.orders.status", "drop")
      .set("missing.transactions.zone", "drop")
      .file("customers", "customer_id,region,email\n1,North,a@b.example\n2,North,\n3,,c@d.example\n")
      .file("merchants", "merchant_id,category\nM1,Pizza\nM2,\n")
      .file("orders",
            "order_id,customer_id,order_date_time,total_amount,status\nA,1,2025-01-01T10:00:00Z,1.00,\n"
            "B,1,2025-01-01T10:00:00Z,1.00,delivered\n")
      .file("transactions", transactions_of({"Pizza,,captured", "Pizza,Quay,captured"}))
      .open();
  CHECK(house.rows("select customer_id from silver.customers") == "1");
  CHECK(house.rows("select merchant_id from silver.merchants") == "M1");
  CHECK(house.rows("select order_id from silver.orders") == "B");
  CHECK(house.rows("select transaction_id from silver.transactions") == "T2");
}

TEST_CASE("constants are put into customers and merchants with the type of their column", "[quality]") {
  Loaded house;
  house.set("missing.customers.birth_date", "constant:1970-01-01")
      .set("missing.customers.customer_name", "constant:nobody")
      .set("missing.customers.region", "mode")
      .set("missing.merchants.joined_date", "constant:2020-02-29")
      .file("customers", "customer_id,region,customer_name,birth_date\n1,North,,\n2,,Ada,1990-05-06\n")
      .file("merchants", "merchant_id,joined_date\nM1,\n")
      .open();
  CHECK(house.rows("select customer_id, customer_name, birth_date, region from silver.customers order by 1") ==
        "1 nobody 1970-01-01 North\n2 Ada 1990-05-06 North");
  CHECK(house.rows("select joined_date from silver.merchants") == "2020-02-29");
  CHECK(house.rows("select line, action from silver.findings") == "3 imputed");
}

TEST_CASE("a setting that cannot be is named, with what it may be", "[quality]") {
  struct Row {
    const char* name;
    const char* value;
    const char* message;
  };
  const Row row = GENERATE(values<Row>({
      {"missing.customers.shoe_size", "keep", "the setting missing.customers.shoe_size names no column that may be missing"},
      {"missing.orders.order_id", "keep", "the setting missing.orders.order_id cannot be set: a record without it is always dropped"},
      {"missing.customers.region", "mean", "the setting missing.customers.region must be keep, drop, mode or constant:TEXT"},
      {"missing.customers.email", "mode", "the setting missing.customers.email must be keep, drop or constant:TEXT"},
      {"missing.orders.total_amount", "keep", "the setting missing.orders.total_amount must be drop, mean, median, mode or constant:TEXT"},
      {"missing.orders.total_amount", "constant:-1", "the setting missing.orders.total_amount needs an amount of at least 0"},
      {"missing.orders.total_amount", "constant:lots", "the setting missing.orders.total_amount needs an amount of at least 0"},
      {"missing.customers.birth_date", "constant:2025-02-30", "the setting missing.customers.birth_date needs a date behind constant:"},
      {"missing.customers.city", "constant: ", "the setting missing.customers.city needs a text behind constant:"},
  }));
  Session session;
  session.run("create schema bronze; create schema silver");
  for (const SqlFile& file : tables_in_order())
    if (file.path() == "bronze/functions" || file.path() == "bronze/settings") session.run(file.text);
  const Binding setting[] = {{"name", std::string_view(row.name)}, {"value", std::string_view(row.value)}};
  session.run("insert into bronze.settings values ($name, $value)", setting);
  for (const SqlFile& file : tables_in_order())
    if (file.path() == "silver/strategies") CHECK_THROWS_WITH(session.run(file.text), Catch::Contains(row.message));
}
