#include "reports/runs/beside/steering.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/verdicts/conclusion.hpp"
#include "tests/unit/reports/verdicts/sound_run.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

json act(Instant at, const json& what, const json& factor = nullptr) {
  json event{{"at_ns", at.count()}, {"event", "steered"}, {"what", what}};
  if (!factor.is_null()) event["factor"] = factor;
  return event;
}

}  // namespace

TEST_CASE("what was steered is read from the events, in their order, and nothing else is") {
  RunRecord record;
  record.events = {json{{"at_ns", 0}, {"event", "stage"}}, act(31s, "scale", 1.5), act(40s, "stop")};
  const auto acts = steering_of(record);
  REQUIRE(acts.size() == 2);
  CHECK(acts[0].at == 31s);
  CHECK(acts[0].factor == 1.5);
  CHECK_FALSE(acts[1].factor);
  CHECK(to_json(acts) == json::parse(R"([{"at_ns":31000000000,"what":"scale","factor":1.5},{"at_ns":40000000000,"what":"stop"}])"));
}

TEST_CASE("an act whose figure is none is the record's damage") {
  RunRecord record;
  record.events = {act(1s, "scale", "much")};
  CHECK_THROWS_AS(steering_of(record), UserError);
}

TEST_CASE("what was steered is said in a sentence") {
  CHECK(words_of({}).empty());
  CHECK(words_of({{31s, 1.5}}) == "Steered by hand: rate x1.5 at 0:31; this run is not its plan.");
  CHECK(words_of({{3665s, 0.0}, {3700s, {}}}) == "Steered by hand: rate x0 at 1:01:05, stopped at 1:01:40; this run is not its plan.");
  std::vector<SteeringAct> many(8, {1s, 2.0});
  CHECK_THAT(words_of(many), Catch::Contains("and 3 times more"));
  many.resize(5);
  CHECK_THAT(words_of(many), Catch::EndsWith("rate x2 at 0:01; this run is not its plan."));
}

TEST_CASE("a run that was steered says so, and is invalid where doubts are not allowed") {
  verdicts::Sound run = verdicts::sound_run();
  run.record.events.push_back(act(31s, "scale", 1.5));
  const verdicts::Validity usual = verdicts::judge_measurement(run.record, run.summary);
  CHECK(usual.valid);
  CHECK_THAT(usual.warnings, Catch::VectorContains(std::string("Steered by hand: rate x1.5 at 0:31; this run is not its plan.")));
  run.record.meta["settings"]["strict"] = {{"value", true}, {"source", "flag"}};
  const verdicts::Validity strict = verdicts::judge_measurement(run.record, run.summary);
  CHECK_FALSE(strict.valid);
  CHECK_FALSE(strict.repeatable);
  REQUIRE(strict.reasons.size() == 1);
  CHECK_THAT(strict.reasons[0], Catch::StartsWith("Steered by hand"));
}

TEST_CASE("a run that was stopped by hand ends as one that was interrupted") {
  verdicts::Sound run = verdicts::sound_run();
  run.record.events.push_back(act(2s, "stop"));
  run.record.meta["ended_by"] = "steered";
  CHECK(verdicts::ending_of(run.record) == verdicts::Ending::steered);
  CHECK(verdicts::to_string(verdicts::Ending::steered) == "steered");
  const verdicts::Conclusion conclusion = verdicts::conclude(run.record);
  CHECK(conclusion.exit == Exit::interrupted);
  CHECK(conclusion.interrupted);
  CHECK(conclusion.cut_short);
  CHECK(verdicts::with_conclusion(run.record.meta, conclusion).at("steered").size() == 1);
}

TEST_CASE("run.json of a run that nobody steered does not speak of it") {
  const verdicts::Sound run = verdicts::sound_run();
  CHECK_FALSE(verdicts::with_conclusion(run.record.meta, verdicts::conclude(run.record)).contains("steered"));
}
