#include "reports/warehouse/appender.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

TEST_CASE("every kind of field arrives as it was") {
  Session session;
  session.run("create table t (n bigint, d double, b boolean, s varchar, x blob, nothing varchar)");
  Appender appender(session, "main", "t");
  const std::string bytes("\x00\xff\x27", 3);
  appender.row({std::int64_t{-5}, 0.25, true, std::string_view("it's"), Blob{bytes}, std::monostate()});
  appender.finish();
  const Rows rows = session.query("select n, d, b, s, hex(x), nothing from t");
  REQUIRE(rows.rows.size() == 1);
  std::vector<std::string> texts;
  for (const Cell& cell : rows.rows[0]) texts.push_back(to_json(cell));
  CHECK(texts == std::vector<std::string>{"-5", "0.25", "true", "\"it's\"", "\"00FF27\"", "null"});
}

TEST_CASE("more rows than a batch holds all arrive") {
  Session session;
  session.run("create table t (n bigint, s varchar)");
  Appender appender(session, "main", "t");
  for (std::int64_t i = 0; i < 300'000; ++i) appender.row({i, std::string_view("a text that is longer than twelve bytes")});
  appender.finish();
  CHECK(session.query("select count(*) || ' ' || sum(n) from t").rows[0][0].text == "300000 44999850000");
}

TEST_CASE("text that is no UTF-8 is repaired and costs no other row") {
  Session session;
  session.run("create table t (s varchar)");
  Appender appender(session, "main", "t");
  for (const std::string_view text : {"K\xc3\xb6nig",
                                      "a\xff"
                                      "b",
                                      "cut \xc3", "plain"})
    appender.row({text});
  appender.finish();
  const Rows rows = session.query("select s from t");
  REQUIRE(rows.rows.size() == 4);
  CHECK(rows.rows[0][0].text == "K\xc3\xb6nig");
  CHECK(rows.rows[1][0].text ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(rows.rows[2][0].text == "cut \xef\xbf\xbd");
  CHECK(rows.rows[3][0].text == "plain");
}

TEST_CASE("a table that is not there, and a row that does not fit, are named") {
  Session session;
  CHECK_THROWS_WITH(Appender(session, "main", "nosuch"), Catch::Contains("main.nosuch"));
  session.run("create table t (n integer not null)");
  Appender appender(session, "main", "t");
  CHECK_THROWS_WITH(
      [&] {
        appender.row({std::string_view("no number")});
        appender.finish();
      }(),
      Catch::Contains("main.t"));
}
