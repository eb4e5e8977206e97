#include "reports/runs/imported.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::runs {
namespace {

RunRecord record_with(nlohmann::json imported) {
  RunRecord record;
  record.directory = "some-run";
  record.meta["imported"] = std::move(imported);
  return record;
}

}  // namespace

TEST_CASE("a run of our own was imported from nowhere") { CHECK_FALSE(imported(RunRecord{})); }

TEST_CASE("an imported run tells its tool and what that states") {
  const auto found = imported(record_with({{"tool", "Locust"},
                                           {"meaning", "from sending on"},
                                           {"stated_precision", "Rounded."},
                                           {"stated",
                                            {{{"scenario", "locust"},
                                              {"step", "GET /"},
                                              {"count", 5},
                                              {"errors", 1},
                                              {"times", {{{"name", "p99"}, {"ns", 9.5e6}}, {{"name", "max"}, {"ns", 1e7}}}}}}}}));
  REQUIRE(found);
  CHECK(found->tool == "Locust");
  CHECK(found->stated_precision == "Rounded.");
  REQUIRE(found->stated.size() == 1);
  CHECK(found->stated[0].step == "GET /");
  CHECK(found->stated[0].errors == 1);
  CHECK(found->stated[0].times_ns == std::vector<std::pair<std::string, double>>{{"p99", 9.5e6}, {"max", 1e7}});
}

TEST_CASE("a damaged origin is refused by name") {
  CHECK_THROWS_WITH(imported(record_with("k6")), Catch::Contains("some-run: 'imported' is no object"));
  CHECK_THROWS_WITH(imported(record_with({{"tool", 6}})), Catch::Contains("'tool' is no text"));
  CHECK_THROWS_WITH(imported(record_with({{"stated", {{{"count", -1}}}}})), Catch::Contains("'count' is no count"));
}

TEST_CASE("service time stands first only where there is no response time") {
  Summary summary;
  CHECK(headline_of(summary).kind == std::string("response"));
  summary.totals.service.all.record(5);
  CHECK(headline_of(summary).title == std::string("Service time"));
  CHECK(&(summary.totals.*headline_of(summary).time) == &summary.totals.service);
  summary.totals.response.all.record(7);
  CHECK(headline_of(summary).name == std::string("response time"));
}

}  // namespace rushhour::runs
