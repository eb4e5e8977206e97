#include "target/server/limits/newcomers.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace rushhour;
using namespace std::chrono_literals;
using server::Newcomer;
using server::Newcomers;

namespace {

struct Guest final : Newcomer {
  void make_room() override { ++left; }
  int left = 0;
};

}  // namespace

TEST_CASE("the one that has waited longest without asking makes room, and only once") {
  Newcomers newcomers;
  CHECK_FALSE(newcomers.make_room(1h));
  Guest first, second;
  newcomers.greet(first, 10s);
  newcomers.greet(second, 11s);
  CHECK(newcomers.oldest() == 10s);
  CHECK(newcomers.make_room(20s));
  CHECK(first.left == 1);
  CHECK(second.left == 0);
  CHECK(newcomers.oldest() == 11s);
  CHECK(newcomers.make_room(20s));
  CHECK_FALSE(newcomers.make_room(20s));
  CHECK(first.left + second.left == 2);
}

TEST_CASE("one that has only just come is left alone") {
  Newcomers newcomers;
  Guest guest;
  newcomers.greet(guest, 10s);
  CHECK_FALSE(newcomers.make_room(10s));
  CHECK_FALSE(newcomers.make_room(10s + Newcomers::grace - 1ns));
  CHECK(guest.left == 0);
  CHECK(newcomers.make_room(10s + Newcomers::grace));
  CHECK(guest.left == 1);
}

TEST_CASE("one that has asked for something, or is gone, is no newcomer") {
  Newcomers newcomers;
  Guest asked;
  {
    Guest gone;
    newcomers.greet(gone, 1s);
    newcomers.greet(asked, 2s);
    newcomers.forget(gone);
    CHECK(newcomers.oldest() == 2s);
  }
  newcomers.forget(asked);
  newcomers.forget(asked);
  CHECK(newcomers.oldest() == Instant::max());
  CHECK_FALSE(newcomers.make_room(1h));
  CHECK(asked.left == 0);
}
