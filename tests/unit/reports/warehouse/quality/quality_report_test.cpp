// data_quality_report.json, on files whose measures are worked out by hand.

#include "reports/warehouse/pipeline/quality_report.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/reports/warehouse/town.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using Json = nlohmann::ordered_json;

namespace {

Json report_of(Town& town, std::int64_t version = 1) {
  measure_columns(town.house.session(), version);
  return quality_report(town.house.session(), version, {});
}

Json column(const Json& report, const std::string& dataset, const std::string& name) {
  for (const Json& measured : report["datasets"][dataset]["columns"])
    if (measured["column"] == name) return measured;
  return {};
}

std::string person(int id, const std::string& region, const std::string& city = "Ulm") {
  return std::to_string(id) + ",Ann Lee,+4915112345678,ann@example.com,1990-05-17,2024-01-01," + region + "," + city + ",z1";
}

/// Transactions of these amounts, one each, in the category.
Lines sold(const std::vector<int>& amounts, const std::string& category = "pizza") {
  Lines lines;
  for (const int amount : amounts)
    lines.push_back("t" + std::to_string(lines.size()) + ",2025-03-01T12:00:00Z,1,M1," + category + ",z1," + std::to_string(amount) +
                    ".00,captured");
  return lines;
}

}  // namespace

TEST_CASE("files are told with what was read, kept and rejected", "[quality]") {
  Town town;
  town.add("customers", {person(1, "North"), "2,too,few", person(3, "South")}).open();
  const Json customers = report_of(town)["datasets"]["customers"];
  CHECK(customers["rows_read"] == 3);
  CHECK(customers["rows_kept"] == 2);
  CHECK(customers["rejects"] == 1);
  REQUIRE(customers["files"].size() == 1);
  CHECK_THAT(customers["files"][0]["file"].get<std::string>(), Catch::EndsWith("customers.csv"));
  CHECK(customers["records"]["findings"] == Json{{"column_count", {{"rejected", 1}}}});
  CHECK(customers["records"]["examples"][0]["line"] == 3);
}

TEST_CASE("a missing value lowers completeness, one that cannot be read lowers validity", "[quality]") {
  Town town;
  town.add("customers", {"1,,+4915112345678,ann@example.com,1990-05-17,2024-01-01,North,Ulm,z1",
                         "2,Bob,+4915112345678,ann@example.com,1990-02-30,2024-01-01,North,Ulm,z1", person(3, "North"), person(4, "North")})
      .open();
  const Json report = report_of(town);
  CHECK(column(report, "customers", "customer_name")["completeness"] == 0.75);
  CHECK(column(report, "customers", "customer_name")["validity"] == 1.0);
  const Json born = column(report, "customers", "birth_date");
  CHECK(born["completeness"] == 1.0);
  CHECK(born["validity"] == 0.75);
  CHECK(born["findings"]["bad_date"].size() == 1);
  REQUIRE(born["examples"].size() == 1);
  CHECK(born["examples"][0]["line"] == 3);
  CHECK(born["examples"][0]["kind"] == "bad_date");
  CHECK(report["findings"]["bad_date"] == 1);
}

TEST_CASE("a later copy lowers the uniqueness of the id, and other columns have their distinct values", "[quality]") {
  Town town;
  town.add("customers", {person(1, "North"), person(2, "North"), person(3, "South"), person(1, "North")}).open();
  const Json report = report_of(town);
  CHECK(column(report, "customers", "customer_id")["uniqueness"] == 0.75);
  CHECK(column(report, "customers", "region")["uniqueness"] == 0.5);
  CHECK(column(report, "customers", "customer_id")["findings"]["duplicate"]["removed"] == 1);
  CHECK(column(report, "customers", "customer_id")["examples"][0]["line"] == 5);
}

TEST_CASE("a spelling of its own and a reference to nobody lower consistency", "[quality]") {
  Town town;
  town.add("customers", {person(1, "North"), person(2, "North"), person(3, "NORTH"), person(4, "South")})
      .add("transactions", {"t1,2025-03-01T12:00:00Z,1,,pizza,z1,1.00,captured", "t2,2025-03-01T12:00:00Z,99,,pizza,z1,1.00,captured"})
      .open();
  const Json report = report_of(town);
  CHECK(column(report, "customers", "region")["consistency"] == 0.75);
  CHECK(column(report, "transactions", "customer_id")["consistency"] == 0.5);
  CHECK(column(report, "transactions", "amount")["consistency"].is_null());
}

TEST_CASE("what is below zero is there and not valid", "[quality]") {
  Town town;
  town.add("transactions", {"t1,2025-03-01T12:00:00Z,1,M1,pizza,z1,-1.00,captured", "t2,2025-03-01T12:00:00Z,1,M1,pizza,z1,1.00,captured"})
      .open();
  const Json amount = column(report_of(town), "transactions", "amount");
  CHECK(amount["completeness"] == 1.0);
  CHECK(amount["validity"] == 0.5);
  CHECK(amount["findings"]["negative_amount"]["removed"] == 1);
}

TEST_CASE("the first version drifts from nothing, the same data again not at all, other data by the index", "[quality]") {
  Town town;
  town.add("transactions", sold({1, 2, 3, 4, 5, 6, 7, 8, 9, 10})).open();
  CHECK(column(report_of(town, 1), "transactions", "amount")["drift"].is_null());
  const Json same = report_of(town, 2);
  CHECK(column(same, "transactions", "amount")["drift"]["psi"] == 0.0);
  CHECK(column(same, "transactions", "amount")["drift"]["against_version"] == 1);
  CHECK(column(same, "transactions", "category")["drift"]["psi"] == 0.0);
  CHECK(column(same, "transactions", "transaction_id")["drift"]["psi"] == 0.0);

  // Half of the values now lie above all of those before: the bins of a tenth each become nine of a twentieth and one of eleven twentieths.
  town.house.session().run(
      "insert into bronze.transactions select * replace (amount + 100 as amount, 'sushi' as category, line + 10 as line) "
      "from bronze.transactions");
  const Json moved = report_of(town, 3);
  const double expected = 9 * (0.05 - 0.1) * std::log(0.05 / 0.1) + (0.55 - 0.1) * std::log(0.55 / 0.1);
  CHECK(column(moved, "transactions", "amount")["drift"]["psi"].get<double>() == Approx(expected));
  // All were pizza; half are: the other half was nothing before, for which a ten-thousandth stands.
  const double categories = (0.5 - 1) * std::log(0.5) + (0.5 - 0.0001) * std::log(0.5 / 0.0001);
  CHECK(column(moved, "transactions", "category")["drift"]["psi"].get<double>() == Approx(categories));
}

TEST_CASE("a version that was measured is not measured again", "[quality]") {
  Town town;
  town.add("transactions", sold({1, 2})).open();
  report_of(town, 1);
  town.house.session().run("delete from bronze.transactions");
  CHECK(report_of(town, 1)["datasets"]["transactions"]["columns"].size() == 8);
  CHECK(town.ask("select count(*), sum(row_count) from bronze.column_statistics") == Lines{"8 16"});
}

TEST_CASE("examples are the first three, and no name, address or number is in the report", "[quality]") {
  Town town;
  Lines rows;
  for (int i = 1; i <= 5; ++i)
    rows.push_back(std::to_string(i) + ",Ann Lee,+4915112345678,ann@example.com,Annabel Leeward,2024-01-01,North,Ulm,z1");
  rows.push_back("6,Ann Lee,+4915112345678,ann@example.com,+4915199999999,2024-01-01,North,Ulm,z1");
  town.add("customers", rows).open();
  const Json report = report_of(town);
  const Json examples = column(report, "customers", "birth_date")["examples"];
  REQUIRE(examples.size() == 3);
  CHECK(examples[0]["line"] == 2);
  CHECK(examples[2]["line"] == 4);
  CHECK(column(report, "customers", "birth_date")["findings"]["bad_date"].begin().value() == 6);
  const std::string text = report.dump();
  for (const char* secret : {"Ann Lee", "Annabel", "ann@", "15112345678", "15199999999"}) {
    INFO(secret);
    CHECK(text.find(secret) == std::string::npos);
  }
}

TEST_CASE("an empty warehouse has a report without datasets", "[quality]") {
  Town town;
  town.open();
  const Json report = report_of(town);
  CHECK(report["datasets"] == Json::object());
  CHECK(report["findings"] == Json::object());
  CHECK(report["passed"] == true);
  for (const char* measure : {"completeness", "validity", "uniqueness", "consistency", "drift"})
    CHECK(report["definitions"].contains(measure));
}

TEST_CASE("a file with a head and nothing else has columns without measures", "[quality]") {
  Town town;
  town.add("merchants", {}).open();
  const Json report = report_of(town);
  CHECK(report["datasets"]["merchants"]["rows_read"] == 0);
  CHECK(report["datasets"]["merchants"]["columns"].size() == 7);
  CHECK(column(report, "merchants", "region")["completeness"].is_null());
}

TEST_CASE("assertions stand in the report with their examples, and a hard one that failed makes it fail", "[quality]") {
  Town town;
  town.add("merchants", {"M1,One,pizza,North,Ulm,z1,1850-01-01"}).open();
  measure_columns(town.house.session(), 1);
  const std::vector<Assertion> assertions = check_assertions(town.house.session(), AssertedOf::silver);
  const Json report = quality_report(town.house.session(), 1, assertions);
  CHECK(report["passed"] == false);
  REQUIRE(report["assertions"].size() == assertions.size());
  for (const Json& assertion : report["assertions"]) {
    INFO(assertion["name"]);
    CHECK(assertion["passed"] == (assertion["name"] != "dates_in_range"));
    if (assertion["passed"]) continue;
    CHECK(assertion["severity"] == "hard");
    CHECK(assertion["offenders"] == 1);
    CHECK(assertion["examples"][0]["line"] == 2);
    CHECK(assertion["examples"][0]["column"] == "joined_date");
    CHECK(assertion["examples"][0]["example"] == "1850-01-01");
  }
}
