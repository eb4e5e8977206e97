#include "sim/wire/http/journey.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Phase;
using load::Trouble;

namespace {

load::Outcome redirect(const char* location, Instant sent) {
  load::Outcome outcome;
  outcome.status = 302;
  outcome.headers.add("Location", location);
  outcome.sent = sent;
  outcome.first_byte = sent + 1ms;
  outcome.done = sent + 2ms;
  outcome.bytes_out = 100;
  outcome.bytes_in = 200;
  outcome.phases.add(Phase::wait, 1ms);
  return outcome;
}

load::Request first_request(unsigned redirects) {
  load::Request request;
  request.url = "/a";
  request.redirects = redirects;
  return request;
}

}  // namespace

TEST_CASE("a journey's outcome is sent with its first hop, done with its last, and has the bytes and phases of all") {
  Journey journey;
  std::string why;
  load::Outcome hop = redirect("b", 5ms);
  hop.phases.add(Phase::connect, 3ms);
  REQUIRE(journey.lead_on(first_request(5), "http://h/a", hop, why) == Trouble::none);
  CHECK(journey.request().url == "http://h/b");
  const load::Request second = journey.request();
  REQUIRE(journey.lead_on(second, "http://h/b", redirect("http://other/c", 10ms), why) == Trouble::none);
  load::Outcome last;
  last.status = 200;
  last.sent = 20ms;
  last.first_byte = 21ms;
  last.done = 22ms;
  last.bytes_out = 1;
  last.bytes_in = 2;
  last.phases.add(Phase::wait, 4ms);
  last.phases.add(Phase::receive, 1ms);
  journey.sum_up(last);
  CHECK(last.sent == 5ms);
  CHECK(last.first_byte == 21ms);
  CHECK(last.done == 22ms);
  CHECK(last.bytes_out == 201);
  CHECK(last.bytes_in == 402);
  CHECK(last.url == "http://other/c");
  CHECK(last.phases.of(Phase::connect) == 3ms);
  CHECK(last.phases.of(Phase::wait) == 6ms);
  CHECK(last.phases.of(Phase::receive) == 1ms);
  CHECK_FALSE(last.phases.took_place(Phase::tls));
}

TEST_CASE("a journey ends after the hops that were allowed") {
  Journey journey;
  std::string why;
  load::Request request = first_request(2);
  for (int hop = 0; hop < 2; ++hop) {
    REQUIRE(journey.lead_on(request, "http://h/a", redirect("/a", 0ms), why) == Trouble::none);
    request = journey.request();
  }
  CHECK(journey.lead_on(request, "http://h/a", redirect("/a", 0ms), why) == Trouble::redirect_loop);
  CHECK(why == "2 redirects were followed, and the last one led to another");
}

TEST_CASE("a place that is none ends a journey with words, and one that never began changes nothing") {
  Journey journey;
  std::string why;
  CHECK(journey.lead_on(first_request(2), "http://h/a", redirect("tel:112", 0ms), why) == Trouble::malformed);
  CHECK_THAT(why, Catch::Contains("tel:112"));
  load::Outcome outcome;
  outcome.sent = 7ms;
  journey.sum_up(outcome);
  CHECK(outcome.sent == 7ms);
  CHECK(outcome.url.empty());
}
