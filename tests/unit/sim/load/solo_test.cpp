#include "sim/load/solo.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

TEST_CASE("one iteration is played to its end, sleeps and requests in turn") {
  PaperWorld world;
  world.answer = after(2s);
  PaperUser user({{"one"}, {"", 3s}, {"two"}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 6);
  solo.start();
  world.run(solo);
  CHECK(solo.finished());
  CHECK_FALSE(solo.timed_out());
  CHECK(world.now() == 7s);
  CHECK(world.sent.size() == 2);
}

TEST_CASE("an iteration that takes longer than the patience is given up at that instant") {
  PaperWorld world;
  world.answer = after(500s);
  PaperUser user({{"one"}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 6);
  solo.start();
  world.run(solo);
  CHECK(solo.timed_out());
  CHECK(world.now() == 60s);
  CHECK(world.take_counts().connections == 0);
}

TEST_CASE("the requests of a batch are under way together, up to the limit, and the user goes on after the last") {
  PaperWorld world;
  world.answer = after(2s);
  PaperUser user({{"b", 0s, Action::Kind::send, 5}, {"next"}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 3);
  solo.start();
  world.run(solo);
  REQUIRE(solo.finished());
  REQUIRE(world.sent.size() == 6);
  CHECK(world.sent[2].at == 0s);
  CHECK(world.sent[3].at == 2s);
  CHECK(world.sent[5].request.url == "next");
  CHECK(world.sent[5].at == 4s);
  CHECK(world.joined == std::map<UserId, UserId>{{1, 0}, {2, 0}});
}

TEST_CASE("a batch that takes longer than the patience is given up on every lane") {
  PaperWorld world;
  world.answer = after(500s);
  PaperUser user({{"b", 0s, Action::Kind::send, 5}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 3);
  solo.start();
  world.run(solo);
  CHECK(solo.timed_out());
  CHECK(world.take_counts().connections == 0);
}

TEST_CASE("a pace counts from the begin, and what the script rejects has failed in its words") {
  PaperWorld world;
  world.answer = after(2s);
  PaperUser user({{"one"}, {"", 5s, Action::Kind::pace}, {"two"}, {"", 5s, Action::Kind::pace}, {"", 0s, Action::Kind::rejected}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 6);
  solo.start();
  world.run(solo);
  REQUIRE(solo.finished());
  CHECK(world.sent[1].at == 5s);
  CHECK(world.now() == 7s);
  CHECK(solo.failure() == "paper.lua:1: the end");
}

TEST_CASE("an iteration that is no longer wanted is given up within a tenth of a second, on every lane") {
  PaperWorld world;
  world.answer = after(500s);
  PaperUser user({{"b", 0s, Action::Kind::send, 5}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 3, [&world] { return world.now() >= 7s; });
  solo.start();
  world.run(solo);
  CHECK(solo.given_up());
  CHECK_FALSE(solo.timed_out());
  CHECK(world.now() >= 7s);
  CHECK(world.now() <= 7100ms);
  CHECK(world.take_counts().connections == 0);
}

TEST_CASE("a sleep is given up too, and whoever is wanted to the end is not") {
  for (const bool unwanted : {true, false}) {
    PaperWorld world;
    world.answer = after(1s);
    PaperUser user({{"", 30s}, {"one"}}, nullptr);
    Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s, 3, [unwanted] { return unwanted; });
    solo.start();
    world.run(solo);
    CHECK(solo.given_up() == unwanted);
    CHECK(world.sent.size() == (unwanted ? 0 : 1));
    CHECK((world.now() >= 30s) == !unwanted);
  }
}
