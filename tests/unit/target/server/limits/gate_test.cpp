#include "target/server/limits/gate.hpp"

#include <catch2/catch.hpp>
#include <chrono>

using namespace rushhour;
using namespace std::chrono_literals;
using namespace rushhour::server;
using service::Method;
using service::Request;
using service::Response;

namespace {

Request request_of(Method method, std::string host = "localhost", std::string authorization = {}) {
  Request request;
  request.method = method;
  request.host = std::move(host);
  request.authorization = std::move(authorization);
  return request;
}

/// The status that the gate answers with; zero if it lets the request through.
int status_at(Gate& gate, const Request& request, Visitor& visitor, Instant now = 0s) {
  Response refusal;
  return gate.admit(request, visitor, now, refusal) ? 0 : refusal.status;
}

std::string retry_after(Gate& gate, const Request& request, Visitor& visitor, Instant now = 0s) {
  Response refusal;
  REQUIRE_FALSE(gate.admit(request, visitor, now, refusal));
  CHECK(refusal.content_type == service::problem_type);
  CHECK_THAT(std::string(refusal.text()), Catch::Contains("\"status\":" + std::to_string(refusal.status)));
  REQUIRE(refusal.fields.size() == 1);
  CHECK(refusal.fields[0].name == "Retry-After");
  return refusal.fields[0].value;
}

}  // namespace

TEST_CASE("on loopback alone a host that is not this machine's is refused, whatever was sent before") {
  Gate gate({});
  Visitor visitor{"127.0.0.1", {}};
  CHECK(status_at(gate, request_of(Method::get, "localhost:8080"), visitor) == 0);
  CHECK(status_at(gate, request_of(Method::get, "evil.example"), visitor) == 403);
  CHECK(status_at(gate, request_of(Method::post, "evil.example"), visitor) == 403);
  CHECK(status_at(gate, request_of(Method::get, "127.0.0.1"), visitor) == 0);
  Gate wide({.loopback_alone = false, .adaptive = true, .requests_per_s = {}});
  CHECK(status_at(wide, request_of(Method::get, "evil.example"), visitor) == 0);
}

TEST_CASE("a client over its rate is refused with the time that it has to wait, others are not") {
  Gate gate({.loopback_alone = true, .adaptive = true, .requests_per_s = 0.4});
  Visitor here{"127.0.0.1", {}}, there{"127.0.0.2", {}};
  const Request read = request_of(Method::get);
  CHECK(status_at(gate, read, here) == 0);
  CHECK(status_at(gate, read, here) == 429);
  CHECK(retry_after(gate, read, here) == "3");
  CHECK(retry_after(gate, read, here, 1500ms) == "1");
  CHECK(status_at(gate, read, there) == 0);
  CHECK(status_at(gate, request_of(Method::get, "localhost", "Bearer a"), here) == 0);
  CHECK(status_at(gate, read, here, 2500ms) == 0);
}

TEST_CASE("where as many wait for the store as may, writes are refused and reads are not") {
  const bool adaptive = GENERATE(true, false);
  Gate gate({.loopback_alone = true, .adaptive = adaptive, .requests_per_s = {}});
  Visitor visitor{"127.0.0.1", {}};
  const Request write = request_of(Method::post);
  for (std::size_t i = 0; i < AdmissionSettings{}.start; ++i) {
    CHECK(status_at(gate, write, visitor) == 0);
    gate.waits(write, visitor);
  }
  for (const Method method : {Method::post, Method::put, Method::remove})
    CHECK(status_at(gate, request_of(method), visitor) == (adaptive ? 503 : 0));
  CHECK(status_at(gate, request_of(Method::get), visitor) == 0);
  CHECK(status_at(gate, request_of(Method::head), visitor) == 0);
  if (adaptive) CHECK(retry_after(gate, write, visitor) == "1");
  gate.waited(write, visitor, 201, 2ms, 1s);
  CHECK(status_at(gate, write, visitor) == 0);
}

TEST_CASE("the limit is told where there is one") {
  CHECK(Gate({}).in_flight_limit() == AdmissionSettings{}.start);
  CHECK_FALSE(Gate({.loopback_alone = true, .adaptive = false, .requests_per_s = {}}).in_flight_limit());
}

TEST_CASE("a failure that came back at once makes nobody believe that the store is fast") {
  Gate gate({});
  Visitor visitor{"127.0.0.1", {}};
  const Request write = request_of(Method::post);
  const auto pass = [&](int times, int status, Instant latency, Instant from) {
    for (int i = 0; i < times; ++i) {
      gate.waits(write, visitor);
      gate.waited(write, visitor, status, latency, from + i * 20ms);
    }
  };
  pass(100, 503, 1us, 1s);
  pass(100, 0, 1us, 4s);
  pass(500, 201, 5ms, 10s);
  for (std::size_t i = 0; i < AdmissionSettings{}.start - 1; ++i) gate.waits(write, visitor);
  CHECK(status_at(gate, write, visitor) == 0);  // the limit is where it was
}
