// Files through the readers into bronze, and what a load that does not end leaves behind.

#include "reports/warehouse/ingest/file_load.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/warehouse.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

constexpr const char* head = "customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone\n";

std::string one(Session& session, const std::string& sql) {
  const Rows rows = session.query(sql);
  REQUIRE(rows.rows.size() == 1);
  return rows.rows[0].at(0).text;
}

std::string customers(int from, int to) {
  std::string text = head;
  for (int i = from; i < to; ++i) text += std::to_string(i) + ",Ann,,,1990-01-01,2025-01-01,North,Bern,z1\n";
  return text;
}

/// A source that gives three rows and then throws, as one whose file breaks off does.
class Breaking final : public RecordSource {
 public:
  unsigned lanes() const noexcept override { return 1; }
  std::unique_ptr<RecordLane> lane() override { return std::make_unique<Lane>(); }
  SourceTally tally() override { return {}; }

 private:
  struct Lane final : RecordLane {
    int calls = 0;
    bool fill(RecordBuilder& records) override {
      if (++calls == 4) throw UserError("broken.csv: it breaks off at byte 17", Exit::settings);
      records.begin(calls);
      records.set(0, "1");
      records.end();
      return true;
    }
  };
};

}  // namespace

TEST_CASE("a file is loaded once, under whatever name its content comes again", "[errors]") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "a.csv", customers(0, 5000));
  write_text(scratch.path() / "b.csv", customers(0, 5000));
  Warehouse house;
  const FileLoad first = house.add_file(scratch.path() / "a.csv", dataset_of("customers"));
  CHECK(first.rows == 5000);
  CHECK_FALSE(first.known);
  const FileLoad again = house.add_file(scratch.path() / "a.csv", dataset_of("customers"));
  CHECK(again.known);
  CHECK(again.file_id == first.file_id);
  const FileLoad twin = house.add_file(scratch.path() / "b.csv", dataset_of("customers"));
  CHECK(twin.known);
  CHECK(twin.file_id == first.file_id);
  CHECK(twin.sha256 == first.sha256);
  CHECK(one(house.session(), "select count(*) from bronze.customers") == "5000");
  CHECK(one(house.session(), "select count(*) from bronze.files") == "1");
}

TEST_CASE("rows and rejects are the records of the file, and each fault has its line", "[errors]") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "a.csv", customers(0, 3) + "3,Bo,,,1990-02-30,,North,,\n4,\"Cy,,,,,North,,\n5,Di,,,,,,,\n");
  Warehouse house;
  const FileLoad load = house.add_file(scratch.path() / "a.csv", dataset_of("customers"));
  CHECK(load.rows == 5);
  CHECK(load.rejects == 1);
  std::string faults;
  for (const auto& row : house.session().query("select line, kind, column_name, rejected from bronze.faults order by line").rows)
    faults += row[0].text + " " + row[1].text + " " + row[2].text + " " + row[3].text + "\n";
  CHECK(faults == "5 bad_date birth_date false\n6 unterminated_quote customer_name true\n7 missing_value region false\n");
  CHECK(one(house.session(), "select rows_kept + rejects from bronze.files") == "6");
  CHECK(one(house.session(), "select count(*) from bronze.customers") == "5");
}

TEST_CASE("a load that fails leaves neither rows nor faults nor a line in the ledger, and the warehouse can be loaded on", "[errors]") {
  const ScratchFolder scratch;
  Session session;
  session.run("create schema bronze");
  for (const SqlFile& file : tables_in_order())
    if (file.layer == "bronze" && (file.name == "customers" || file.name == "faults" || file.name == "files")) session.run(file.text);
  RecordFeed feed(session);
  Breaking source;
  {
    FaultLog faults(session, 1);
    session.run("begin");
    CHECK_THROWS_WITH(feed.insert(session, source, dataset_of("customers"), 1, faults, 2048), "broken.csv: it breaks off at byte 17");
    session.run("rollback");
  }
  CHECK(one(session, "select count(*) from bronze.customers") == "0");
  CHECK(one(session, "select count(*) from bronze.faults") == "0");
  write_text(scratch.path() / "a.csv", customers(0, 10));
  CHECK(load_file(session, feed, scratch.path() / "a.csv", dataset_of("customers"), {}, WallTime()).rows == 10);
}

TEST_CASE("what a killed load left of its faults is gone when the warehouse is opened again", "[errors]") {
  const ScratchFolder scratch;
  const SessionOptions options{.file = scratch.path() / "w.duckdb"};
  {
    Warehouse house(options);
    write_text(scratch.path() / "a.csv", customers(0, 3) + "3,Bo,,,1990-02-30,,North,,\n");
    house.add_file(scratch.path() / "a.csv", dataset_of("customers"));
    house.session().run("insert into bronze.faults values (99, 1, 'bad_date', 'birth_date', 'left over', false)");
  }
  Warehouse house(options);
  CHECK(one(house.session(), "select count(*) from bronze.faults") == "1");
  CHECK(house.add_file(scratch.path() / "a.csv", dataset_of("customers")).known);
}

TEST_CASE("any batch and any number of files give the same rows", "[errors]") {
  const ScratchFolder scratch;
  write_text(scratch.path() / "all.csv", customers(0, 9000));
  std::string sums;
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, RecordBuilder::capacity}) {
    Warehouse house;
    house.add_file(scratch.path() / "all.csv", dataset_of("customers"), {.source = {}, .batch = batch});
    const std::string sum =
        one(house.session(), "select count(*) || ' ' || sum(line) || ' ' || sum(cast(customer_id as int)) from bronze.customers");
    if (sums.empty()) sums = sum;
    CHECK(sum == sums);
    CHECK(sum.substr(0, 5) == "9000 ");
  }
}

TEST_CASE("the source of a file is its folder, that of a segment the data folder", "[errors]") {
  CHECK(source_of("/data/raw/orders.xml") == "/data/raw");
  CHECK(source_of("/var/target/events/events-00000000000000000001.jsonl") == "/var/target");
}
