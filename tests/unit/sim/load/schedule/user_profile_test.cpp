#include "sim/load/schedule/user_profile.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

std::vector<Presence> all(const UserProfile& profile, std::uint64_t user) {
  std::vector<Presence> list;
  for (auto next = profile.presence(user, 0s); next; next = profile.presence(user, next->to)) list.push_back(*next);
  return list;
}

/// k6's rule, from the level itself: rounded down while it rises, up while it falls.
std::uint64_t users_wanted(const std::vector<Stage>& stages, Instant at) {
  Instant begin{0};
  for (const Stage& stage : stages) {
    if (at < begin + stage.length) {
      const double level = stage.from + (stage.to - stage.from) * (seconds(at - begin) / seconds(stage.length));
      return static_cast<std::uint64_t>(stage.to >= stage.from ? std::floor(level) : std::ceil(level));
    }
    begin += stage.length;
  }
  return 0;
}

std::vector<Stage> random_stages(RandomStream& random) {
  std::vector<Stage> stages;
  double level = static_cast<double>(random() % 12);
  for (std::uint64_t n = 1 + random() % 6; n > 0; --n) {
    const double to = static_cast<double>(random() % 12);
    const Instant length = random() % 4 == 0 ? 0s : Instant(1 + random() % 10'000'000'000);
    stages.push_back({length, level, to});
    level = to;
  }
  return stages;
}

}  // namespace

TEST_CASE("a user comes when the rising level reaches its number and goes when the falling level has left it") {
  struct Row {
    const char* says;
    std::vector<Stage> stages;
    std::uint64_t user;
    std::vector<std::pair<Instant, Instant>> presences;
  };
  const Row row = GENERATE(values<Row>({
      {"on a plateau it is there throughout", {{10s, 3, 3}}, 2, {{0s, 10s}}},
      {"one beyond the plateau never is", {{10s, 3, 3}}, 3, {}},
      {"the first of a ramp from zero comes when the level is one", {{10s, 0, 10}}, 0, {{1s, 10s}}},
      {"the last of a ramp comes at its very end, which is no time at all", {{10s, 0, 10}}, 9, {}},
      {"and stays if there is a plateau", {{10s, 0, 10}, {5s, 10, 10}}, 9, {{10s, 15s}}},
      {"the last to come is the first to go, as soon as the level is below its number", {{10s, 10, 0}}, 9, {{0s, 1s}}},
      {"the first user is the last to go, when the level is zero", {{10s, 10, 0}, {5s, 0, 0}}, 0, {{0s, 10s}}},
      {"at a peak it comes and goes one step later", {{10s, 0, 10}, {10s, 10, 0}}, 9, {{10s, 11s}}},
      {"it may be there several times", {{4s, 0, 2}, {4s, 2, 0}, {4s, 0, 2}, {2s, 2, 2}}, 1, {{4s, 6s}, {12s, 14s}}},
      {"a stage of no length is a jump", {{5s, 1, 1}, {0s, 1, 7}, {5s, 7, 7}, {0s, 7, 2}, {5s, 2, 2}}, 6, {{5s, 10s}}},
      {"a jump up and down at once brings nobody", {{5s, 1, 1}, {0s, 1, 7}, {0s, 7, 1}, {5s, 1, 1}}, 6, {}},
      {"starting users are there at once", {{10s, 5, 10}}, 4, {{0s, 10s}}},
  }));
  INFO(row.says);
  const UserProfile profile(row.stages);
  std::vector<std::pair<Instant, Instant>> found;
  for (const Presence& presence : all(profile, row.user)) found.emplace_back(presence.from, presence.to);
  CHECK(found == row.presences);
}

TEST_CASE("at any instant of any profile as many users are there as k6 would have") {
  RandomStream random(7, "test", "profiles", 0);
  for (int round = 0; round < 300; ++round) {
    const std::vector<Stage> stages = random_stages(random);
    const UserProfile profile(stages);
    std::vector<std::vector<Presence>> of_user;
    for (std::uint64_t user = 0; user < 12; ++user) of_user.push_back(all(profile, user));
    for (int look = 0; look < 20 && profile.length() > 0s; ++look) {
      const Instant at(random() % static_cast<std::uint64_t>(profile.length().count()));
      std::uint64_t there = 0;
      for (std::uint64_t user = 0; user < 12; ++user)
        for (const Presence& presence : of_user[user]) {
          if (presence.from > at || at >= presence.to) continue;
          ++there;
          REQUIRE(user < profile.peak());
        }
      // Where the level is whole to the nanosecond, rounding may see it on either side.
      const std::uint64_t wanted = users_wanted(stages, at);
      if (wanted == users_wanted(stages, at - 2ns) && wanted == users_wanted(stages, at + 2ns)) REQUIRE(there == wanted);
    }
  }
}

TEST_CASE("the presences of a user lie in order and within the profile") {
  RandomStream random(8, "test", "profiles", 0);
  for (int round = 0; round < 300; ++round) {
    const UserProfile profile(random_stages(random));
    for (std::uint64_t user = 0; user < 12; ++user) {
      Instant last{0};
      for (const Presence& presence : all(profile, user)) {
        REQUIRE(presence.from >= last);
        REQUIRE(presence.to > presence.from);
        REQUIRE(presence.to <= profile.length());
        last = presence.to;
      }
    }
  }
}

TEST_CASE("what is left of a presence begins at the instant that is asked about") {
  const std::vector<Stage> stages{{10s, 0, 10}, {10s, 10, 10}};
  const UserProfile profile(stages);
  CHECK(profile.presence(4, 7s)->from == 7s);
  CHECK(profile.presence(4, 12s)->from == 12s);
  CHECK(profile.presence(4, 12s)->to == 20s);
  CHECK(profile.presence(4, 4s)->from == 5s);
  CHECK_FALSE(profile.presence(4, 20s));
  CHECK_FALSE(UserProfile({}).presence(0, 0s));
}

TEST_CASE("the peak of a profile is the most users that it wants, its first and its jumps too") {
  CHECK(UserProfile(std::vector<Stage>{{5s, 9, 2}, {5s, 2, 4}}).peak() == 9);
  CHECK(UserProfile(std::vector<Stage>{{5s, 1, 1}, {0s, 1, 40}, {5s, 40, 0}}).peak() == 40);
  CHECK(UserProfile({}).peak() == 0);
}

TEST_CASE("a level that is no whole number of users is the user's mistake and named by its stage") {
  CHECK_THROWS_WITH(UserProfile(std::vector<Stage>{{1s, 1, 1}, {1s, 1, 2.5}}), Catch::Contains("stage 2"));
  CHECK_THROWS_WITH(UserProfile(std::vector<Stage>{{1s, -1, 1}}), Catch::Contains("stage 1"));
  CHECK_THROWS_WITH(UserProfile(std::vector<Stage>{{1s, 0, 1.0 / 0.0}}), Catch::Contains("whole number"));
  CHECK_THROWS_AS(UserProfile(std::vector<Stage>{{-1s, 1, 1}}), UserError);
}
