// The macros of sql/bronze/functions.sql.

#include <catch2/catch.hpp>
#include <random>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

/// A session that has the functions and nothing else.
class Functions {
 public:
  Functions() {
    for (const SqlFile& file : tables_in_order())
      if (file.path() == "bronze/functions") session_.run(file.text);
  }

  std::string row(const std::string& sql) {
    std::string text;
    const Rows rows = session_.query(sql);
    for (const Cell& cell : rows.rows.at(0)) text += (text.empty() ? "" : " ") + (cell.is_null() ? "-" : cell.text);
    return text;
  }

 private:
  Session session_;
};

}  // namespace

TEST_CASE("a division is rounded half to even at the decimals that are asked for", "[quality]") {
  struct Row {
    const char* sql;
    const char* is;
  };
  const Row row = GENERATE(values<Row>({
      {"divided(1, 2, 0)", "0.000000"},
      {"divided(3, 2, 0)", "2.000000"},
      {"divided(5, 2, 0)", "2.000000"},
      {"divided(-1, 2, 0)", "0.000000"},
      {"divided(-3, 2, 0)", "-2.000000"},
      {"divided(3, -2, 0)", "-2.000000"},
      {"divided(-5, -2, 0)", "2.000000"},
      {"divided(2, 3, 4)", "0.666700"},
      {"divided(-2, 3, 4)", "-0.666700"},
      {"divided(1, 8, 2)", "0.120000"},
      {"divided(3, 8, 2)", "0.380000"},
      {"divided(12.345::decimal(18, 3), 1, 2)", "12.340000"},
      {"divided(12.355::decimal(18, 3), 1, 2)", "12.360000"},
      {"divided(0.10::decimal(18, 2), 0.30::decimal(18, 2), 6)", "0.333333"},
      {"divided(0, 7, 2)", "0.000000"},
      {"divided(99999999999999999999.99::decimal(38, 2), 3, 6)", "33333333333333333333.330000"},
      {"divided(1, 0, 2)", "-"},
      {"divided(null, 1, 2)", "-"},
      {"divided(1, null, 2)", "-"},
  }));
  INFO(row.sql);
  Functions functions;
  CHECK(functions.row(std::string("select ") + row.sql) == row.is);
}

TEST_CASE("a division agrees with whole numbers for any cents", "[quality]") {
  Functions functions;
  std::mt19937_64 random(7);
  for (int i = 0; i < 200; ++i) {
    const auto cents = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    const auto count = static_cast<std::int64_t>(random() % 40) + 1;
    std::int64_t expected = cents / count;
    const std::int64_t twice = 2 * std::abs(cents % count);
    if (twice > count || (twice == count && expected % 2 != 0)) expected += cents < 0 ? -1 : 1;
    INFO(cents << " cents by " << count);
    CHECK(functions.row("select cast(divided(cast(" + std::to_string(cents) + " as decimal(18, 2)) / 100, " + std::to_string(count) +
                        ", 2) * 100 as bigint)") == std::to_string(expected));
  }
}

TEST_CASE("text is tidied, numbers are what one dials", "[quality]") {
  Functions functions;
  CHECK(functions.row("select tidied('  North   Shore ') || '|'") == "North Shore|");
  CHECK(functions.row("select tidied('a' || chr(9) || chr(10) || 'b')") == "a b");
  CHECK(functions.row("select tidied('   '), tidied(''), tidied(null)") == "- - -");
  CHECK(functions.row("select dialled('0049 (151) 123-45'), dialled('+49 151.12345'), dialled('0151/12345'), dialled('none')") ==
        "+4915112345 +4915112345 015112345 -");
}
