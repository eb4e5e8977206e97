#include <catch2/catch.hpp>

#include "tests/unit/reports/verdicts/sound_run.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;

TEST_CASE("judged strictly, what casts a doubt on the measurement is a reason, and what the target did is not") {
  struct Row {
    const char* says;
    void (*change)(Sound&);
    bool doubt;
  };
  const Row row = GENERATE(values<Row>({
      {"a late wake-up", [](Sound& r) { r.summary.generator.waited_beside_idle = 1; }, true},
      {"steal that did no harm", [](Sound& r) { set_machine(r, "steal", 5, 0.2); }, true},
      {"throttling that did none", [](Sound& r) { set_machine(r, "throttled", 5, 0.2); }, true},
      {"waiting for a core that did none", [](Sound& r) { set_core_wait(r, 5, 0.3); }, true},
      {"a slip of the script", [](Sound& r) { r.summary.generator.script_errors = 2; }, true},
      {"a hole in the record", [](Sound& r) { r.record.warnings.emplace_back("line 17 is cut short"); }, true},
      {"users exhausted", [](Sound& r) { r.summary.generator.waited_for_user = 1200; }, false},
      {"connections exhausted", [](Sound& r) { r.summary.generator.waited_for_connection = 7; }, false},
      {"a connection shortfall", [](Sound& r) { set_prefetch(r, 40, "connection refused", "connection refused: x"); }, false},
      {"drops", [](Sound& r) { r.summary.load.dropped = 3; }, false},
      {"iterations cut off at the end", [](Sound& r) { r.summary.load.censored = 7; }, false},
      {"an early end by a threshold", [](Sound& r) { r.record.meta["ended_by"] = "threshold"; }, false},
      {"failed checks",
       [](Sound& r) {
         r.summary.checks["paid"] = {98, 2};
       },
       false},
  }));
  INFO(row.says);
  Sound run = sound_run();
  row.change(run);
  const Validity lenient = judge_measurement(run.record, run.summary);
  CHECK(lenient.valid);
  REQUIRE(lenient.warnings.size() == 1);
  run.record.meta["settings"]["strict"] = {{"value", true}, {"source", "flag"}};
  const Validity strict = judge_measurement(run.record, run.summary);
  CHECK(strict.valid == !row.doubt);
  CHECK((row.doubt ? strict.reasons : strict.warnings) == lenient.warnings);
}

TEST_CASE("a run may be repeated if nothing but its generator is to blame") {
  struct Row {
    const char* says;
    void (*change)(Sound&);
    bool valid;
    bool repeatable;
  };
  const Row row = GENERATE(values<Row>({
      {"a sound run", [](Sound&) {}, true, false},
      {"a late one", make_late, false, true},
      {"one without descriptors", [](Sound& r) { r.summary.errors["out of descriptors"] = 7; }, false, true},
      {"one whose script fails", [](Sound& r) { r.summary.generator.script_errors = 900; }, false, false},
      {"one that is late and slips now and then, too",
       [](Sound& r) {
         make_late(r);
         r.summary.generator.script_errors = 10;
       },
       false, true},
      {"one that is late and whose script fails",
       [](Sound& r) {
         make_late(r);
         r.summary.generator.script_errors = 900;
       },
       false, false},
      {"one that lost a worker", [](Sound& r) { r.record.meta["ended_by"] = "lost"; }, false, true},
      {"one that measured nothing", [](Sound& r) { r.summary.totals.response.all.reset(); }, false, false},
  }));
  INFO(row.says);
  Sound run = sound_run();
  row.change(run);
  const Validity validity = judge_measurement(run.record, run.summary);
  CHECK(validity.valid == row.valid);
  CHECK(validity.repeatable == row.repeatable);
}
