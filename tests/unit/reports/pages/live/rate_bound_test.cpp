#include "reports/pages/live/rate_bound.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/pages/live/live_words.hpp"

using namespace rushhour;
using nlohmann::json;
using pages::RateBound;

namespace {

json rate() { return {{"executor", "constant-arrival-rate"}, {"stages", json::array({{{"rate_begin", 10.0}}})}, {"max_vus", 50U}}; }
json constant(unsigned users) { return {{"executor", "constant-vus"}, {"vus", users}}; }
json ramp(unsigned users) { return {{"executor", "ramping-vus"}, {"vus", users}, {"stages", json::array({{{"users_end", users}}})}}; }
json counted() { return {{"executor", "shared-iterations"}, {"vus", 5U}, {"iterations", 10U}}; }

json meta_of(const json& scenarios) { return {{"plan", {{"scenarios", scenarios}}}}; }

}  // namespace

TEST_CASE("how far a run may be scaled follows from its plan, and is said with the reason") {
  struct Row {
    json scenarios;
    double most;
    const char* words;
  };
  const Row rows[] = {
      {json::array({rate()}), 100, "Rates may count 0 to 100 times."},
      {json::array({constant(1200), constant(34)}), 1,
       "A constant number of users may become fewer, and never more than the plan's 1,234: no others are made while a run goes on."},
      {json::array({ramp(80)}), 100,
       "Users that ramp are never more than the 80 at the plan's peak: no others are made while a run goes on."},
      {json::array({counted()}), 0, "Stated numbers of iterations are not scaled."},
      {json::array({rate(), constant(7), counted()}), 100,
       "Rates may count 0 to 100 times. A constant number of users may become fewer, and never more than the plan's 7: no others are made "
       "while a run goes on. Stated numbers of iterations are not scaled."},
  };
  for (const Row& row : rows) {
    const RateBound bound = pages::rate_bound(meta_of(row.scenarios));
    CHECK(bound.most == row.most);
    CHECK(bound.words == row.words);
  }
  CHECK(pages::rate_bound(json::object()).most == 0);
  CHECK(pages::rate_bound(meta_of(json::array({1, "x"}))).words == "Rates may count 0 to 100 times.");
}

TEST_CASE("the live page says the bound beside its control, which goes no further") {
  const std::string rates = pages::live_page(meta_of(json::array({rate()})));
  CHECK_THAT(rates, Catch::Contains("max=\"100\"") && Catch::Contains(">Rates may count 0 to 100 times.</span>"));
  const std::string users = pages::live_page(meta_of(json::array({constant(50)})));
  CHECK_THAT(users, Catch::Contains("max=\"1\"") && Catch::Contains("never more than the plan&#39;s 50"));
  CHECK_THAT(users, Catch::Contains("<fieldset id=\"rate\">"));
  const std::string iterations = pages::live_page(meta_of(json::array({counted()})));
  CHECK_THAT(iterations, Catch::Contains("<fieldset id=\"rate\" disabled>") && Catch::Contains("are not scaled.</span>"));
}
