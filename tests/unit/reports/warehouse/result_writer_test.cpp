#include "reports/warehouse/result_writer.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/duckdb_session.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

std::string written(Format format, const std::string& sql) {
  Session session;
  std::ostringstream out;
  const auto writer = make_writer(format, out);
  session.stream(sql, *writer);
  writer->finish();
  return out.str();
}

}  // namespace

TEST_CASE("a table has numbers to the right and everything on its line") {
  CHECK(written(Format::table, "select * from (values ('read menu', 7, 1.50), ('place order', 12345, null)) t (step, p99, share)") ==
        "step           p99  share\n"
        "-----------  -----  -----\n"
        "read menu        7   1.50\n"
        "place order  12345   NULL\n");
  CHECK(written(Format::table, "select 'a' || chr(10) || 'b' || chr(7) as text, 'K\xc3\xb6nig' as name, 1 as n") ==
        "text      name   n\n"
        "--------  -----  -\n"
        "a\\nb\\x07  K\xc3\xb6nig  1\n");
}

TEST_CASE("a table cuts long text, the other formats do not") {
  const std::string sql = "select repeat('\xc3\xb6', 300) as t";
  CHECK_THAT(written(Format::table, sql), Catch::EndsWith("\xc3\xb6...\n"));
  CHECK(written(Format::table, sql).size() < 600);
  CHECK(written(Format::csv, sql).size() == 2 + 600 + 1);
  CHECK(written(Format::json, sql).size() > 600);
}

TEST_CASE("csv quotes what needs it and tells empty from NULL") {
  CHECK(
      written(Format::csv, R"(select 'a,b' as "x,y", 'say "hi"' as q, '' as e, null as n, 'two' || chr(10) || 'lines' as l, 1.50 as d)") ==
      "\"x,y\",q,e,n,l,d\n\"a,b\",\"say \"\"hi\"\"\",\"\",,\"two\nlines\",1.50\n");
}

TEST_CASE("json keeps numbers as they are and gives each column a key") {
  const std::string text =
      written(Format::json, "select 1 as a, 2.50 as a, null as b, 'x\"' as c, [1, 2] as d union all select 2, 0, 'y', '', []");
  CHECK_THAT(text, Catch::Contains("\"a:1\": 2.50"));
  const nlohmann::json rows = nlohmann::json::parse(text);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == nlohmann::json::parse(R"({"a": 1, "a:1": 2.5, "b": null, "c": "x\"", "d": [1, 2]})"));
}

TEST_CASE("an empty result keeps its shape") {
  const std::string sql = "select 1 as a, 'x' as b where false";
  CHECK(written(Format::table, sql) == "a  b\n-  -\n");
  CHECK(written(Format::csv, sql) == "a,b\n");
  CHECK(written(Format::json, sql) == "[]\n");
  CHECK(written(Format::table, "create table t (a integer)").empty());
  CHECK(written(Format::csv, "create table t (a integer)").empty());
  CHECK(written(Format::json, "create table t (a integer)") == "[]\n");
}

TEST_CASE("rows beyond those that set the widths are all written") {
  const std::string text =
      written(Format::table, "select case when range < 2500 then range else range * 1000000 end as n from range(3000)");
  CHECK(std::count(text.begin(), text.end(), '\n') == 3002);
  CHECK_THAT(text, Catch::Contains("\n 1500\n") || Catch::Contains("\n1500\n"));
  CHECK_THAT(text, Catch::EndsWith("\n2999000000\n"));
}

TEST_CASE("a stream that refuses ends the query") {
  Session session;
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  for (const Format format : {Format::table, Format::csv, Format::json}) {
    const auto writer = make_writer(format, out);
    CHECK_THROWS_AS(
        [&] {
          session.stream("select range from range(5000)", *writer);
          writer->finish();
        }(),
        UserError);
  }
}

TEST_CASE("formats go by their names") {
  CHECK(format_of("table") == Format::table);
  CHECK(format_of("csv") == Format::csv);
  CHECK(format_of("json") == Format::json);
  CHECK_FALSE(format_of("xml"));
}
