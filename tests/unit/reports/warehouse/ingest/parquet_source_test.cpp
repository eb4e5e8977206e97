#include "reports/warehouse/ingest/parquet_source.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/duckdb_session.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace rushhour::warehouse {
namespace {

using namespace fixtures;

constexpr std::array pet_fields{FieldSpec{.name = "id", .required = true},
                                FieldSpec{.name = "name", .other_name = "called"},
                                FieldSpec{.name = "price", .type = FieldType::money},
                                FieldSpec{.name = "born", .type = FieldType::date},
                                FieldSpec{.name = "seen", .type = FieldType::instant},
                                FieldSpec{.name = "toys", .type = FieldType::json}};
constexpr Dataset pets{.name = "pets", .element = "pet", .fields = pet_fields};

/// Writes what `select` gives.
std::filesystem::path write_parquet(const std::filesystem::path& file, const std::string& select) {
  Session().run("copy (" + select + ") to '" + file.string() + "' (format parquet)");
  return file;
}

ReadFile read_select(const std::string& select) {
  const ScratchFolder folder;
  return read_all(*open_records(write_parquet(folder.path() / "pets.parquet", select), pets), pets);
}

struct Selected {
  const char* what;
  std::string select;
  std::string row;
};

TEST_CASE("columns of Parquet become fields, whatever their types") {
  const std::vector<Selected> table{
      {"text", "select '1' id, 'Rex' \"name\"", "1:|1|Rex|-|-|-|-"},
      {"whole numbers", "select 7 id, 8 \"Name\"", "1:|7|8|-|-|-|-"},
      {"another order, and what nobody knows", "select 'Rex' as called, 3 \"a \"\" b\", 1 id", "1:|1|Rex|-|-|-|-"},
      {"no values", "select 1 id, null::varchar \"name\", null::date born", "1:|1|-|-|-|-|-"},
      {"money as decimal", "select 1 id, 12.50::decimal(18,2) price", "1:|1|-|1250|-|-|-"},
      {"money as double", "select 1 id, 12.5::double price", "1:|1|-|1250|-|-|-"},
      {"money as text", "select 1 id, '12.50' price", "1:|1|-|1250|-|-|-"},
      {"a date", "select 1 id, date '1970-01-03' born", "1:|1|-|-|2|-|-"},
      {"a time", "select 1 id, timestamp '1970-01-01 00:00:02.5' seen", "1:|1|-|-|-|2500000|-"},
      {"a time in nanoseconds", "select 1 id, timestamp_ns '1970-01-01 00:00:02.5' seen", "1:|1|-|-|-|2500000|-"},
      {"a time with a zone", "select 1 id, timestamptz '1970-01-01 01:00:02+01' seen", "1:|1|-|-|-|2000000|-"},
      {"a time as date", "select 1 id, timestamp '1970-01-03 12:00:00' born", "1:|1|-|-|2|-|-"},
      {"a list of structs", "select 1 id, [{sku: 'a', price: 9.50::decimal(18,2)}] toys", "1:|1|-|-|-|-|[{\"sku\":\"a\",\"price\":9.50}]"},
      {"JSON as text", "select 1 id, '[1, 2]' toys", "1:|1|-|-|-|-|[1, 2]"},
      {"letters that are not ASCII", "select 'K\xc3\xa4the and a longer name' id", "1:|K\xc3\xa4the and a longer name|-|-|-|-|-"},
      {"one named as the row's number is", "select 1 id, 'x' as line", "1:|1|-|-|-|-|-"},
  };
  for (const Selected& row : table) {
    INFO(row.what);
    const ReadFile read = read_select(row.select);
    CHECK(read.row_list() == std::vector<std::string>{row.row});
    CHECK(read.fault_list().empty());
  }
}

TEST_CASE("faults of Parquet are found by the number of the row") {
  const ReadFile read = read_select(
      "select * from (values ('1', '1.00', '2025-01-01'), (null, '2.00', '2025-01-01'), ('3', 'x', '2025-01-01'), ('4', '1.00', "
      "'yesterday')) "
      "t(id, price, born)");
  CHECK(read.fault_list() == std::vector<std::string>{"2 missing_value id", "3 bad_number price", "4 bad_date born"});
  CHECK(read.rows.size() == 4);
  CHECK(read.rejected == 0);
}

TEST_CASE("rows of Parquet come in their order, also in batches smaller than its own") {
  const ScratchFolder folder;
  const auto file = write_parquet(folder.path() / "pets.parquet",
                                  "select i::varchar id, 'a name of some length ' || i as \"name\" from range(1, 300001) t(i)");
  const auto source = open_records(file, pets);
  const ReadFile read = read_all(*source, pets, 1, 1500);
  REQUIRE(read.rows.size() == 300'000);
  for (const ReadRow& row : read.rows)
    if (row.values[0] != std::to_string(row.line) || row.values[1] != "a name of some length " + std::to_string(row.line))
      FAIL("row " << row.line << " holds the pet " << row.values[0].value_or("-"));
  CHECK(read.tally.bytes == std::filesystem::file_size(file));
  CHECK(read.tally.sha256.size() == 64);
}

TEST_CASE("a Parquet file without rows gives none, and columns that are not taken are noted") {
  const ReadFile read = read_select("select 1 id, 2 shoe where false");
  CHECK(read.rows.empty());
  CHECK(read.tally.notes == std::vector<std::string>{"columns that were not taken: shoe"});
}

TEST_CASE("Parquet that cannot be read is refused by its name") {
  const ScratchFolder folder;
  const auto says = [](const std::filesystem::path& file) {
    try {
      open_records(file, pets);
    } catch (const UserError& error) {
      CHECK(error.exit() == Exit::settings);
      return std::string(error.what());
    }
    return std::string("it was taken");
  };
  const auto file = write_parquet(folder.path() / "pets.parquet", "select 1 id");
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 10);
  CHECK_THAT(says(file), Catch::Matchers::StartsWith(file.string() + ": it cannot be read as Parquet: "));
  CHECK_THAT(says(write_file(folder.path() / "csv.parquet", "id,name\n1,Rex\n2,Mia and others\n")),
             Catch::Matchers::StartsWith((folder.path() / "csv.parquet").string() + ": it cannot be read as Parquet: "));
  CHECK(says(write_parquet(folder.path() / "ids.parquet", "select 1 ids, 'x' \"name\"")) ==
        (folder.path() / "ids.parquet").string() + ": column id is missing in its head; is it 'ids'? Then rename that");
  CHECK(says(folder.path() / "none.parquet") == (folder.path() / "none.parquet").string() + ": there is no such file");
}

TEST_CASE("a Parquet file is read by its name and no other, whatever is in that") {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder.path() / "id=9");
  write_parquet(folder.path() / "aX.parquet", "select 'wrong' id");
  for (const char* name : {"a*.parquet", "a?.parquet", "a[X].parquet", "a]b.parquet", "id=9/a.parquet", "it's $1 \"it\".parquet"}) {
    INFO(name);
    const auto plain = write_parquet(folder.path() / "plain", "select 'right' id");
    std::filesystem::rename(plain, folder.path() / name);
    CHECK(read_all(*open_records(folder.path() / name, pets), pets).row_list() == std::vector<std::string>{"1:|right|-|-|-|-|-"});
  }
  CHECK(without_patterns("a*b?c[d]") == "a[*]b[?]c[[]d]");
}

}  // namespace
}  // namespace rushhour::warehouse
