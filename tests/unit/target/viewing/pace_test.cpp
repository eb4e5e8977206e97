#include "target/viewing/pace.hpp"

#include <catch2/catch.hpp>

namespace rushhour::viewing {
namespace {

using namespace std::chrono_literals;

TEST_CASE("what was never made is due at once, what is quickly made once a tick", "[target][viewing]") {
  Pace pace;
  const Pace::Instant begun(100s);
  CHECK(pace.due(begun));
  pace.made(begun, begun + 1ms);
  CHECK_FALSE(pace.due(begun + 950ms));
  CHECK(pace.due(begun + 951ms));
  CHECK(pace.due(begun + 1s));  // the next tick, though it may come a little early
}

TEST_CASE("what takes long is made for a fiftieth of the time", "[target][viewing]") {
  Pace pace;
  const Pace::Instant begun(100s);
  pace.made(begun, begun + 100ms);
  CHECK_FALSE(pace.due(begun + 5s));
  CHECK(pace.due(begun + 5100ms));
}

}  // namespace
}  // namespace rushhour::viewing
