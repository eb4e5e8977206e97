#include "sim/wire/flight.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Phase;

namespace {

load::Request request_of(Instant timeout) {
  load::Request request;
  request.timeout = timeout;
  return request;
}

}  // namespace

TEST_CASE("a flight books each phase from its begin to the next, and sums up what comes twice") {
  Flight flight({1000, 1000});
  const load::Request request = request_of(1s);
  flight.begin(3, request, 100ms);
  CHECK(flight.deadline == 1100ms);
  flight.enter(Phase::connect, 100ms, Instant::max());
  flight.enter(Phase::send, 110ms, Instant::max());
  flight.enter(Phase::wait, 111ms, Instant::max());
  flight.enter(Phase::connect, 120ms, Instant::max());  // met by a close, and sent again
  flight.leave(125ms);
  flight.leave(900ms);  // in no phase any more
  const load::Phases& phases = flight.outcome.phases;
  CHECK(phases.of(Phase::connect) == 15ms);
  CHECK(phases.of(Phase::send) == 1ms);
  CHECK(phases.of(Phase::wait) == 9ms);
  for (const Phase phase : {Phase::blocked, Phase::dns, Phase::tls, Phase::receive}) CHECK_FALSE(phases.took_place(phase));
}

TEST_CASE("a phase ends at its limit or at the exchange's, whichever comes first, and the next one has its own") {
  Flight flight({1000, 1000});
  const load::Request request = request_of(100ms);
  flight.begin(0, request, 1s);
  CHECK(flight.due == 1100ms);
  flight.enter(Phase::dns, 1s, 30ms);
  CHECK(flight.due == 1030ms);
  flight.enter(Phase::connect, 1020ms, 200ms);
  CHECK(flight.due == 1100ms);
  flight.enter(Phase::send, 1040ms, Instant::max());
  CHECK(flight.due == 1100ms);
}

TEST_CASE("an endless exchange and an instant that was read late do not turn time round") {
  Flight flight({1000, 1000});
  const load::Request request = request_of(Instant::max());
  flight.begin(0, request, 5s);
  CHECK(flight.deadline == Instant::max());
  flight.enter(Phase::wait, 6s, Instant::max());
  CHECK(flight.due == Instant::max());
  flight.leave(5s);
  CHECK(flight.outcome.phases.of(Phase::wait) == 0ns);
}

TEST_CASE("a flight that fails books the phase it was in, and nothing of it is left for the next exchange") {
  Flight flight({1000, 1000});
  const load::Request request = request_of(1s);
  flight.begin(1, request, 0ns);
  flight.enter(Phase::tls, 10ms, 50ms);
  flight.fail(load::Trouble::tls_timeout, "late", flight.due);
  CHECK(flight.outcome.phases.of(Phase::tls) == 50ms);
  CHECK(flight.outcome.done == 60ms);
  CHECK(flight.outcome.sent == 60ms);
  flight.outcome.url = "http://127.0.0.1/elsewhere";
  flight.outcome.body = "half";
  flight.begin(2, request, 2s);
  CHECK(flight.outcome.url.empty());
  CHECK(flight.outcome.body.empty());
  CHECK(flight.outcome.trouble == load::Trouble::none);
  CHECK(flight.outcome.detail.empty());
  CHECK_FALSE(flight.outcome.phases.took_place(Phase::tls));
  CHECK(flight.due == 3s);
}
