#include "reports/warehouse/pipeline/kpi.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/warehouse.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

constexpr EmbeddedFile file{"kpi/sample.sql", R"(-- A sentence.
-- needs: gold/x
-- result: row
select 12.50::decimal(18, 2) as revenue, 3 as orders, null as nothing;
-- result: months rows
select 'a "b"' as month, 1.00::decimal(18, 2) as revenue union all select 'c', 2.50 order by 1;
-- result: segments keyed
select 'VIP' as segment, 3 as count, 800 as min_spend;
-- result: top value
select 'North';
-- result: none rows
select 1 as a where false;
-- result: insights texts
select 'One.' union all select 'Two.' order by 1;
)"};

}  // namespace

TEST_CASE("each result of a KPI stands where its line says, with all digits of its numbers", "[kpi]") {
  Session session;
  CHECK(kpi_json(session, read_sql_file(file)) == R"({
  "revenue": 12.50,
  "orders": 3,
  "nothing": null,
  "months": [
    {"month": "a \"b\"", "revenue": 1.00},
    {"month": "c", "revenue": 2.50}
  ],
  "segments": {
    "VIP": {"count": 3, "min_spend": 800}
  },
  "top": "North",
  "none": [],
  "insights": [
    "One.",
    "Two."
  ]
})");
}

TEST_CASE("a KPI without result lines is one list under its own name", "[kpi]") {
  Session session;
  const SqlFile plain = read_sql_file({"kpi/plain.sql", "-- A sentence.\nselect 1 as a;\n"});
  CHECK(nlohmann::json::parse(kpi_json(session, plain)) == nlohmann::json{{"plain", {{{"a", 1}}}}});
}

TEST_CASE("a wrapped KPI says when, from what and by which SQL", "[kpi]") {
  const auto json = nlohmann::json::parse(wrapped(read_sql_file(file), "{\n  \"a\": 1.50\n}", "2026-11-21T00:00:00Z", "v3-1234"));
  CHECK(json.at("calculation_date") == "2026-11-21T00:00:00Z");
  CHECK(json.at("kpi_value").at("a") == 1.5);
  CHECK(json.at("metadata").at("version") == "v3-1234");
  CHECK(json.at("metadata").at("definition") == "A sentence.");
  CHECK(json.at("metadata").at("sql_sha256").get<std::string>().size() == 64);
}

TEST_CASE("a shape that is none and SQL that is wrong are told with the file", "[kpi]") {
  Session session;
  CHECK_THROWS_WITH(results_of(read_sql_file({"kpi/odd.sql", "-- result: a list\nselect 1"})), Catch::Contains("kpi/odd.sql"));
  CHECK_THROWS_WITH(kpi_json(session, read_sql_file({"kpi/odd.sql", "-- result: a rows\nselect nothing"})), Catch::Contains("kpi/odd.sql"));
  CHECK_THROWS_AS(kpi_json(session, read_sql_file({"kpi/odd.sql", "-- result: row\nselect 1 where false"})), std::logic_error);
}

TEST_CASE("every KPI gives an object of the same members when nothing was loaded", "[kpi]") {
  Warehouse house;
  house.open();
  const KpiTexts texts = compute_kpis(house.session());
  CHECK(texts.size() == kpis().size());
  for (const auto& [name, text] : texts) {
    INFO(name);
    const auto json = nlohmann::json::parse(text);
    CHECK(json.size() >= results_of(find_kpi(name)).size());
  }
  CHECK(nlohmann::json::parse(full_report(texts)).size() == texts.size());
}
