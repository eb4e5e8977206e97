#include "sim/load/play/lanes.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

TEST_CASE("calls go on lanes in their order, and a lane that comes free takes the next that waits") {
  Lanes lanes;
  lanes.add(7);
  lanes.add(9);
  CHECK(lanes.over());
  lanes.start(3);
  CHECK(lanes.waiting() == 3);
  CHECK(lanes.load(0) == 0);
  CHECK(lanes.load(1) == 1);
  CHECK(lanes.waiting() == 1);
  CHECK(lanes.unload(1, 5ms) == 1);
  CHECK_FALSE(lanes[1].busy);
  CHECK(lanes.load(1) == 2);
  CHECK(lanes[1].id == 9);
  CHECK(lanes.unload(1, 6ms) == 2);
  CHECK_FALSE(lanes.over());
  CHECK(lanes.unload(0, 4ms) == 0);
  CHECK(lanes.over());
  CHECK(lanes.latest() == 6ms);
}

TEST_CASE("the latest answer is that of the last start alone") {
  Lanes lanes;
  lanes.add(0);
  lanes.start(1);
  lanes.load(0);
  lanes.unload(0, 9s);
  lanes.start(1);
  lanes.load(0);
  lanes.unload(0, 3s);
  CHECK(lanes.latest() == 3s);
}

TEST_CASE("what is forgotten is neither under way nor waiting") {
  Lanes lanes;
  lanes.add(0);
  lanes.start(4);
  lanes.load(0);
  lanes.clear();
  CHECK(lanes.over());
  CHECK(lanes.waiting() == 0);
  CHECK_FALSE(lanes[0].busy);
  lanes.start(1);
  CHECK(lanes.load(0) == 0);
}
