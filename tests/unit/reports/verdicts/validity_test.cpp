#include "reports/verdicts/validity.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::verdicts;

namespace {

constexpr std::int64_t ms = 1'000'000;

struct Sound {
  runs::RunRecord record;
  runs::Summary summary;
};

// Ten seconds without a fault: 2,000 requests of 20 ms, sent 0.1 ms late, on a generator at half a core.
Sound sound_run() {
  Sound run;
  run.record.meta = {{"ended_by", "plan"}, {"plan", {{"thresholds", nlohmann::json::array()}}}};
  for (int tick = 1; tick <= 10; ++tick) run.record.ticks.push_back({{"at_ns", tick * 1000 * ms}, {"cpu", {0.5, 0.2}}});
  run.summary.totals.response.all.record(20 * ms, 2000);
  run.summary.generator.send_lag.record(ms / 10, 2000);
  run.summary.load = {1000, 1000, 1000, 0, 0, 100, 100};
  run.summary.generator.users_permitted = 50;
  return run;
}

void set_cpu(Sound& run, std::size_t busy_ticks, double share) {
  for (std::size_t i = 0; i < busy_ticks; ++i) run.record.ticks[i]["cpu"][1] = share;
}

struct Harm {
  const char* says;
  void (*harm)(Sound&);
  const char* reason;  // empty for valid
};

void check_harm(const Harm& row) {
  INFO(row.says);
  Sound run = sound_run();
  row.harm(run);
  const Validity validity = judge_measurement(run.record, run.summary);
  CHECK(validity.valid == validity.reasons.empty());
  CHECK(validity.valid == std::string(row.reason).empty());
  if (validity.valid) return;
  REQUIRE(validity.reasons.size() == 1);
  CHECK_THAT(validity.reasons.front(), Catch::Contains(row.reason));
}

}  // namespace

TEST_CASE("a measurement is invalid if requests left late, by more than the target's own time explains") {
  check_harm(GENERATE(values<Harm>({
      {"nothing is wrong", [](Sound&) {}, ""},
      {"late beyond 1 ms and beyond a tenth of the response", [](Sound& r) { r.summary.generator.send_lag.record(5 * ms, 200); },
       "send lag p99"},
      {"late beyond 1 ms, but the target is slower by far",
       [](Sound& r) {
         r.summary.generator.send_lag.record(5 * ms, 200);
         r.summary.totals.response.all.record(900 * ms, 500);
       },
       ""},
      {"late by a quarter of a quick answer, yet below 1 ms",
       [](Sound& r) {
         r.summary.totals.response.all.reset();
         r.summary.totals.response.all.record(2 * ms, 2000);
         r.summary.generator.send_lag.record(ms / 2, 500);
       },
       ""},
      {"one late request in a hundred decides nothing at p90",
       [](Sound& r) {
         r.summary.generator.send_lag.reset();
         r.summary.generator.send_lag.record(ms / 10, 198);
         r.summary.generator.send_lag.record(90 * ms, 2);
       },
       ""},
      {"a small run is judged at the percentile it supports",
       [](Sound& r) {
         r.summary.generator.send_lag.reset();
         r.summary.generator.send_lag.record(9 * ms, 200);
       },
       "send lag p90"},
      {"a handful of samples is not judged",
       [](Sound& r) {
         r.summary.generator.send_lag.reset();
         r.summary.generator.send_lag.record(9 * ms, 19);
       },
       ""},
  })));
}

TEST_CASE("a measurement is invalid if the generator was short of CPU or held arrivals back") {
  check_harm(GENERATE(values<Harm>({
      {"2 of 1,000 arrivals held back beside an idle user", [](Sound& r) { r.summary.generator.waited_beside_idle = 2; }, "2 of 1,000 due"},
      {"1 of 1,000", [](Sound& r) { r.summary.generator.waited_beside_idle = 1; }, ""},
      {"a worker without CPU in two of ten seconds", [](Sound& r) { set_cpu(r, 2, 0.97); }, "in 2 of 10 seconds"},
      {"in one of ten", [](Sound& r) { set_cpu(r, 1, 1.0); }, ""},
      {"busy, but not at its end", [](Sound& r) { set_cpu(r, 10, 0.94); }, ""},
      {"busy during the warm-up only",
       [](Sound& r) {
         set_cpu(r, 3, 1.0);
         r.summary.warmup = std::chrono::seconds(3);
       },
       ""},
      {"busy in a last tick too short to say",
       [](Sound& r) {
         set_cpu(r, 1, 1.0);
         r.record.ticks.push_back({{"at_ns", 10'100 * ms}, {"cpu", {1.0}}});
       },
       ""},
  })));
}

TEST_CASE("a measurement is invalid if the generator could not do what the script asked") {
  check_harm(GENERATE(values<Harm>({
      {"out of descriptors", [](Sound& r) { r.summary.errors["out of descriptors"] = 7; }, "7 requests could not be sent"},
      {"out of ports", [](Sound& r) { r.summary.errors["out of ports"] = 1; }, "1 request could not be sent"},
      {"errors of the target", [](Sound& r) { r.summary.errors["http 503"] = 900; }, ""},
      {"a script that fails in 2 of 100", [](Sound& r) { r.summary.generator.script_errors = 20; }, "20 script errors in 1,000 iterations"},
      {"a script that fails in 1 of 100", [](Sound& r) { r.summary.generator.script_errors = 10; }, ""},
      {"a slip in a small run",
       [](Sound& r) {
         r.summary.load.started = 100;
         r.summary.generator.script_errors = 4;
       },
       ""},
      {"a script that never works",
       [](Sound& r) {
         r.summary.load.started = 1;
         r.summary.generator.script_errors = 1;
       },
       "1 script error in 1 iteration"},
      {"nothing measured", [](Sound& r) { r.summary.totals.response.all.reset(); }, "Nothing was measured"},
      {"nothing measured because someone stopped it at once",
       [](Sound& r) {
         r.summary.totals.response.all.reset();
         r.record.meta["ended_by"] = "interrupt";
       },
       ""},
  })));
}

TEST_CASE("what is the target's doing is warned about and leaves a measurement valid") {
  struct Row {
    const char* says;
    void (*change)(Sound&);
    const char* warning;  // empty for none
  };
  const Row row = GENERATE(values<Row>({
      {"a sound run has no warnings", [](Sound&) {}, ""},
      {"users exhausted", [](Sound& r) { r.summary.generator.waited_for_user = 1200; }, "1,200 arrivals found all 50 permitted users busy"},
      {"drops", [](Sound& r) { r.summary.load.dropped = 3; }, "3 of 1,000 arrivals were dropped"},
      {"iterations cut off at the end", [](Sound& r) { r.summary.load.censored = 7; }, "7 of 1,000 iterations were unfinished"},
      {"failed checks that nothing judges",
       [](Sound& r) {
         r.summary.checks["paid"] = {98, 2};
       },
       "2 of 100 checks failed"},
      {"failed checks with a threshold on them",
       [](Sound& r) {
         r.summary.checks["paid"] = {98, 2};
         r.record.meta["plan"]["thresholds"].push_back({{"metric", "checks{check:paid}"}, {"expression", "rate > 90%"}});
       },
       ""},
      {"an interrupt", [](Sound& r) { r.record.meta["ended_by"] = "interrupt"; }, "interrupted"},
      {"a kill", [](Sound& r) { r.record.interrupted = true; }, "cut short"},
      {"what the record itself lacks", [](Sound& r) { r.record.warnings.emplace_back("line 17 is cut short"); }, "line 17"},
      {"a few script errors", [](Sound& r) { r.summary.generator.script_errors = 2; }, "2 script errors"},
  }));
  INFO(row.says);
  Sound run = sound_run();
  row.change(run);
  const Validity validity = judge_measurement(run.record, run.summary);
  CHECK(validity.valid);
  CHECK(validity.warnings.size() == (std::string(row.warning).empty() ? 0U : 1U));
  if (!validity.warnings.empty()) CHECK_THAT(validity.warnings.front(), Catch::Contains(row.warning));
}
