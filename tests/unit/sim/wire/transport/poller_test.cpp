#include "sim/wire/transport/poller.hpp"

#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <thread>

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

/// Two sockets that are connected to each other.
struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
  }
  Descriptor ours;
  Descriptor theirs;
};

}  // namespace

TEST_CASE("a poller reports a descriptor as whom it was registered for, once for each change") {
  Poller poller;
  Pair pair;
  REQUIRE(poller.watch(pair.ours.get(), 7, 0xFFFF'FFFE) == 0);
  REQUIRE(poller.wait(10s) == 1);
  CHECK(poller.event(0).id == 7);
  CHECK(poller.event(0).generation == 0xFFFF'FFFE);
  CHECK(poller.event(0).writable);
  CHECK_FALSE(poller.event(0).readable);
  CHECK(poller.wait(0ns) == 0);

  REQUIRE(::send(pair.theirs.get(), "x", 1, 0) == 1);
  REQUIRE(poller.wait(10s) == 1);
  CHECK(poller.event(0).readable);
  CHECK_FALSE(poller.event(0).hung_up);
  CHECK(poller.wait(0ns) == 0);

  pair.theirs.close();
  REQUIRE(poller.wait(10s) == 1);
  CHECK(poller.event(0).readable);
  CHECK(poller.event(0).hung_up);
}

TEST_CASE("a closed descriptor is reported no more") {
  Poller poller;
  Pair pair;
  REQUIRE(poller.watch(pair.ours.get(), 1, 1) == 0);
  pair.ours.close();
  CHECK(poller.wait(0ns) == 0);
}

TEST_CASE("more events than one wait takes come with the next ones") {
  Poller poller;
  std::array<Pair, 100> pairs;
  for (std::uint32_t i = 0; i < pairs.size(); ++i) REQUIRE(poller.watch(pairs[i].ours.get(), i, 0) == 0);
  std::array<int, 100> seen{};
  for (std::size_t total = 0; total < pairs.size();) {
    const std::size_t n = poller.wait(10s);
    REQUIRE(n > 0);
    for (std::size_t i = 0; i < n; ++i) ++seen.at(poller.event(i).id);
    total += n;
  }
  for (const int times : seen) CHECK(times == 1);
}

TEST_CASE("what cannot be watched is an error number") {
  Poller poller;
  CHECK(poller.watch(-1, 0, 0) == EBADF);
}

TEST_CASE("a wake ends the next wait, or one that goes on, and is no event") {
  Poller poller;
  poller.wake();
  CHECK(poller.wait(1h) == 0);
  std::thread waker([&] { poller.wake(); });
  CHECK(poller.wait(1h) == 0);
  waker.join();
}
