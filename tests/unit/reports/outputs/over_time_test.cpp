#include "reports/outputs/over_time.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using outputs::TimeRow;
using test::Told;

namespace {

std::vector<TimeRow> rows_of(const Told& run) {
  std::vector<TimeRow> rows;
  outputs::each_row(run.record, run.conclusion, [&](const TimeRow& row) { rows.push_back(row); });
  return rows;
}

std::vector<TimeRow> rows_of(const std::vector<TimeRow>& rows, std::string_view scope) {
  std::vector<TimeRow> found;
  for (const TimeRow& row : rows)
    if (row.scope == scope) found.push_back(row);
  return found;
}

}  // namespace

TEST_CASE("rows of intervals add up to those of steps, and these to the run") {
  const Told run = test::failed_run();
  const std::vector<TimeRow> rows = rows_of(run);
  std::uint64_t of_intervals = 0, errors_of_intervals = 0, of_steps = 0;
  for (const TimeRow& row : rows_of(rows, "interval")) {
    CHECK(row.errors == (row.outcome == "error" ? row.count : 0));
    if (row.phase == "main") of_intervals += row.count;
    if (row.phase == "main") errors_of_intervals += row.errors;
  }
  for (const TimeRow& row : rows_of(rows, "step")) of_steps += row.count;
  const std::vector<TimeRow> whole = rows_of(rows, "run");
  REQUIRE(whole.size() == 1);
  CHECK(of_intervals == whole[0].count);
  CHECK(of_steps == whole[0].count);
  CHECK(errors_of_intervals == whole[0].errors);
  CHECK(whole[0].count == run.conclusion.summary.totals.count);
  CHECK(whole[0].errors == run.conclusion.summary.totals.errors);
  CHECK(whole[0].errors > 0);
}

TEST_CASE("intervals come in time order, with the warm-up marked, and the whole run behind them") {
  const Told run = test::passed_run();
  const std::vector<TimeRow> rows = rows_of(run);
  Instant before{0};
  bool over = false;
  for (const TimeRow& row : rows) {
    if (row.scope != "interval") over = true;
    if (row.scope != "interval") continue;
    CHECK_FALSE(over);
    CHECK(row.begin >= before);
    CHECK(row.phase == (row.begin < std::chrono::seconds(5) ? "warmup" : "main"));
    CHECK(row.length == std::chrono::seconds(1));
    before = row.begin;
  }
  const TimeRow& whole = rows.back();
  CHECK(whole.scope == "run");
  CHECK(whole.begin == std::chrono::seconds(5));
  CHECK(whole.length == std::chrono::seconds(65));
  CHECK((whole.step.empty() && whole.scenario.empty() && whole.outcome == "all"));
}

TEST_CASE("figures are those of the summary, in milliseconds to the nanosecond") {
  const Told run = test::passed_run();
  const TimeRow whole = rows_of(run).back();
  const latency::Histogram& response = run.conclusion.summary.totals.response.all;
  CHECK(whole.response.ms[0] == static_cast<double>(response.min()) / 1e6);
  CHECK(whole.response.ms[2] == static_cast<double>(response.quantile(0.5)) / 1e6);
  CHECK(whole.response.ms[6] == static_cast<double>(response.quantile(0.999)) / 1e6);
  CHECK(whole.response.ms[7] == static_cast<double>(response.max()) / 1e6);
  CHECK(whole.service.ms[5] == static_cast<double>(run.conclusion.summary.totals.service.all.quantile(0.99)) / 1e6);
  CHECK(std::abs(*whole.response.ms[1] * 1e6 - response.mean()) <= 0.5);
}

TEST_CASE("a percentile that the sample does not support has no figure, and a lower bound says so") {
  const std::vector<TimeRow> single = rows_of(test::single_run());
  const TimeRow& one = single.front();
  CHECK(one.count == 1);
  CHECK(one.response.ms[2].has_value());  // the median of one
  for (const std::size_t i : {3U, 4U, 5U, 6U}) CHECK_FALSE(one.response.ms[i].has_value());
  CHECK(*one.response.ms[0] == Approx(7).epsilon(0.001));
  CHECK(*one.response.ms[7] == Approx(7).epsilon(0.001));
  const TimeRow whole = rows_of(test::failed_run()).back();
  CHECK(whole.response.at_least[7] == test::failed_run().conclusion.summary.totals.response.at_least(1));
  CHECK(whole.service.at_least[7]);
  CHECK_FALSE(whole.service.at_least[2]);
  CHECK_FALSE(whole.service.at_least[0]);
}

TEST_CASE("a run in which nothing was measured is one row of zeros") {
  const std::vector<TimeRow> rows = rows_of(test::empty_run());
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].scope == "run");
  CHECK(rows[0].count == 0);
  for (const auto& figure : rows[0].response.ms) CHECK_FALSE(figure.has_value());
}

TEST_CASE("imported runs have the times that their tool has") {
  const std::vector<TimeRow> samples = rows_of(test::imported_run());
  CHECK(samples.back().count > 0);
  CHECK_FALSE(samples.back().response.ms[2].has_value());
  CHECK(samples.back().service.ms[2].has_value());
  const std::vector<TimeRow> rows = rows_of(test::stated_run());
  const std::vector<TimeRow> stated = rows_of(rows, "stated");
  REQUIRE(stated.size() == 1);
  CHECK(stated[0].step == "(all requests)");
  CHECK(stated[0].count == 1000);
  CHECK(stated[0].errors == 3);
  CHECK(stated[0].service.ms[1] == 12.5);
  CHECK(stated[0].service.ms[4] == 20.0);
  CHECK_FALSE(stated[0].service.ms[5].has_value());
  CHECK(rows.back().count > 0);  // counted, though not timed
}

TEST_CASE("the wall time of an instant is told where the start is known") {
  Told run = test::passed_run();
  CHECK(outputs::wall_time_of(run.record, Instant(0)).starts_with("2026-11-21T06:30:00.123"));
  CHECK(outputs::wall_time_of(run.record, std::chrono::hours(24)).starts_with("2026-11-22T06:30:00.123"));
  run.record.meta["imported"] = {{"start_known", false}};
  CHECK(outputs::wall_time_of(run.record, Instant(0)).empty());
  run.record.meta.erase("imported");
  run.record.meta.erase("started_epoch_ns");
  CHECK(outputs::wall_time_of(run.record, Instant(0)).empty());
}
