#include "reports/warehouse/ingest/record_builder.hpp"

#include <catch2/catch.hpp>

#include "reports/warehouse/warehouse.hpp"

using namespace rushhour::warehouse;

namespace {

struct Built {
  std::vector<Fault> faults;
  RecordBuilder records;
  explicit Built(const char* dataset, std::size_t batch = RecordBuilder::capacity)
      : records(
            dataset_of(dataset), [this](const Fault& fault) { faults.push_back(fault); }, batch) {}

  std::string fault(std::size_t i) const {
    return std::to_string(faults.at(i).line) + " " + std::string(name_of(faults[i].kind)) + " " + faults[i].column;
  }
};

std::string duckdb_name(FieldType type) {
  switch (type) {
    case FieldType::integer:
      return "BIGINT";
    case FieldType::money:
    case FieldType::minor_money:
      return "DECIMAL(18,2)";
    case FieldType::date:
      return "DATE";
    case FieldType::instant:
      return "TIMESTAMP";
    default:
      return "VARCHAR";
  }
}

constexpr std::size_t id = 0, name = 1, mobile = 2, birth = 4, region = 6;  // of customers

}  // namespace

TEST_CASE("fields are typed, trimmed, and empty ones are as if they were not there") {
  Built built("customers");
  built.records.begin(2);
  built.records.set(id, " 17 ");
  built.records.set(birth, "1990-05-31");
  built.records.set(region, "North\r");
  built.records.set(mobile, "   ");
  built.records.end();
  const auto& columns = built.records.columns();
  CHECK(columns[id].texts[0] == "17");
  CHECK(columns[birth].numbers[0] == 7455);
  CHECK(columns[region].texts[0] == "North");
  CHECK(columns[mobile].given[0] == 0);
  CHECK(columns[name].given[0] == 0);
  CHECK(built.records.lines()[0] == 2);
  CHECK(built.records.key_hashes()[0] != 0);
  CHECK(built.faults.empty());
}

TEST_CASE("a required field that is empty is missing, one that is spoilt is not missing too") {
  Built built("transactions");
  built.records.begin(5);
  built.records.set(1, "yesterday");
  built.records.set(6, "");
  built.records.end();
  REQUIRE(built.faults.size() == 3);
  CHECK(built.fault(0) == "5 bad_date timestamp");
  CHECK(built.fault(1) == "5 missing_value transaction_id");
  CHECK(built.fault(2) == "5 missing_value amount");
  CHECK(built.records.rows() == 1);
}

TEST_CASE("a negative amount is a fault and keeps its value, minor units and major units alike") {
  Built file("transactions"), log("events");
  file.records.begin(3);
  file.records.set(0, "T1");
  file.records.set(1, "2025-01-01");
  file.records.set(6, "-12.50");
  file.records.end();
  REQUIRE(file.faults.size() == 1);
  CHECK(file.fault(0) == "3 negative_amount amount");
  CHECK(file.records.columns()[6].numbers[0] == -1250);
  log.records.begin(1);
  log.records.set(2, "order.placed");
  log.records.set(3, "2025-01-01T00:00:00Z");
  log.records.set(11, "-1250");
  log.records.end();
  CHECK(log.fault(0) == "1 negative_amount total");
  CHECK(log.records.columns()[11].numbers[0] == -1250);
}

TEST_CASE("a reject is counted and leaves no row, even when it was begun") {
  Built built("customers");
  built.records.begin(2);
  built.records.set(birth, "never");
  built.records.reject(2, FaultKind::column_count, "", "8 fields, the head has 9");
  built.records.begin(3);
  built.records.set(id, "1");
  built.records.set(region, "North");
  built.records.end();
  CHECK(built.records.rows() == 1);
  CHECK(built.records.lines()[0] == 3);
  CHECK(built.records.columns()[birth].given[0] == 0);
  CHECK(built.records.take_kept() == 1);
  CHECK(built.records.take_rejected() == 1);
  CHECK(built.records.take_kept() == 0);
  CHECK(rejects(built.faults.back().kind));
}

TEST_CASE("bytes that are no UTF-8 become the letters of Latin-1") {
  Built built("customers");
  built.records.begin(2);
  built.records.set(id, "1");
  built.records.set(region, "North");
  built.records.set_latin1(name, "M\xFCller \xC5sa");
  built.records.end();
  CHECK(built.records.columns()[name].texts[0] == "M\u00FCller \u00C5sa");
  REQUIRE(built.faults.size() == 1);
  CHECK(built.fault(0) == "2 mixed_encoding customer_name");
}

TEST_CASE("a reason quotes dates and amounts, never a name, an address or a telephone number") {
  Built built("customers");
  const auto reason_of = [&](std::string_view text) {
    built.faults.clear();
    built.records.begin(2);
    built.records.set(birth, text);
    built.records.end();
    return built.faults.at(0).reason;
  };
  CHECK(reason_of("2025-02-30") == "'2025-02-30' is no date");
  for (const char* text : {"Ada Lovelace", "ada@example.org", "+4915112345678", "015112345678"})
    CHECK(reason_of(text).find(text) == std::string::npos);
}

TEST_CASE("what is no JSON in a field of JSON is a fault, and what is stays as it is") {
  Built built("orders");
  for (const char* items : {R"([{"sku":"a","price":1.50}])", "[{"}) {
    built.records.begin(2);
    built.records.set(4, items);
    built.records.end();
  }
  CHECK(built.records.columns()[4].texts[0] == R"([{"sku":"a","price":1.50}])");
  CHECK(built.records.columns()[4].given[1] == 0);
  CHECK(std::count_if(built.faults.begin(), built.faults.end(), [](const Fault& fault) { return fault.kind == FaultKind::bad_json; }) == 1);
}

TEST_CASE("a builder is full at its batch, and equal ids have equal hashes") {
  Built built("customers", 2);
  for (const char* customer : {"7", "7"}) {
    CHECK_FALSE(built.records.full());
    built.records.begin(1);
    built.records.set(id, customer);
    built.records.end();
  }
  CHECK(built.records.full());
  CHECK(built.records.key_hashes()[0] == built.records.key_hashes()[1]);
  built.records.clear();
  CHECK_FALSE(built.records.full());
}

TEST_CASE("bronze has a column for each field of each dataset, of the type that is handed over") {
  Warehouse house;
  for (const Dataset& dataset : datasets()) {
    INFO(dataset.name);
    CHECK(dataset.fields.size() <= 64);
    CHECK(&dataset_of(dataset.name) == &dataset);
    const Rows columns = house.session().query("describe bronze." + std::string(dataset.name));
    REQUIRE(columns.rows.size() == dataset.fields.size() + 3);
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
      CHECK(columns.rows[i + 3][0].text == dataset.fields[i].name);
      CHECK(columns.rows[i + 3][1].text == duckdb_name(dataset.fields[i].type));
    }
  }
  CHECK_THROWS_AS(dataset_of("couriers"), std::logic_error);
}
