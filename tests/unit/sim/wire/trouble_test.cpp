// What servers and networks do to an exchange, each as its class of trouble.

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Trouble;

namespace {

/// A port at which nobody listens.
std::uint16_t dead_port() {
  const Listener listener = listen_on_loopback(1);
  ::close(listener.descriptor);
  return listener.port;
}

/// Takes descriptors away from this process until it goes out of scope.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit none{static_cast<rlim_t>(next), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("what a server answers with decides the class of trouble") {
  struct Row {
    const char* says;
    std::string answer;
    bool reset;
    Trouble trouble;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing, then a close", "", false, Trouble::closed},
      {"nothing, then a reset", "", true, Trouble::reset},
      {"half a head", "HTTP/1.1 200 OK\r\nConte", false, Trouble::closed},
      {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", false, Trouble::closed},
      {"half a body and a reset", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", true, Trouble::reset},
      {"garbage", "\x01\x02\x03\x04 garbage\r\n\r\n", false, Trouble::malformed},
      {"more than it announced", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", false, Trouble::malformed},
      {"a head beyond the limit", "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", false, Trouble::too_large},
      {"a body beyond the limit", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", false, Trouble::too_large},
      {"a body until the close is whole", "HTTP/1.1 200 OK\r\n\r\nhello", false, Trouble::none},
  }));
  INFO(row.says);
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    end.write(row.answer);
    if (row.reset) end.reset();
  });
  WireSettings settings = settings_for(server.url());
  settings.http.head_limit = 1000;
  settings.http.body_limit = 1000;
  StartedWorld world(settings);
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(load::to_string(outcome.trouble) == load::to_string(row.trouble));
  CHECK(world->take_counts().connections == 0);
  CHECK(server.accepted() == 1);
  if (row.trouble == Trouble::none) return;
  CHECK_FALSE(outcome.detail.empty());
  CHECK(outcome.status == 0);
  CHECK(outcome.body.empty());
  CHECK(outcome.done >= outcome.sent);
}

TEST_CASE("a close at any byte of an answer is a class of trouble, and the next exchange is whole") {
  const std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  std::atomic<std::size_t> cut = 0;
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    end.write(std::string_view(answer).substr(0, cut.load()));
  });
  StartedWorld world(server.url());
  for (cut = 0; cut < answer.size(); ++cut) {
    const load::Outcome outcome = world.exchange(request_to("/"));
    if (outcome.trouble != Trouble::closed) FAIL_CHECK("cut at byte " << cut << ": " << load::to_string(outcome.trouble));
  }
  CHECK(world.exchange(request_to("/")).body == "hello");
}

TEST_CASE("a server may take its time over every byte") {
  const std::string answer = ok("hello");
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    for (const char& byte : answer) end.write({&byte, 1});
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "hello");
}

TEST_CASE("an idle connection notices the server's close") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write(ok("x"));
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "x");
  world.run_until([&] { return world->take_counts().connections == 0; });
  CHECK(world.exchange(request_to("/", "POST", "not repeatable")).body == "x");
  CHECK(server.accepted() == 2);
}

TEST_CASE("bytes that nobody asked for end an idle connection") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write(ok("x"));
    end.wait_for_close();
  });
  LoopbackServer chatty([](ServerEnd& end) {
    end.read_request();
    end.write(ok("x"));
    end.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "x");
  // The answer's own segment may bring them along, which makes the answer malformed; either way the connection ends.
  world.exchange(request_to(chatty.url()));
  world.run_until([&] { return world->take_counts().connections == 1; });
}

TEST_CASE("a request that crosses the server's close goes out once more if it may be repeated") {
  struct Row {
    const char* says;
    const char* method;
    bool key;
    bool reset;
    Trouble trouble;
    unsigned connections;
  };
  const Row row = GENERATE(values<Row>({
      {"a GET is repeated", "GET", false, false, Trouble::none, 2},
      {"after a reset too", "GET", false, true, Trouble::none, 2},
      {"a PUT is repeated", "PUT", false, false, Trouble::none, 2},
      {"a POST is not", "POST", false, false, Trouble::closed, 1},
      {"a POST with an idempotency key is", "POST", true, false, Trouble::none, 2},
  }));
  INFO(row.says);
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    end.write(ok("first"));
    end.read_request();
    if (end.number() == 0) {
      if (row.reset) end.reset();
      return;
    }
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "first");
  load::Request request = request_to("/", row.method);
  if (row.key) request.headers = {{"Idempotency-Key", "7"}};
  const Instant before = world->now();
  const load::Outcome outcome = world.exchange(request);
  CHECK(outcome.trouble == row.trouble);
  CHECK(outcome.sent >= before);
  CHECK(outcome.sent <= outcome.done);
  CHECK(server.accepted() == row.connections);
}

TEST_CASE("a request is repeated once, and not after a byte of an answer") {
  bool half = GENERATE(false, true);
  LoopbackServer server([&](ServerEnd& end) {
    if (end.number() == 0) {
      end.read_request();
      end.write(ok("first"));
    }
    end.read_request();
    if (half) end.write("HTTP/1.1 2");
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "first");
  CHECK(world.exchange(request_to("/")).trouble == Trouble::closed);
  CHECK(server.accepted() == (half ? 1 : 2));
}

TEST_CASE("an answer that comes before the request is wholly sent counts, and ends the connection") {
  LoopbackServer server([](ServerEnd& end) {
    end.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    end.close_half();
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  const load::Outcome outcome = world.exchange(request_to("/", "POST", std::string(20'000'000, 'x')));
  CHECK(outcome.status == 413);
  world.run_until([&] { return world->take_counts().connections == 0; });
}

TEST_CASE("nobody listens") {
  StartedWorld world("http://127.0.0.1:" + std::to_string(dead_port()));
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(outcome.trouble == Trouble::connect_refused);
  CHECK(outcome.sent == outcome.done);
  CHECK_FALSE(outcome.lower_bound);
}

TEST_CASE("localhost is tried on all its addresses") {
  LoopbackServer server(answer_with_number);  // on 127.0.0.1 only
  StartedWorld world("http://localhost:" + std::to_string(server.port()));
  CHECK(world.exchange(request_to("/")).status == 200);
  StartedWorld nowhere("http://localhost:" + std::to_string(dead_port()));
  CHECK(nowhere.exchange(request_to("/")).trouble == Trouble::connect_refused);
}

TEST_CASE("a generator without descriptors says so, and goes on once it has some") {
  LoopbackServer server(answer_with_number);
  StartedWorld world(server.url());
  {
    const NoDescriptors none;
    const load::Outcome outcome = world.exchange(request_to("/"));
    CHECK(outcome.trouble == Trouble::no_descriptors);
  }
  CHECK(world.exchange(request_to("/")).status == 200);
}

TEST_CASE("a timeout ends at its instant, however late it is noticed") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write(ok("x"));
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).status == 200);
  load::Request request = request_to("/");
  request.timeout = 15ms;
  Inhabitant inhabitant;
  const Instant taken_up = world->send(0, request);
  world->run(inhabitant);
  const load::Outcome& outcome = inhabitant.outcomes[0].at(0);
  CHECK(outcome.trouble == Trouble::read_timeout);
  CHECK(outcome.sent == taken_up);
  CHECK(outcome.done == taken_up + 15ms);
  CHECK(outcome.lower_bound);
  CHECK(inhabitant.told_at[0] >= outcome.done);
  CHECK(world->take_counts().connections == 0);
}

TEST_CASE("an answer that is not whole in time is a timeout with nothing of the answer") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  load::Request request = request_to("/");
  request.timeout = 30ms;
  Inhabitant inhabitant;
  const Instant taken_up = world->send(0, request);
  world->run(inhabitant);
  const load::Outcome& outcome = inhabitant.outcomes[0].at(0);
  CHECK(outcome.trouble == Trouble::read_timeout);
  CHECK(outcome.status == 0);
  CHECK(outcome.body.empty());
  CHECK(outcome.done == taken_up + 30ms);
}

TEST_CASE("a connection that does not come about in time is a connect timeout, sent at its due instant") {
  // A listener that accepts nobody takes two connections; the handshakes of the others stay without an answer.
  const Listener listener = listen_on_loopback(0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(listener.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::vector<int> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    ::connect(waiting.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  StartedWorld world("http://127.0.0.1:" + std::to_string(listener.port));
  load::Request request = request_to("/");
  request.timeout = 20ms;
  Inhabitant inhabitant;
  const Instant taken_up = world->send(0, request);
  world->run(inhabitant);
  const load::Outcome& outcome = inhabitant.outcomes[0].at(0);
  CHECK(outcome.trouble == Trouble::connect_timeout);
  CHECK(outcome.sent == taken_up + 20ms);
  CHECK(outcome.done == taken_up + 20ms);
  CHECK(outcome.lower_bound);
  for (const int descriptor : waiting) ::close(descriptor);
  ::close(listener.descriptor);
}

TEST_CASE("timeouts of many users and lengths end in the order in which they are due") {
  LoopbackServer server([](ServerEnd& end) { end.wait_for_close(); });
  StartedWorld world(server.url());
  std::vector<load::Request> requests(20, request_to("/"));
  std::vector<Instant> due;
  for (load::UserId user = 0; user < requests.size(); ++user) {
    requests[user].timeout = 30ms - 1ms * user;
    due.push_back(world->send(user, requests[user]) + requests[user].timeout);
  }
  Inhabitant crowd;
  crowd.wanted = requests.size();
  world->run(crowd);
  for (load::UserId user = 0; user < requests.size(); ++user) CHECK(crowd.outcomes[user].at(0).done == due[user]);
  for (std::size_t i = 1; i < crowd.order.size(); ++i) CHECK(due[crowd.order[i - 1]] <= due[crowd.order[i]]);
}
