#include "sim/load/solo.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/sim/load/paper_world.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

std::function<Outcome(const Request&, Instant)> after(Instant service) {
  return [service](const Request&, Instant sent) {
    Outcome outcome;
    outcome.status = 200;
    outcome.done = sent + service;
    return outcome;
  };
}

}  // namespace

TEST_CASE("one iteration is played to its end, sleeps and requests in turn") {
  PaperWorld world;
  world.answer = after(2s);
  PaperUser user({{"one"}, {"", 3s}, {"two"}}, nullptr);
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s);
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
  Solo solo(world, user, {0, 0, RandomStream(1, "setup", "", 0)}, 60s);
  solo.start();
  world.run(solo);
  CHECK(solo.timed_out());
  CHECK(world.now() == 60s);
  CHECK(world.take_counts().connections == 0);
}
