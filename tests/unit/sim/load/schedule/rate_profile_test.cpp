#include "sim/load/schedule/rate_profile.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

TEST_CASE("an instant is where the area under the rate reaches what is wanted") {
  struct Row {
    const char* says;
    std::vector<Stage> stages;
    double area;
    Instant when;
  };
  const Row row = GENERATE(values<Row>({
      {"a plateau spaces whole areas evenly", {{10s, 4, 4}}, 3, 750ms},
      {"area zero is reached at once, even at rate zero", {{10s, 0, 4}}, 0, 0ns},
      {"a ramp from zero needs half its time for a quarter of its area", {{10s, 0, 4}}, 5, 5s},
      {"a falling ramp mirrors the rising one", {{10s, 4, 0}}, 15, 5s},
      {"fractions carry over from stage to stage", {{1s, 2.5, 2.5}, {1s, 2, 2}}, 3, 1250ms},
      {"a pause adds nothing", {{1s, 2, 2}, {5s, 0, 0}, {1s, 2, 2}}, 3, 6500ms},
      {"a stage of no length makes the rate jump", {{1s, 1, 1}, {0s, 1, 100}, {1s, 100, 100}}, 2, 1010ms},
      {"what is never reached is put at the end", {{3s, 1, 1}}, 7, 3s},
      {"an empty profile has its end at its begin", {}, 1, 0s},
  }));
  INFO(row.says);
  CHECK(RateProfile(row.stages).when(row.area) == row.when);
}

TEST_CASE("time never runs backwards along the area of a profile") {
  const std::vector<Stage> day{{3s, 0, 700}, {2s, 700, 700}, {1s, 700, 3}, {4s, 3, 3}, {2s, 3, 0}, {1s, 0, 0}};
  const RateProfile profile(day);
  CHECK(profile.area() == Approx(1050 + 1400 + 351.5 + 12 + 3));
  CHECK(profile.length() == 13s);
  Instant last{0};
  for (double area = 0; area < profile.area(); area += 0.37) {
    REQUIRE(profile.when(area) >= last);
    last = profile.when(area);
  }
  CHECK(last <= 12s);
}

TEST_CASE("the rate between two instants is the slope of the area between them") {
  const std::vector<Stage> ramp{{4s, 10, 90}, {2s, 90, 90}};
  const RateProfile profile(ramp);
  CHECK(profile.rate(0s) == Approx(10));
  CHECK(profile.rate(2s) == Approx(50));
  CHECK(profile.rate(5s) == Approx(90));
  CHECK(profile.rate(6s) == 0);
}

TEST_CASE("a stage that is no stage is the user's mistake and named by its number") {
  const std::vector<Stage> stages{{1s, 1, 1}, {1s, 1, -5}};
  CHECK_THROWS_WITH(RateProfile(stages), Catch::Contains("stage 2"));
  const std::vector<Stage> backwards{{-1s, 1, 1}};
  CHECK_THROWS_AS(RateProfile(backwards), UserError);
}
