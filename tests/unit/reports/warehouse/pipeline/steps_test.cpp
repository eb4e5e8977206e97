// What is done again, and what is left alone, when files, settings or nothing at all have changed.

#include "reports/warehouse/pipeline/steps.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/warehouse.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

const std::string customers_text =
    "customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone\n1,Ann,,,1990-01-01,2025-01-01,North,Bern,z1\n";
const std::string transactions_text =
    "transaction_id,timestamp,customer_id,merchant_id,category,zone,amount,status\nT1,2025-01-01T10:00:00Z,1,M1,pizza,z1,12.50,captured\n";

struct House {
  ScratchFolder scratch;
  Warehouse warehouse{{.file = scratch.path() / "w.duckdb"}};
  WallTime now{};
  std::set<std::string> done, left;
  std::string fingerprint;

  FileLoad load(const char* dataset, const std::string& text) {
    const auto file = scratch.path() / (std::string(dataset) + ".csv");
    write_text(file, text);
    return warehouse.add_file(file, dataset_of(dataset));
  }

  Version run() {
    warehouse.select_version();
    done.clear();
    left.clear();
    Steps steps(
        warehouse.session(), [this] { return now += std::chrono::seconds(1); },
        [this](const StepRun& step) { (step.up_to_date ? left : done).insert(step.step); });
    const Version version = warehouse.name_version(steps.fingerprint());
    for (const char* layer : {"silver", "gold"}) steps.run(layer, version.name);
    fingerprint = steps.fingerprint();
    return version;
  }

  std::string one(const std::string& sql) { return warehouse.session().query(sql).rows.at(0).at(0).text; }
};

}  // namespace

TEST_CASE("everything runs at first, nothing when nothing changed, and the version keeps its name") {
  House house;
  house.load("customers", customers_text);
  house.load("transactions", transactions_text);
  const Version first = house.run();
  CHECK(first.fresh);
  CHECK(first.number == 1);
  CHECK(first.name == "v1-" + house.fingerprint.substr(0, 8));
  CHECK(house.left.empty());
  const std::size_t all = house.done.size();
  const Version again = house.run();
  CHECK_FALSE(again.fresh);
  CHECK(again.name == first.name);
  CHECK(house.done.empty());
  CHECK(house.left.size() == all);
}

TEST_CASE("a new file of one dataset makes only what is made from it out of date") {
  House house;
  house.load("customers", customers_text);
  house.run();
  house.load("transactions", transactions_text);
  const Version second = house.run();
  CHECK(second.number == 2);
  CHECK(house.done.contains("silver/transactions"));
  CHECK(house.done.contains("gold/fact_transactions"));
  CHECK(house.left.contains("silver/histograms") == house.left.contains("silver/runs"));
  CHECK(house.left.contains("gold/dim_hour"));
  CHECK(house.one("select count(*) from fact_transactions") == "1");
}

TEST_CASE("a setting is part of a version, and a version can be made again by its name") {
  House house;
  house.load("customers", customers_text);
  const Version first = house.run();
  house.warehouse.set("missing.customers.city", "constant:nowhere");
  const Version second = house.run();
  CHECK(second.name != first.name);
  Warehouse later{{.file = house.scratch.path() / "other.duckdb"}};
  CHECK_THROWS_WITH(later.use_version("v1-0"), Catch::Contains("no version"));
  CHECK_THROWS_WITH(house.warehouse.use_version(first.name + "x"), Catch::Contains("did you mean '" + first.name + "'"));
}

TEST_CASE("lineage tells from what, by which SQL and with how many rows each step was made") {
  House house;
  house.load("customers", customers_text);
  const Version version = house.run();
  const auto rows = house.warehouse.session().query(
      "select version, inputs, rows_in, rows_out, seconds, length(sql_sha256) from ledger.lineage "
      "where step = 'silver/customers'");
  REQUIRE(rows.rows.size() == 1);
  CHECK(rows.rows[0][0].text == version.name);
  CHECK(rows.rows[0][1].text.find("\"bronze/customers\":\"") != std::string::npos);
  CHECK(std::stoll(rows.rows[0][2].text) >= 1);
  CHECK(rows.rows[0][3].text == "1");
  CHECK(std::stod(rows.rows[0][4].text) > 0);
  CHECK(rows.rows[0][5].text == "64");
}

TEST_CASE("versions that were taken back leave nothing") {
  House house;
  house.load("customers", customers_text);
  house.warehouse.session().run("begin");
  house.run();
  house.warehouse.session().run("rollback");
  CHECK(house.one("select count(*) from ledger.versions") == "0");
  CHECK(house.one("select count(*) from ledger.lineage") == "0");
  CHECK(house.one("select count(*) from duckdb_views() where schema_name = 'silver'") == "0");
  CHECK(house.run().number == 1);
}
