#include "reports/outputs/run_facts.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using namespace rushhour::outputs;
using test::Told;

TEST_CASE("a run is named by its scenario's file, or by itself") {
  runs::RunRecord record = test::passed_run().record;
  CHECK(scenario_stem(record) == "lunch_rush");
  record.meta["script"]["file"] = "/some/where/a\x1b.b.lua";
  CHECK(scenario_stem(record) == "a\\x1b.b");
  record.meta.erase("script");
  CHECK(scenario_stem(record) == "lunch-rush-20261121T063000Z-7f3a");
}

TEST_CASE("an invalid measurement decides unless it is tolerated or was never judged") {
  CHECK(measurement_word(test::passed_run().conclusion) == "valid");
  CHECK(measurement_word(test::invalid_run().conclusion) == "invalid");
  CHECK(measurement_word(test::tolerated_run().conclusion) == "invalid");
  CHECK(measurement_word(test::imported_run().conclusion) == "unknown");
  CHECK(measurement_decides(test::invalid_run().conclusion));
  for (const Told& run : {test::passed_run(), test::tolerated_run(), test::imported_run()})
    CHECK_FALSE(measurement_decides(run.conclusion));
}

TEST_CASE("what kept a run from its end is told, few words first") {
  CHECK(ending_troubles(test::passed_run().record, test::passed_run().conclusion).empty());
  CHECK(ending_troubles(test::failed_run().record, test::failed_run().conclusion).empty());
  CHECK(ending_troubles(test::invalid_run().record, test::invalid_run().conclusion).empty());
  Told run = test::stopped_run();
  CHECK(ending_troubles(run.record, run.conclusion).front() == "interrupted");
  run.record.meta["ended_by"] = "script";
  run.record.meta["ended_because"] = "setup threw";
  run = test::told(std::move(run.record));
  CHECK(ending_troubles(run.record, run.conclusion) ==
        std::vector<std::string>{"the script failed", "setup threw", "The script failed, so there is little or no load to speak of."});
  run.record.meta["setup_exit"] = 100;
  run = test::told(std::move(run.record));
  CHECK(run.conclusion.exit == Exit::setup_timeout);
  CHECK(ending_troubles(run.record, run.conclusion).front() == "setup took too long");
  run.record.meta["ended_by"] = "plan";
  run.record.meta["teardown_exit"] = 101;
  run = test::told(std::move(run.record));
  CHECK(ending_troubles(run.record, run.conclusion) == std::vector<std::string>{"teardown failed"});
}

TEST_CASE("a threshold is told in a line") {
  const Told run = test::failed_run();
  CHECK(threshold_name(run.conclusion.thresholds[0]) == "response_time{step:place order}: p(99) < 250ms");
  CHECK(threshold_words(run.conclusion.thresholds[0]).starts_with("p(99) was "));
  CHECK(threshold_words(run.conclusion.thresholds[0]).find(", the limit is < 250ms") != std::string::npos);
  CHECK(threshold_words(run.conclusion.thresholds[2]).starts_with("p(99.99999) has no figure, the limit is < 1m, needs "));
}

TEST_CASE("counts stand most first, the rest is one, and nothing is lost") {
  const std::map<std::string, std::uint64_t> counts{{"a", 1}, {"b", 5}, {"c", 3}, {"(other)", 4}, {"d\n", 2}, {"d\\x0a", 2}};
  CHECK(most_first(counts, 9) == Counted{{"b", 5}, {"(other)", 4}, {"d\\x0a", 4}, {"c", 3}, {"a", 1}});
  CHECK(most_first(counts, 2) == Counted{{"b", 5}, {"(other)", 12}});
  CHECK(most_first(counts, 1) == Counted{{"b", 5}, {"(other)", 12}});
  CHECK(most_first({}, 3).empty());
}

TEST_CASE("the main phase is what the warm-up leaves, and never less than nothing") {
  runs::Summary summary;
  summary.actual = std::chrono::seconds(3);
  summary.warmup = std::chrono::seconds(5);
  CHECK(main_length(summary) == Instant(0));
  summary.actual = std::chrono::seconds(9);
  CHECK(main_length(summary) == std::chrono::seconds(4));
}
