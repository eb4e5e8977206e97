#include "reports/verdicts/validity.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/verdicts/sound_run.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;

namespace {

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

TEST_CASE("a measurement is invalid if answers were read late, by more than the target's own time explains") {
  check_harm(GENERATE(values<Harm>({
      {"a punctual loop", [](Sound& r) { r.summary.generator.loop_lag.record(ms / 10, 5000); }, ""},
      {"late in one beat of fifty",
       [](Sound& r) {
         r.summary.generator.loop_lag.record(ms / 10, 4900);
         r.summary.generator.loop_lag.record(5 * ms, 100);
       },
       "loop lag p99"},
      {"one hiccup of a fifth of a second in a minute",
       [](Sound& r) {
         r.summary.generator.loop_lag.record(ms / 10, 2990);
         for (int beat = 0; beat < 10; ++beat) r.summary.generator.loop_lag.record(beat * 20 * ms);
       },
       ""},
      {"late, but the target is slower by far",
       [](Sound& r) {
         r.summary.generator.loop_lag.record(5 * ms, 1000);
         r.summary.totals.response.all.reset();
         r.summary.totals.response.all.record(900 * ms, 2000);
       },
       ""},
      {"too few beats to judge", [](Sound& r) { r.summary.generator.loop_lag.record(90 * ms, 19); }, ""},
  })));
}

TEST_CASE("a worker that is never idle is out of CPU, and told from one that was not given its core") {
  check_harm(GENERATE(values<Harm>({
      {"it computed all the time", [](Sound& r) { set_cpu(r, 5, 0.99); }, "ran out of CPU"},
      {"it waited for its core whenever it did not compute", [](Sound& r) { set_core_wait(r, 5, 0.46); }, "did not get its core"},
      {"now the one, now the other",
       [](Sound& r) {
         set_core_wait(r, 2, 0.46);
         set_cpu(r, 5, 0.99);
       },
       "ran out of CPU"},
      {"for a single second", [](Sound& r) { set_core_wait(r, 1, 0.46); }, ""},
      {"another worker's wait is not added to its own time",
       [](Sound& r) {
         for (auto& tick : r.record.ticks) tick["core_wait"] = {0.1, 0.6};
         r.record.warnings.clear();
       },
       ""},
  })));
}

TEST_CASE("what others take of the machine is a reason where the generator was late, and else a warning") {
  struct Row {
    const char* says;
    void (*change)(Sound&);
    const char* words;
  };
  const Row row = GENERATE(values<Row>({
      {"its core", [](Sound& r) { set_core_wait(r, 4, 0.3); }, "did not get its core at once"},
      {"the host's other guests", [](Sound& r) { set_machine(r, "steal", 4, 0.15); }, "in 4 of 10 seconds (steal, at most 15 %)"},
      {"a limit of its own", [](Sound& r) { set_machine(r, "throttled", 4, 0.5); }, "throttled in a tenth"},
  }));
  INFO(row.says);
  Sound run = sound_run();
  row.change(run);
  const Validity calm = judge_measurement(run.record, run.summary);
  CHECK(calm.valid);
  REQUIRE(calm.warnings.size() == 1);
  CHECK_THAT(calm.warnings.front(), Catch::Contains(row.words));
  make_late(run);
  const Validity late = judge_measurement(run.record, run.summary);
  CHECK_FALSE(late.valid);
  REQUIRE(late.reasons.size() == 2);
  CHECK_THAT(late.reasons.front(), Catch::Contains("sent late"));
  CHECK_THAT(late.reasons.back(), Catch::Contains(row.words));
  CHECK(late.warnings.empty());
}

TEST_CASE("a hiccup of the machine, or a little all the time, is not worth a word") {
  struct Row {
    const char* says;
    void (*change)(Sound&);
  };
  const Row row = GENERATE(values<Row>({
      {"one second without a core", [](Sound& r) { set_core_wait(r, 1, 0.4); }},
      {"a core that is shared a little", [](Sound& r) { set_core_wait(r, 10, 0.19); }},
      {"one second of steal", [](Sound& r) { set_machine(r, "steal", 1, 0.9); }},
      {"a host that is a little busy", [](Sound& r) { set_machine(r, "steal", 10, 0.09); }},
      {"a limit that is reached once", [](Sound& r) { set_machine(r, "throttled", 1, 0.9); }},
      {"steal during the warm-up only",
       [](Sound& r) {
         set_machine(r, "steal", 3, 0.9);
         r.summary.warmup = std::chrono::seconds(3);
       }},
  }));
  INFO(row.says);
  Sound run = sound_run();
  row.change(run);
  make_late(run);
  CHECK(judge_measurement(run.record, run.summary).reasons.size() == 1);
  CHECK(judge_measurement(run.record, run.summary).warnings.empty());
}

TEST_CASE("a schedule that was missed is the generator's doing only if the generator was late or out of CPU") {
  Sound run = sound_run();
  run.summary.load.done = 900;
  run.summary.load.dropped = 100;
  const Validity targets = judge_measurement(run.record, run.summary);
  CHECK(targets.valid);
  set_cpu(run, 5, 0.99);
  const Validity ours = judge_measurement(run.record, run.summary);
  REQUIRE(ours.reasons.size() == 2);
  CHECK_THAT(ours.reasons.back(), Catch::Contains("because of the generator: 900 of 1,000 iterations"));
  run.summary.load.dropped = 10;  // one in a hundred
  CHECK(judge_measurement(run.record, run.summary).reasons.size() == 1);
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
      {"a scenario that was stopped because it ran away",
       [](Sound& r) {
         r.record.events.push_back({{"event", "scenario_stopped"}, {"scenario", "wild"}, {"message", "s.lua:7: ran for longer than 1s"}});
       },
       "The scenario 'wild' was stopped, because its code overran its limits again and again: s.lua:7: ran for longer than 1s."},
      {"out of ports", [](Sound& r) { r.summary.errors["out of ports"] = 1; }, "1 request could not be sent; --source"},
      {"out of descriptors, of which the limit is known",
       [](Sound& r) {
         r.summary.errors["out of descriptors"] = 7;
         r.summary.generator.descriptor_limit = 1024;
       },
       "(it may have 1,024): 7 requests could not be sent; raise the limit with 'ulimit -n'"},
      {"descriptors for 40 of 100 users that were to connect ahead",
       [](Sound& r) { set_prefetch(r, 40, "out of descriptors", "out of descriptors: Too many open files"); },
       "Connection shortfall: 40 of 100 users were connected when the run began: the generator ran out of file descriptors; raise the "
       "limit"},
      {"ports for 40 of 100", [](Sound& r) { set_prefetch(r, 40, "out of ports", "out of ports: x"); },
       "40 of 100 users were connected when the run began: the generator ran out of local ports; --source"},
      {"descriptors neither ahead nor for requests, which is said once",
       [](Sound& r) {
         set_prefetch(r, 40, "out of descriptors", "out of descriptors: Too many open files");
         r.summary.errors["out of descriptors"] = 7;
       },
       "7 requests could not be sent"},
      {"all users connected ahead", [](Sound& r) { set_prefetch(r, 100, "", ""); }, ""},
      {"a server that let 40 of 100 in", [](Sound& r) { set_prefetch(r, 40, "connection refused", "connection refused: x"); }, ""},
      {"an event that says nothing",
       [](Sound& r) {
         r.record.events.push_back({{"event", "prefetch"}, {"wanted", "many"}});
       },
       ""},
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
      {"a worker that failed",
       [](Sound& r) {
         r.record.meta["ended_by"] = "lost";
         r.record.meta["ended_because"] = "no memory";
       },
       "A worker of the generator was lost: no memory; its figures end"},
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
      {"all users connected ahead", [](Sound& r) { set_prefetch(r, 100, "", ""); }, ""},
      {"a connection shortfall", [](Sound& r) { set_prefetch(r, 40, "connection refused", "connection refused: x"); },
       "Connection shortfall: 40 of 100 users were connected when the run began (connection refused: x); the others connect with"},
      {"connections exhausted", [](Sound& r) { r.summary.generator.waited_for_connection = 7; }, "7 requests found all connections open"},
      {"connections exhausted, of which the limit is known",
       [](Sound& r) {
         r.summary.generator.waited_for_connection = 1;
         r.record.meta["plan"]["http"]["max_connections"] = 2000U;
       },
       "1 request found 2,000 connections open, as many as"},
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
      {"a bound that was reached while it ran",
       [](Sound& r) {
         r.record.events.push_back({{"at_ns", 0}, {"event", "warning"}, {"message", "The tag 'zone' is crowded."}});
       },
       "The tag 'zone' is crowded."},
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

TEST_CASE("a run of another tool is neither valid nor invalid, whatever its record lacks") {
  Sound run = sound_run();
  run.record.meta["imported"] = {{"tool", "k6"}};
  run.summary.load.dropped = 7;
  const Validity validity = judge_measurement(run.record, run.summary);
  CHECK_FALSE(validity.judged);
  CHECK_FALSE(validity.valid);
  CHECK_FALSE(validity.repeatable);
  REQUIRE(validity.reasons.size() == 1);
  CHECK(validity.reasons[0] == "Not known: imported from k6, and nothing tells whether its load generator kept up.");
  CHECK(validity.warnings.size() == 1);
  CHECK(judge_measurement(sound_run().record, sound_run().summary).judged);
}
