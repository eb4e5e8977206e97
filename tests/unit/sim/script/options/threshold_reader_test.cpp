#include "sim/script/options/threshold_reader.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace std::chrono_literals;

namespace {

std::vector<load::ThresholdText> thresholds(const std::string& text) {
  script::Stage stage(
      "options = { scenarios = { go = { executor = 'constant-vus', duration = '60s' } }, warmup = '10s', thresholds = " + text +
      " } function go() end");
  return stage.host->read_plan().thresholds;
}

}  // namespace

TEST_CASE("a threshold is an expression, a table that says how it is judged, or a list of them") {
  const auto read = thresholds(
      "{ response_time = { 'p(99) < 250ms', { 'p(95) < 1s', over = '10s', ['for'] = 30, abort_on_fail = true, delay_abort_eval = '5s' } },"
      "  errors = 'rate < 1%', checks = { 'rate > 99%', abort_on_fail = false } }");
  REQUIRE(read.size() == 4);
  CHECK(read[0].metric == "checks");
  CHECK(read[0].expression == "rate > 99%");
  CHECK_FALSE(read[0].abort_on_fail);
  CHECK(read[1].metric == "errors");
  CHECK(read[2].expression == "p(99) < 250ms");
  CHECK(read[2].over == 0s);
  CHECK(read[3].expression == "p(95) < 1s");
  CHECK(read[3].over == 10s);
  CHECK(read[3].hold == 30s);
  CHECK(read[3].abort_on_fail);
  CHECK(read[3].delay_abort_eval == 5s);
}

TEST_CASE("a threshold in k6's words is understood") {
  const auto read = thresholds(
      "{ http_req_failed = { { threshold = 'rate<0.01', abortOnFail = true, delayAbortEval = '10s' } }, http_reqs = {'count>1'} }");
  REQUIRE(read.size() == 2);
  CHECK(read[0].expression == "rate<0.01");
  CHECK(read[0].abort_on_fail);
  CHECK(read[0].delay_abort_eval == 10s);
  CHECK(read[1].expression == "count>1");
}

TEST_CASE("what is wrong with a threshold is said with its metric") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"5", "options.thresholds: wants a table, not 5"},
      {"{ 'rate < 1' }", "wants names as keys"},
      {"{ errors = true }", "options.thresholds[\"errors\"]: wants a text such as"},
      {"{ errors = {} }", "options.thresholds[\"errors\"]: wants one expression in front"},
      {"{ errors = { 5 } }", "not 5"},
      {"{ errors = { over = '10s' } }", "wants one expression in front"},
      {"{ errors = { 5, over = '10s' } }", "options.thresholds[\"errors\"][1]: wants an expression, not 5"},
      {"{ errors = { 'rate < 1%', threshold = 'rate < 2%' } }", "wants one expression in front"},
      {"{ errors = { 'rate < 1%', 'rate < 2%', over = '10s' } }", "holds one expression"},
      {"{ errors = { 'rate < 1%', ovr = '10s' } }", "options.thresholds[\"errors\"].ovr: is no option here; did you mean 'over'?"},
      {"{ errors = { 'rate < 1%', over = 'long' } }", "options.thresholds[\"errors\"].over: wants a duration"},
      {"{ errors = { 'rate < 1%', over = 0 } }", "is zero"},
      {"{ errors = { 'rate < 1%', over = '51s' } }", "is 51.0s, longer than the 50.0s that are measured"},
      {"{ errors = { 'rate < 1%', ['for'] = '1m' } }", "longer than the 50.0s"},
      {"{ errors = { 'rate < 1%', abort_on_fail = 'yes' } }", "wants true or false, not 'yes'"},
      {"{ errors = { 'rate < 1%', abort_on_fail = true, abortOnFail = true } }", "says again what 'abort_on_fail' says"},
      {"{ errors = { 'rate < 1%', delay_abort_eval = 5 } }", "without abort_on_fail there is none"},
      {"{ errors = { { 'rate < x', over = 5 } } }", "threshold 'errors: rate < x': 'x' is not a share"},
      {"{ errors = { { 'rate < 1%' }, 'rate < 1' , 7 } }", "not 7"},
  }));
  INFO(std::get<0>(row));
  try {
    thresholds(std::get<0>(row));
    FAIL("it was accepted");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::settings);
    CHECK_THAT(error.what(), Catch::Contains(std::get<1>(row)));
  }
}
