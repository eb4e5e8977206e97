// Each assertion of sql/quality passes on a clean town, and fails on one that breaks it alone.

#include <catch2/catch.hpp>

#include "reports/warehouse/pipeline/quality_report.hpp"
#include "reports/warehouse/sql_catalogue.hpp"
#include "tests/unit/reports/warehouse/town.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

void fill(Town& town) {
  town.add("customers", {"1,Ann Lee,+4915112345678,ann@example.com,1990-05-17,2024-01-01,North,Ulm,z1",
                         "2,Bob Ray,+4915187654321,bob@example.com,1980-05-17,2024-01-01,South,Bonn,z2"})
      .add("merchants", {"M1,One,pizza,North,Ulm,z1,2024-01-01"})
      .add("orders",
           {R"(o1,1,+4915112345678,2025-03-01T12:00:00Z,"[{""sku"":""a"",""category"":""pizza"",""quantity"":2,""price"":4.50}]",)"
            "9.00,delivered"})
      .add("transactions", {"o1-1,2025-03-01T12:00:01Z,1,M1,pizza,z1,9.00,captured"});
}

/// "name offenders" of those that failed.
Lines failed(Town& town, std::vector<Assertion>* all = nullptr) {
  measure_columns(town.house.session(), 1);
  std::vector<Assertion> assertions = check_assertions(town.house.session(), AssertedOf::silver);
  for (Assertion& assertion : check_assertions(town.house.session(), AssertedOf::gold)) assertions.push_back(std::move(assertion));
  Lines lines;
  for (const Assertion& assertion : assertions)
    if (!assertion.passed()) lines.push_back(assertion.name + " " + std::to_string(assertion.offenders));
  if (all != nullptr) *all = std::move(assertions);
  return lines;
}

Lines failed_after(const std::string& sql) {
  Town town;
  fill(town);
  town.open();
  town.house.session().run(sql);
  return failed(town);
}

/// With other transactions in gold, where they are a view or, while they are few, a table.
Lines failed_with_facts(const std::string& query) {
  Town town;
  fill(town);
  town.open();
  const bool view = town.ask("select table_type from information_schema.tables where table_name = 'fact_transactions'") == Lines{"VIEW"};
  town.house.session().run(std::string("create or replace ") + (view ? "view" : "table") + " fact_transactions as " + query);
  return failed(town);
}

Lines failed_with(std::string_view dataset, const std::string& row) {
  Town town;
  fill(town);
  town.add(dataset, {row}).open();
  return failed(town);
}

}  // namespace

TEST_CASE("every assertion says how severe it is and who is to be asked", "[quality]") {
  REQUIRE_FALSE(assertions().empty());
  for (const SqlFile& file : assertions()) {
    INFO(file.name);
    CHECK((file.severity == "hard" || file.severity == "soft"));
    CHECK((file.owner == "data" || file.owner == "rushhour" || file.owner == "target"));
    CHECK_FALSE(file.needs.empty());
    for (const std::string_view need : file.needs) CHECK(file_at(need).path() == need);
  }
}

TEST_CASE("a clean town and an empty one pass all assertions", "[quality]") {
  Town town, empty;
  fill(town);
  town.open();
  empty.open();
  std::vector<Assertion> all;
  CHECK(failed(town, &all).empty());
  CHECK(all.size() == assertions().size());
  CHECK(hard_failures(all).empty());
  CHECK(failed(empty).empty());
}

TEST_CASE("records that are not there are noticed", "[quality]") {
  CHECK(failed_after("update bronze.files set rows_kept = rows_kept + 1 where dataset = 'customers'") == Lines{"rows_reconciled 1"});
  CHECK(failed_after("update bronze.files set rejects = 1 where dataset = 'merchants'") == Lines{"few_rejects 1", "rows_reconciled 1"});
}

TEST_CASE("an id that stands twice in silver is noticed", "[quality]") {
  CHECK(failed_after("insert into silver.customers select * from silver.customers where customer_id = '1'").front() == "unique_ids 1");
  CHECK(failed_after("insert into silver.merchants select * from silver.merchants") == Lines{"unique_ids 1"});
}

TEST_CASE("facts that lost or doubled something, or have money below zero, are noticed", "[quality]") {
  CHECK(failed_with_facts("select *, true as is_revenue from silver.transactions where false") == Lines{"facts_add_up 1"});
  CHECK(failed_with_facts("select *, true as is_revenue from silver.transactions union all select *, true from silver.transactions") ==
        Lines{"facts_add_up 1"});
  CHECK(failed_with_facts("select * replace (amount + 0.01 as amount), true as is_revenue from silver.transactions") ==
        Lines{"facts_add_up 1"});
  CHECK(failed_with_facts("select * replace (-amount as amount), true as is_revenue from silver.transactions") ==
        Lines{"facts_add_up 1", "no_negative_money 1"});
}

TEST_CASE("times of other centuries stop everything", "[quality]") {
  CHECK(failed_with("transactions", "o1-2,1850-03-01T12:00:01Z,1,M1,pizza,z1,9.00,failed") == Lines{"dates_in_range 1"});
  CHECK(failed_with("transactions", "o1-2,2100-12-31T23:59:59Z,1,M1,pizza,z1,9.00,failed") == Lines{});
  CHECK(failed_with("orders", "o2,1,+4915112345678,2101-01-01T00:00:00Z,[],0.00,delivered") == Lines{"dates_in_range 1"});
  CHECK(failed_with("merchants", "M2,Two,pizza,North,Ulm,z1,1899-12-31") == Lines{"dates_in_range 1"});
}

TEST_CASE("a status that nobody knows is noticed", "[quality]") {
  CHECK(failed_with("transactions", "o1-2,2025-03-01T12:00:01Z,1,M1,pizza,z1,9.00,vanished") == Lines{"known_statuses 1"});
  CHECK(failed_with("orders", "o2,1,+4915112345678,2025-03-01T12:00:00Z,[],0.00,eaten") == Lines{"known_statuses 1"});
}

TEST_CASE("a total that is far from the sum of its items is noticed", "[quality]") {
  const auto total = [](const std::string& amount) {
    const std::string items = R"("[{""sku"":""a"",""category"":""pizza"",""quantity"":3,""price"":0.10}]")";
    return failed_with("orders", "o2,1,+4915112345678,2025-03-01T12:00:00Z," + items + "," + amount + ",delivered");
  };
  CHECK(total("0.33") == Lines{});
  CHECK(total("0.34") == Lines{"totals_match_items 1"});
  CHECK(total("0.27") == Lines{});
  CHECK(total("0.26") == Lines{"totals_match_items 1"});
}

TEST_CASE("children, and people of more than 120 years, are noticed", "[quality]") {
  const auto born = [](const std::string& date) {
    return failed_with("customers", "3,Cy Fox,+4915112345679,cy@example.com," + date + ",2024-01-01,North,Ulm,z1");
  };
  CHECK(born("2006-01-01") == Lines{});
  CHECK(born("2006-01-02") == Lines{"customers_of_age 1"});
  CHECK(born("1903-01-01") == Lines{"customers_of_age 1"});
  CHECK(born("1903-01-02") == Lines{});
}

TEST_CASE("columns with too little in them, and references to nobody, are noticed by column, in figures that nothing masks", "[quality]") {
  Town town;
  fill(town);
  town.add("customers", {"3,,+4915112345679,cy@example.com,1990-01-01,2024-01-01,North,Ulm,z1"})
      .add("transactions", {"o1-2,2025-03-01T12:00:01Z,77,M99,pizza,z1,9.00,captured"})
      .open();
  std::vector<Assertion> all;
  CHECK(failed(town, &all) == Lines{"complete_enough 1", "few_broken_references 2"});
  for (const Assertion& assertion : all) {
    if (assertion.passed()) continue;
    CHECK(assertion.examples[0].file.empty());
    CHECK(assertion.examples[0].line == 0);
    CHECK(assertion.examples[0].example == (assertion.name == "complete_enough" ? "2 of 3 records have a value" : "1 of 2 name nobody"));
  }
}

TEST_CASE("what is too little or too much is a setting", "[quality]") {
  Town town;
  fill(town);
  town.house.set("quality.min_completeness", "0.5");
  town.house.set("quality.max_broken_references", "0.5");
  town.house.set("quality.max_total_difference", "2");
  town.add("customers", {"3,,+4915112345679,cy@example.com,1990-01-01,2024-01-01,North,Ulm,z1"})
      .add("transactions", {"o1-2,2025-03-01T12:00:01Z,77,M99,pizza,z1,9.00,captured"})
      .add("orders", {R"(o2,1,+4915112345678,2025-03-01T12:00:00Z,"[{""sku"":""a"",""quantity"":1,""price"":1.00}]",3.00,delivered)"})
      .open();
  CHECK(failed(town).empty());
}

TEST_CASE("a file that is mostly rejects is noticed", "[quality]") { CHECK(failed_with("merchants", "M2,Two") == Lines{"few_rejects 1"}); }

TEST_CASE("events that run backwards are noticed", "[quality]") {
  CHECK(failed_after(
            "insert into silver.order_lives (source, era, order_id, placed_at, delivered_at, refunded, status, failed_attempts, placed) "
            "values ('s', 0, 'o9', '2025-01-01 10:00:00', '2025-01-01 09:59:59', false, 'delivered', 0, true)") ==
        Lines{"times_in_order 1"});
}

TEST_CASE("a hard failure names the file and the line, and shows nobody's name", "[quality]") {
  Town town;
  fill(town);
  town.add("customers", {"3,Cy Fox,+4915112345679,cy@example.com,1850-06-07,2024-01-01,North,Ulm,z1"}).open();
  std::vector<Assertion> all;
  CHECK(failed(town, &all) == Lines{"customers_of_age 1", "dates_in_range 1"});
  const std::string words = hard_failures(all);
  CHECK_THAT(words, Catch::StartsWith("Every date and time lies between the years 1900 and 2100.: not so in one case"));
  CHECK_THAT(words, Catch::Contains("customers4.csv:2: birth_date: 1850-**-**"));
  CHECK(words.find('\n') == std::string::npos);
}
