#include "reports/outputs/jsonl.hpp"

#include <catch2/catch.hpp>

#include "reports/outputs/csv.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using nlohmann::json;
using test::Told;

namespace {

std::vector<json> objects_of(const Told& run) {
  std::vector<json> objects;
  for (const std::string& line : test::lines_of(outputs::json_lines(run.record, run.conclusion))) objects.push_back(json::parse(line));
  return objects;
}

}  // namespace

TEST_CASE("JSON lines hold the rows of CSV") {
  for (const Told& run : {test::failed_run(), test::imported_run(), test::stated_run(), test::empty_run(), test::crowded_run(50)}) {
    const auto records = test::csv_records(outputs::csv_rows(run.record, run.conclusion));
    const std::vector<json> objects = objects_of(run);
    REQUIRE(objects.size() + 1 == records.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const std::vector<std::string>& record = records[i + 1];
      CHECK(objects[i]["scope"] == record[1]);
      CHECK(objects[i]["step"] == record[7]);
      CHECK(objects[i]["outcome"] == record[8]);
      CHECK(objects[i]["count"].dump() == record[9]);
      std::size_t column = 11;
      for (const std::string kind : {"response", "service"}) {
        for (const char* figure : {"min", "mean", "p50", "p90", "p95", "p99", "p99.9", "max"}) {
          const json& value = objects[i][kind + "_ms"][figure];
          const std::string& field = record[column++];
          CHECK((value.is_null() ? field.empty() : value.get<double>() == std::strtod(field.c_str(), nullptr)));
        }
        std::string bounds;
        for (const json& name : objects[i][kind + "_at_least"]) bounds += (bounds.empty() ? "" : " ") + name.get<std::string>();
        CHECK(bounds == record[column++]);
      }
    }
  }
}

TEST_CASE("what is not supported is null, and lower bounds are listed") {
  const json single = objects_of(test::single_run()).front();
  CHECK(single["response_ms"]["p99"].is_null());
  CHECK(single["response_ms"]["max"].is_number());
  CHECK(single["response_at_least"] == json::array());
  const json whole = objects_of(test::failed_run()).back();
  CHECK(whole["service_at_least"].back() == "max");
  Told unlike = test::failed_run();  // no service time is a lower bound, though a response time is
  unlike.conclusion.summary.totals.service.bounds = {};
  CHECK(objects_of(unlike).back()["service_at_least"] == json::array());
  CHECK_FALSE(objects_of(unlike).back()["response_at_least"].empty());
  CHECK(objects_of(test::empty_run()).back()["service_ms"]["mean"].is_null());
}

TEST_CASE("names are as the run has them, except for bytes that no JSON holds") {
  const std::vector<json> objects = objects_of(test::evil_run());
  const std::string kept = test::evil_name.substr(0, test::evil_name.size() - 1) + "\xEF\xBF\xBD";
  std::size_t met = 0;
  for (const json& object : objects) met += object["step"] == kept ? 1U : 0U;
  CHECK(met > 50);
}

TEST_CASE("without a known start the time is null") {
  Told run = test::imported_run();
  run.record.meta["imported"]["start_known"] = false;
  CHECK(objects_of(run).front()["time"].is_null());
}

TEST_CASE("nothing in the files that hold JSON acts on a terminal that shows them, and every name is whole for who reads them") {
  const std::string name =
      "menu \xC2\x9B"
      "2J \xC2\x90q\xC2\x9C \x7f \x1b[0m caf\xC3\xA9 \xC2\xA0";
  test::SampleRun wanted;
  wanted.step = name;
  const Told run = test::told(test::sample_run(wanted));
  const std::string lines = outputs::json_lines(run.record, run.conclusion);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto byte = static_cast<unsigned char>(lines[i]);
    const bool control = byte < 0x20 ? lines[i] != '\n' : byte == 0x7f;
    const bool high_control = byte == 0xC2 && static_cast<unsigned char>(lines[i + 1]) < 0xA0;
    if (control || high_control) FAIL("a raw control at byte " << i);
  }
  std::size_t met = 0;
  for (const std::string& line : test::lines_of(lines)) met += json::parse(line)["step"] == name ? 1U : 0U;
  CHECK(met > 50);
  CHECK_THAT(lines, Catch::Contains("menu \\u009b2J \\u0090q\\u009c \\u007f \\u001b[0m caf\xC3\xA9 \xC2\xA0"));
}
