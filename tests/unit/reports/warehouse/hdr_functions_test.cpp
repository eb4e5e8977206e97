#include "reports/warehouse/hdr_functions.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_codec.hpp"
#include "reports/warehouse/appender.hpp"
#include "tests/unit/reports/warehouse/records.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using latency::Histogram;

namespace {

struct Group {
  std::int64_t name;
  Histogram histogram;
};

/// A table h (g bigint, histogram blob).
void fill(Session& session, const std::vector<Group>& groups) {
  session.run("create table h (g bigint, histogram blob)");
  Appender appender(session, "main", "h");
  for (const Group& group : groups) {
    const std::string bytes = latency::encode_bytes(group.histogram);
    appender.row({group.name, Blob{bytes}});
  }
  appender.finish();
}

std::string one(Session& session, const std::string& sql) {
  const Rows rows = session.query(sql);
  REQUIRE(rows.rows.size() == 1);
  REQUIRE(rows.rows[0].size() == 1);
  return to_json(rows.rows[0][0]);
}

}  // namespace

TEST_CASE("percentiles of merged histograms are those of all samples, group by group") {
  constexpr std::size_t groups = 7;
  std::vector<Group> rows;
  std::vector<Histogram> merged(groups);
  RandomStream random(1, "test", "hdr", 0);
  for (std::size_t i = 0; i < 3000; ++i) {
    Histogram histogram;
    for (int n = 0; n < 20; ++n) histogram.record(static_cast<std::int64_t>(1e6 * std::exp(2 * random.normal())));
    merged[i % groups].merge(histogram);
    rows.push_back({static_cast<std::int64_t>(i % groups), histogram});
  }
  Session session;
  fill(session, rows);
  const Rows answer = session.query(
      "with m as (select g, hdr_merge(histogram) as h from h group by g) "
      "select hdr_count(h), hdr_quantile(h, 0.5), hdr_quantile(h, 0.99), hdr_quantile(h, 0.999), hdr_quantile(h, 0), hdr_quantile(h, 1), "
      "hdr_max(h), "
      "hdr_mean(h) from m order by g");
  REQUIRE(answer.rows.size() == groups);
  for (std::size_t g = 0; g < groups; ++g) {
    const Histogram& expected = merged[g];
    const auto& row = answer.rows[g];
    CHECK(row[0].text == std::to_string(expected.count()));
    CHECK(row[1].text == std::to_string(expected.quantile(0.5)));
    CHECK(row[2].text == std::to_string(expected.quantile(0.99)));
    CHECK(row[3].text == std::to_string(expected.quantile(0.999)));
    CHECK(row[4].text == std::to_string(expected.quantile(0)));
    CHECK(row[5].text == std::to_string(expected.quantile(1)));
    CHECK(row[6].text == std::to_string(expected.max()));
    CHECK(std::stod(row[7].text) == expected.mean());
  }
}

TEST_CASE("a merge gives the very payload that the histogram itself would be written as") {
  Session session;
  const Histogram a = fixtures::ladder(50, 1'000, 777), b = fixtures::ladder(9, 5'000'000'000, 1'000'000);
  fill(session, {{1, a}, {1, b}});
  Histogram both = a;
  both.merge(b);
  const std::string payload = latency::encode(both);
  CHECK(one(session, "select to_base64(hdr_merge(histogram)) from h") == "\"" + payload + "\"");
}

TEST_CASE("nothing gives nothing") {
  struct Row {
    const char* says;
    const char* sql;
    const char* json;
  };
  const Row row = GENERATE(values<Row>({
      {"a merge of no rows", "select hdr_merge(histogram) from h where g = 99", "null"},
      {"a merge of NULLs alone", "select hdr_merge(null::blob) from h", "null"},
      {"no groups, no rows", "select count(*) from (select hdr_merge(histogram) from h where g = 99 group by g)", "0"},
      {"NULLs beside samples are left out", "select hdr_count(hdr_merge(case when g = 1 then histogram end)) from h", "3"},
      {"a quantile of NULL", "select hdr_quantile(null, 0.5)", "null"},
      {"no quantile asked for", "select hdr_quantile(histogram, null) from h where g = 1", "null"},
      {"the count of NULL", "select hdr_count(null)", "null"},
      {"NULL in one row of many", "select list(hdr_count(case when g = 1 then histogram end) order by g) from h", "[3, null, null]"},
      {"the quantile of an empty histogram", "select hdr_quantile(histogram, 0.5) from h where g = 3", "null"},
      {"its mean", "select hdr_mean(histogram) from h where g = 3", "null"},
      {"its maximum", "select hdr_max(histogram) from h where g = 3", "null"},
      {"its count is a number", "select hdr_count(histogram) from h where g = 3", "0"},
      {"bounds of nothing", "select hdr_at_least(null, null, 0.5)", "null"},
      {"no bounds", "select hdr_at_least(histogram, null, 0.5) from h where g = 1", "false"},
  }));
  INFO(row.says);
  Session session;
  fill(session, {{1, fixtures::histogram_of({1, 2, 3})}, {2, fixtures::histogram_of({9})}, {3, Histogram()}});
  CHECK(one(session, row.sql) == row.json);
}

TEST_CASE("windows merge from states that are used again") {
  std::vector<Group> rows;
  for (std::int64_t i = 0; i < 400; ++i) rows.push_back({i, fixtures::histogram_of({i + 1})});
  Session session;
  fill(session, rows);
  const Rows answer = session.query(
      "select hdr_count(w), hdr_max(w) from (select g, hdr_merge(histogram) over (order by g rows between 9 preceding and current row) as "
      "w from h) "
      "order by g");
  REQUIRE(answer.rows.size() == 400);
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    REQUIRE(answer.rows[i][0].text == std::to_string(std::min<std::size_t>(i + 1, 10)));
    REQUIRE(answer.rows[i][1].text == std::to_string(i + 1));
  }
}

TEST_CASE("what is no histogram ends the query and says so") {
  struct Row {
    const char* says;
    const char* sql;
    const char* part;
  };
  const Row row = GENERATE(values<Row>({
      {"bytes in a merge", "select hdr_merge('nonsense'::blob)", "hdr_merge: "},
      {"bytes among good ones", "select g, hdr_merge(case when g = 2 then 'x'::blob else histogram end) from h group by g", "hdr_merge: "},
      {"no bytes at all", "select hdr_count(''::blob)", "hdr_count: "},
      {"bytes in a quantile", "select hdr_quantile('nonsense'::blob, 0.5)", "hdr_quantile: "},
      {"a payload cut short", "select hdr_mean(unhex(left(hex(histogram), 40))) from h", "hdr_mean: "},
      {"bytes as bounds", "select hdr_at_least(histogram, 'x'::blob, 0.5) from h", "hdr_at_least: "},
      {"percent for a share", "select hdr_quantile(histogram, 99) from h", "from 0 to 1, not 99"},
      {"less than nothing", "select hdr_quantile(histogram, -0.1) from h", "from 0 to 1"},
      {"no number", "select hdr_quantile(histogram, 'nan'::double) from h", "from 0 to 1"},
  }));
  INFO(row.says);
  Session session;
  fill(session, {{1, fixtures::histogram_of({1, 2, 3})}, {2, fixtures::histogram_of({9})}});
  CHECK_THROWS_WITH(session.query(row.sql), Catch::Contains(row.part));
  CHECK(one(session, "select hdr_count(hdr_merge(histogram)) from h") == "4");
}

TEST_CASE("a quantile that rests on lower bounds is told from one that does not") {
  // 90 finished within 10 ms; 10 were cut off at 100 ms and would have taken longer.
  Histogram all = fixtures::ladder(90, 1'000'000, 100'000), bounds;
  all.record(100'000'000, 10);
  bounds.record(100'000'000, 10);
  Session session;
  fill(session, {{1, all}, {2, bounds}});
  const std::string select = "select hdr_at_least((select histogram from h where g = 1), (select histogram from h where g = 2), ";
  CHECK(one(session, select + "0.5)") == "false");
  CHECK(one(session, select + "0.99)") == "true");
}
