#include "reports/outputs/csv.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "reports/pages/words/plain_text.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using test::Told;

namespace {

using Records = std::vector<std::vector<std::string>>;

Records records_of(const Told& run) { return test::csv_records(outputs::csv_rows(run.record, run.conclusion)); }

std::size_t column(const Records& records, const std::string& name) {
  for (std::size_t i = 0; i < records[0].size(); ++i)
    if (records[0][i] == name) return i;
  FAIL("no column " << name);
  return 0;
}

}  // namespace

TEST_CASE("CSV has a head that names its columns, and every record has as many fields") {
  const Records records = records_of(test::failed_run());
  REQUIRE(records.size() > 100);
  CHECK(records[0].front() == "run");
  CHECK(records[0].back() == "bytes_in");
  for (const char* name :
       {"scope", "phase", "begin_s", "time", "step", "outcome", "count", "errors", "response_p99.9_ms", "service_max_ms"})
    CHECK(column(records, name) > 0);
  for (const auto& record : records) REQUIRE(record.size() == records[0].size());
}

TEST_CASE("CSV of a run says what its summary says") {
  const Told run = test::failed_run();
  const Records records = records_of(run);
  const auto field = [&](const char* name) { return records.back()[column(records, name)]; };
  CHECK(field("run") == "lunch-rush-20261121T063000Z-7f3a");
  CHECK(field("scope") == "run");
  CHECK(field("begin_s") == "5");
  CHECK(field("length_s") == "65");
  CHECK(field("time").starts_with("2026-11-21T06:30:05.123"));
  CHECK(field("count") == std::to_string(run.conclusion.summary.totals.count));
  CHECK(field("errors") == std::to_string(run.conclusion.summary.totals.errors));
  const std::int64_t p99_ns = run.conclusion.summary.totals.response.all.quantile(0.99);
  CHECK(std::llround(std::strtod(field("response_p99_ms").c_str(), nullptr) * 1e6) == p99_ns);
  CHECK(field("service_at_least").find("max") != std::string::npos);
}

TEST_CASE("no name is a formula, ends a field or a line, or acts on a terminal") {
  const Records records = records_of(test::evil_run());
  const std::size_t step = column(records, "step");
  const std::string shown = "'" + pages::harmless(test::evil_name);
  std::size_t met = 0;
  std::size_t biting = 0;
  for (const auto& record : records) {
    REQUIRE(record.size() == records[0].size());
    if (record[step] == shown) ++met;
    for (const std::string& field : record) {
      const bool acts = field.find_first_of("\x1b\n\r") != std::string::npos;
      biting += acts || (!field.empty() && std::string("=+-@\t\r").find(field[0]) != std::string::npos) ? 1U : 0U;
    }
  }
  CHECK(biting == 0);
  CHECK(met > 50);
}

TEST_CASE("each beginning of a formula is guarded, and figures are left alone") {
  for (const char* name : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    Told run = test::single_run();
    for (const char* kind : {"response", "service"}) run.record.intervals[0].series[{"diners", name, kind}].record(1'000'000);
    run = test::told(std::move(run.record));
    const Records records = records_of(run);
    std::size_t guarded = 0;
    for (const auto& record : records) guarded += record[column(records, "step")] == std::string("'") + name ? 1U : 0U;
    CHECK(guarded == 2);  // its interval and its sum
    CHECK(records[1][column(records, "count")] == "1");
  }
}

TEST_CASE("runs without samples, and with one, have their rows") {
  const Records empty = records_of(test::empty_run());
  REQUIRE(empty.size() == 2);
  CHECK(empty[1][column(empty, "count")] == "0");
  CHECK(empty[1][column(empty, "response_p50_ms")].empty());
  const Records single = records_of(test::single_run());
  REQUIRE(single.size() == 4);  // the head, the interval, the step, the run
  CHECK(single[1][column(single, "response_p90_ms")].empty());
  CHECK_FALSE(single[1][column(single, "response_max_ms")].empty());
}

TEST_CASE("five thousand steps are ten thousand rows") { CHECK(records_of(test::crowded_run(5000)).size() == 1 + 5000 + 5000 + 1); }
