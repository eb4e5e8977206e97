#include "reports/warehouse/result.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/duckdb_session.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

TEST_CASE("a value is read without loss, whatever its type") {
  struct Row {
    const char* says;
    const char* sql;
    const char* type;
    const char* json;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing", "null::integer", "INTEGER", "null"},
      {"nothing of no type", "null", "INTEGER", "null"},
      {"true", "true", "BOOLEAN", "true"},
      {"the smallest tiny", "(-128)::tinyint", "TINYINT", "-128"},
      {"the largest unsigned tiny", "255::utinyint", "UTINYINT", "255"},
      {"a small", "(-32768)::smallint", "SMALLINT", "-32768"},
      {"an unsigned small", "65535::usmallint", "USMALLINT", "65535"},
      {"an integer", "-7", "INTEGER", "-7"},
      {"an unsigned integer", "4294967295::uinteger", "UINTEGER", "4294967295"},
      {"the smallest bigint", "(-9223372036854775808)::bigint", "BIGINT", "-9223372036854775808"},
      {"a seed of all bits", "18446744073709551615::ubigint", "UBIGINT", "18446744073709551615"},
      {"a sum beyond 64 bits", "(-170141183460469231731687303715884105727)::hugeint", "HUGEINT",
       "-170141183460469231731687303715884105727"},
      {"an unsigned one", "340282366920938463463374607431768211455::uhugeint", "UHUGEINT", "340282366920938463463374607431768211455"},
      {"a float", "0.1::float", "FLOAT", "0.1"},
      {"a double keeps all digits", "0.1::double + 0.2::double", "DOUBLE", "0.30000000000000004"},
      {"a whole double shows that it is none", "3::double", "DOUBLE", "3.0"},
      {"a large double", "1e300::double", "DOUBLE", "1e+300"},
      {"no number", "'nan'::double", "DOUBLE", "\"nan\""},
      {"infinity", "'-inf'::double", "DOUBLE", "\"-inf\""},
      {"money keeps its zeros", "12.50::decimal(4, 2)", "DECIMAL", "12.50"},
      {"money of a few cents", "(-0.05)::decimal(9, 2)", "DECIMAL", "-0.05"},
      {"a decimal without a whole digit", "0.25::decimal(2, 2)", "DECIMAL", "0.25"},
      {"one below zero", "(-0.25)::decimal(2, 2)", "DECIMAL", "-0.25"},
      {"a decimal in 64 bits", "1234567890123456.78::decimal(18, 2)", "DECIMAL", "1234567890123456.78"},
      {"a decimal in 128 bits", "(-123456789012345678901234567890123456.78)::decimal(38, 2)", "DECIMAL",
       "-123456789012345678901234567890123456.78"},
      {"a short text", "'a'", "VARCHAR", "\"a\""},
      {"a long text with quotes, a line and a letter", "repeat('\"', 2) || chr(10) || 'drei K\xc3\xb6nige und mehr'", "VARCHAR",
       "\"\\\"\\\"\\ndrei K\xc3\xb6nige und mehr\""},
      {"bytes", "'\\x00\\xFF'::blob || 'a'::blob", "BLOB", "\"\\\\x00\\\\xFFa\""},
      {"a timestamp", "timestamp '2026-11-21 06:30:00.25'", "TIMESTAMP", "\"2026-11-21 06:30:00.25\""},
      {"one to the second", "'2026-11-21 06:30:00'::timestamp_s", "TIMESTAMP_S", "\"2026-11-21 06:30:00\""},
      {"one to the millisecond", "'2026-11-21 06:30:00.125'::timestamp_ms", "TIMESTAMP_MS", "\"2026-11-21 06:30:00.125\""},
      {"one to the nanosecond", "'2026-11-21 06:30:00.000000001'::timestamp_ns", "TIMESTAMP_NS", "\"2026-11-21 06:30:00.000000001\""},
      {"one with a zone", "'2026-11-21 06:30:00+02'::timestamptz", "TIMESTAMP WITH TIME ZONE", "\"2026-11-21 04:30:00+00\""},
      {"a date", "date '2026-11-21'", "DATE", "\"2026-11-21\""},
      {"a time", "time '06:30:01.5'", "TIME", "\"06:30:01.5\""},
      {"an interval", "interval '1 day 2 hours'", "INTERVAL", "\"1 day 02:00:00\""},
      {"one of a few words", "'b'::enum('a', 'b')", "ENUM", "\"b\""},
      {"a uuid", "'00112233-4455-6677-8899-aabbccddeeff'::uuid", "UUID", "\"00112233-4455-6677-8899-aabbccddeeff\""},
      {"a list with a hole", "[1, null, 3]", "LIST", "[1, null, 3]"},
      {"a list of lists", "[[1], []]", "LIST", "[[1], []]"},
      {"an array", "array_value(1.5::double, 2.5)", "ARRAY", "[1.5, 2.5]"},
      {"a struct", "{'name': 'a\"b', 'n': 1}", "STRUCT", "{\"name\": \"a\\\"b\", \"n\": 1}"},
      {"JSON is itself, with the decimals that it has", "'{\"a\": 1.50}'::json", "VARCHAR", "{\"a\": 1.50}"},
      {"a map", "map {1: 'x', 2: null}", "MAP", "{\"1\": \"x\", \"2\": null}"},
  }));
  INFO(row.says);
  Session session;
  const Rows rows = session.query(std::string("select ") + row.sql + " as it");
  REQUIRE(rows.rows.size() == 1);
  CHECK(rows.columns[0].name == "it");
  CHECK(rows.columns[0].type == row.type);
  CHECK(to_json(rows.rows[0][0]) == row.json);
}

TEST_CASE("lists and texts are read right in every row of a chunk") {
  Session session;
  const Rows rows = session.query(
      "select range as i, case when range % 3 = 0 then null else [range, -range] end as pair, repeat('x', range::int) as text "
      "from range(5000) order by range");
  REQUIRE(rows.rows.size() == 5000);
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const std::string number = std::to_string(i);
    REQUIRE(rows.rows[i][0].text == number);
    REQUIRE(to_json(rows.rows[i][1]) == (i % 3 == 0 ? "null" : "[" + number + ", -" + number + "]"));
    REQUIRE(rows.rows[i][2].text.size() == i);
  }
}

TEST_CASE("a type that cannot be shown is named with its column and the way out") {
  Session session;
  CHECK_THROWS_WITH(session.query("select '101'::bit as flags"), Catch::Contains("'flags'") && Catch::Contains("as varchar"));
  CHECK_THROWS_WITH(session.query("select ['101'::bit] as flags"), Catch::Contains("'flags'") && Catch::Contains("as varchar"));
}
