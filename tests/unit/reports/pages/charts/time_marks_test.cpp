#include "reports/pages/charts/time_marks.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;

namespace {

nlohmann::json marks_of(const runs::RunRecord& record) {
  const verdicts::Conclusion conclusion = verdicts::conclude(record);
  const Course course = course_of(record, "response");
  return stage_marks({record, conclusion, course});
}

}  // namespace

TEST_CASE("stages are marked where they begin, with where they go, the first apart") {
  runs::RunRecord record = test::sample_run({});
  CHECK(marks_of(record) == nlohmann::json::array({{{"begin_s", 35.0}, {"label", "at 200/s"}}}));
  record.meta["plan"]["scenarios"][0]["stages"][1]["rate_end"] = 0;
  CHECK(marks_of(record)[0]["label"] == "to 0/s");
}

TEST_CASE("stages of several scenarios bring their scenario's name, made harmless") {
  runs::RunRecord record = test::sample_run({});
  nlohmann::json other = record.meta["plan"]["scenarios"][0];
  other["name"] = "a\nb";
  record.meta["plan"]["scenarios"].push_back(other);
  const nlohmann::json marks = marks_of(record);
  REQUIRE(marks.size() == 2);
  CHECK(marks[0]["label"] == "diners at 200/s");
  CHECK(marks[1]["label"] == "a\\x0ab at 200/s");
}

TEST_CASE("so many stages that nobody could tell them apart are not marked") {
  runs::RunRecord record = test::sample_run({});
  nlohmann::json& stages = record.meta["plan"]["scenarios"][0]["stages"];
  while (stages.size() < 60) stages.push_back({{"length_ns", 1}, {"rate_begin", 1}, {"rate_end", 2}});
  CHECK(marks_of(record).size() == 59);
  stages.push_back({{"length_ns", 1}, {"rate_begin", 1}, {"rate_end", 2}});
  CHECK(marks_of(record).empty());
}
