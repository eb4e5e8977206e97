#include "target/server/limits/rate_limit.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace std::chrono_literals;
using server::client_key;
using server::ClientKey;
using server::RateLimit;

namespace {

/// How many of the requests that a client sends, one each `pace`, are let through until `end`.
int let_through(RateLimit& limit, ClientKey client, Instant begin, Instant end, Instant pace) {
  int passed = 0;
  for (Instant now = begin; now < end; now += pace) passed += !limit.wait_of(client, now);
  return passed;
}

}  // namespace

TEST_CASE("a client gets a second's worth at once, then its rate") {
  RateLimit limit(50);
  CHECK(let_through(limit, 1, 0s, 100ms, 1ms) == 50 + 4);
  CHECK(let_through(limit, 1, 100ms, 10100ms, 1ms) == 500);
}

TEST_CASE("a client within its rate never waits, and pauses are not saved up beyond a second") {
  RateLimit limit(50);
  CHECK(let_through(limit, 1, 0s, 60s, 20ms) == 3000);
  CHECK(let_through(limit, 1, 1h, 1h + 100ms, 1ms) == 50 + 4);
}

TEST_CASE("who is refused is told when to come back, and is let in then") {
  RateLimit limit(2);
  CHECK_FALSE(limit.wait_of(1, 10s));
  CHECK_FALSE(limit.wait_of(1, 10s));
  CHECK(limit.wait_of(1, 10s) == Instant(500ms));
  CHECK(limit.wait_of(1, 10s + 200ms) == Instant(300ms));
  CHECK_FALSE(limit.wait_of(1, 10s + 500ms));
}

TEST_CASE("a rate below one a second lets one through at a time") {
  RateLimit limit(0.1);
  CHECK_FALSE(limit.wait_of(1, 0s));
  CHECK(limit.wait_of(1, 0s) == Instant(10s));
  CHECK(limit.wait_of(1, 9s));
  CHECK_FALSE(limit.wait_of(1, 11s));
}

TEST_CASE("one client's flood takes nothing from another") {
  RateLimit limit(10);
  CHECK(let_through(limit, 1, 0s, 1s, 100us) == 19);
  CHECK(let_through(limit, 2, 0s, 1s, 100ms) == 10);
}

TEST_CASE("the table is bounded: of a set of clients that is too many, the one that asked longest ago makes room") {
  RateLimit limit(1);
  // Keys that are equal in what chooses the set.
  const auto nth = [](ClientKey n) { return n * 4096 + 7; };
  for (ClientKey n = 0; n < 4; ++n) CHECK_FALSE(limit.wait_of(nth(n), Instant(n)));
  for (ClientKey n = 0; n < 4; ++n) CHECK(limit.wait_of(nth(n), 10ms + Instant(n)));
  CHECK_FALSE(limit.wait_of(nth(4), 20ms));  // in place of the first
  CHECK(limit.wait_of(nth(1), 21ms));
  CHECK(limit.wait_of(nth(2), 21ms));
  CHECK(limit.wait_of(nth(3), 21ms));
  CHECK_FALSE(limit.wait_of(nth(0), 22ms));  // as if it were new
}

TEST_CASE("a client is its token, and without one its address") {
  CHECK(client_key("Bearer a", "127.0.0.1") == client_key("Bearer a", "10.0.0.1"));
  CHECK(client_key("Bearer a", "127.0.0.1") != client_key("Bearer b", "127.0.0.1"));
  CHECK(client_key("", "127.0.0.1") == client_key("", "127.0.0.1"));
  CHECK(client_key("", "127.0.0.1") != client_key("", "10.0.0.1"));
}
