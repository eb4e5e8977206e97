#include "sim/wire/wire_world.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <set>
#include <thread>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Trouble;

TEST_CASE("an exchange over a real socket has its answer, its instants and its bytes") {
  std::promise<std::string> seen;
  LoopbackServer server([&](ServerEnd& end) {
    seen.set_value(end.read_request());
    end.write("HTTP/1.1 201 Created\r\nLocation: /7\r\nContent-Length: 5\r\n\r\nhello");
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  load::Request request = request_to("/orders?a=b", "POST", "{}");
  request.headers = {{"Content-Type", "application/json"}};
  const load::Outcome outcome = world.exchange(request);
  const std::string text = seen.get_future().get();
  CHECK(text == "POST /orders?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                    "\r\nUser-Agent: rushhour/" RUSHHOUR_VERSION "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(outcome.trouble == Trouble::none);
  CHECK(outcome.status == 201);
  CHECK(outcome.body == "hello");
  REQUIRE(outcome.headers.size() == 2);
  CHECK(outcome.headers.begin()->name == "Location");
  CHECK(outcome.headers.begin()->value == "/7");
  CHECK(outcome.bytes_out == text.size());
  CHECK(outcome.bytes_in == 62);
  CHECK(outcome.sent > 0ns);
  CHECK(outcome.first_byte >= outcome.sent);
  CHECK(outcome.done >= outcome.first_byte);
  CHECK_FALSE(outcome.lower_bound);
}

TEST_CASE("each user keeps a connection of its own for all its exchanges") {
  LoopbackServer server(answer_with_number);
  StartedWorld world(server.url());
  const load::Request request = request_to("/");
  Inhabitant crowd;
  crowd.wanted = 40;
  crowd.at_outcome = [&](load::UserId user, const load::Outcome&) {
    if (crowd.outcomes[user].size() < 10) world->send(user, request);
  };
  for (load::UserId user = 0; user < 4; ++user) world->send(user, request);
  world->run(crowd);
  std::set<std::string> numbers;
  for (const auto& [user, outcomes] : crowd.outcomes) {
    REQUIRE(outcomes.size() == 10);
    for (const load::Outcome& outcome : outcomes) CHECK(outcome.body == outcomes[0].body);
    numbers.insert(outcomes[0].body);
  }
  CHECK(numbers.size() == 4);
  CHECK(server.accepted() == 4);
  CHECK(world->take_counts().connections == 4);
}

TEST_CASE("a user keeps a connection for each of its servers") {
  LoopbackServer one(answer_with_number);
  LoopbackServer two(answer_with_number);
  StartedWorld world(one.url());
  for (int round = 0; round < 3; ++round) {
    CHECK(world.exchange(request_to("/")).status == 200);
    CHECK(world.exchange(request_to(two.url() + "/a")).status == 200);
  }
  CHECK(one.accepted() == 1);
  CHECK(two.accepted() == 1);
}

TEST_CASE("a user's connections to ever more servers are bounded") {
  std::vector<std::unique_ptr<LoopbackServer>> servers;
  for (int i = 0; i < 12; ++i) servers.push_back(std::make_unique<LoopbackServer>(answer_with_number));
  StartedWorld world(servers[0]->url());
  for (const auto& server : servers) CHECK(world.exchange(request_to(server->url())).status == 200);
  CHECK(world->take_counts().connections == 8);
  CHECK(world.exchange(request_to(servers[11]->url())).status == 200);
  CHECK(servers[11]->accepted() == 1);
  CHECK(world.exchange(request_to(servers[0]->url())).status == 200);
  CHECK(servers[0]->accepted() == 2);
}

TEST_CASE("a connection that either side wants closed is not used again") {
  LoopbackServer server([](ServerEnd& end) {
    const std::string request = end.read_request();
    const bool asked = request.find("Connection: close") != std::string::npos;
    end.write(asked ? ok("x") : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "x");
  CHECK(world->take_counts().connections == 0);
  load::Request last = request_to("/");
  last.headers = {{"Connection", "close"}};
  CHECK(world.exchange(last).body == "x");
  CHECK(world->take_counts().connections == 0);
  CHECK(server.accepted() == 2);
}

TEST_CASE("a body larger than the socket's buffers arrives whole, both ways") {
  const std::string large(5'000'000, 'b');
  LoopbackServer server([&](ServerEnd& end) {
    for (std::string request = end.read_request(); !request.empty(); request = end.read_request())
      end.write(ok(std::string_view(request).substr(request.size() - large.size())));
  });
  StartedWorld world(server.url());
  for (int round = 0; round < 2; ++round) {
    const load::Outcome outcome = world.exchange(request_to("/", "POST", large));
    CHECK(outcome.status == 200);
    CHECK(outcome.body == large);
    CHECK(outcome.bytes_out > large.size());
  }
  CHECK(server.accepted() == 1);
}

TEST_CASE("outcomes come from the loop, never from within a send") {
  StartedWorld world("http://127.0.0.1:9");
  const load::Request refused = request_to("http://example.com/");
  bool sending = false;
  Inhabitant inhabitant;
  inhabitant.wanted = 3;
  const auto send = [&] {
    sending = true;
    world->send(0, refused);
    sending = false;
  };
  inhabitant.at_outcome = [&](load::UserId, const load::Outcome&) {
    CHECK_FALSE(sending);
    if (inhabitant.order.size() < 3) send();
  };
  send();
  CHECK(inhabitant.order.empty());
  world->run(inhabitant);
  for (std::size_t i = 0; i < 3; ++i) CHECK(inhabitant.told_at[i] >= inhabitant.outcomes[0][i].done);
}

TEST_CASE("a resident that repeats what is refused at once does not keep the alarm from coming") {
  StartedWorld world("http://127.0.0.1:9");
  const load::Request refused = request_to("http://example.com/");
  Inhabitant stubborn;
  stubborn.at_outcome = [&](load::UserId, const load::Outcome&) { world->send(0, refused); };
  stubborn.done = [&] { return !stubborn.alarms.empty(); };
  world->alarm_at(world->now() + 5ms);
  world->send(0, refused);
  world->run(stubborn);
  CHECK(stubborn.alarms.size() == 1);
}

TEST_CASE("an alarm comes once, not before it is due, and the last one asked for counts") {
  StartedWorld world("http://127.0.0.1:9");
  Inhabitant inhabitant;
  inhabitant.done = [&] { return inhabitant.alarms.size() == 2; };
  const Instant first = world->now() + 10ms;
  inhabitant.at_alarm = [&](Instant) {
    if (inhabitant.alarms.size() == 1) world->alarm_at(first + 5ms);
  };
  world->alarm_at(first + 1h);
  world->alarm_at(first);
  world->run(inhabitant);
  CHECK(inhabitant.alarms[0] >= first);
  CHECK(inhabitant.alarms[1] >= first + 5ms);
}

TEST_CASE("the loop sleeps until something happens") {
  StartedWorld world("http://127.0.0.1:9");
  Inhabitant inhabitant;
  inhabitant.done = [&] { return !inhabitant.alarms.empty(); };
  world->alarm_at(world->now() + 20ms);
  world->run(inhabitant);
  CHECK(inhabitant.turns < 6);
}

TEST_CASE("a task posted from another thread runs on the loop's") {
  StartedWorld world("http://127.0.0.1:9");
  std::thread::id ran_on;
  std::thread poster([&] {
    for (int i = 0; i < 100; ++i) world->post([&] { ran_on = std::this_thread::get_id(); });
  });
  world.run_until([&] { return ran_on != std::thread::id(); });
  poster.join();
  CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("an abandoned exchange has no outcome, and its connection is closed") {
  StartedWorld* open_world = nullptr;
  bool arrived = false;
  bool closed = false;
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    (*open_world)->post([&] { arrived = true; });
    end.wait_for_close();
    (*open_world)->post([&] { closed = true; });
  });
  StartedWorld world(server.url());
  open_world = &world;
  const load::Request request = request_to("/");
  Inhabitant inhabitant;
  inhabitant.done = [&] {
    if (std::exchange(arrived, false)) world->abandon(0);
    return closed;
  };
  world->send(0, request);
  world->run(inhabitant);
  CHECK(inhabitant.order.empty());
  CHECK(world->take_counts().connections == 0);
  world->abandon(0);
  world->abandon(4711);
}

TEST_CASE("a user may send again at once after it was abandoned, whatever state it was in") {
  LoopbackServer server(answer_with_number);
  StartedWorld world(server.url());
  const load::Request request = request_to("/");
  const load::Request refused = request_to("http://example.com/");
  world->send(0, request);  // connecting
  world->abandon(0);
  world->send(0, refused);  // over, its outcome not delivered
  world->abandon(0);
  const load::Outcome outcome = world.exchange(request);
  CHECK(outcome.status == 200);
  world->send(0, request);  // sent on a connection kept alive
  world->abandon(0);
  CHECK(world.exchange(request).status == 200);
}

TEST_CASE("only one exchange a user at a time, and none before the start") {
  StartedWorld world("http://127.0.0.1:9");
  const load::Request request = request_to("/");
  world->send(0, request);
  CHECK_THROWS_AS(world->send(0, request), std::logic_error);
  WireWorld early(settings_for("http://127.0.0.1:9"));
  CHECK(early.now() == 0ns);
  Inhabitant inhabitant;
  CHECK_THROWS_AS(early.run(inhabitant), std::logic_error);
}

TEST_CASE("what a rule or the text of a request forbids is refused before anything is sent") {
  LoopbackServer server(answer_with_number);
  StartedWorld world(server.url());
  const load::Outcome stranger = world.exchange(request_to("http://example.com/"));
  CHECK(stranger.trouble == Trouble::refused_by_rule);
  CHECK_THAT(stranger.detail, Catch::Contains("example.com") && Catch::Contains("--allow-host"));
  load::Request injected = request_to("/");
  injected.headers = {{"A", "b\r\nHost: c"}};
  CHECK(world.exchange(injected).trouble == Trouble::bad_request);
  const load::Outcome blank = world.exchange(request_to("/a b"));
  CHECK(blank.trouble == Trouble::bad_request);
  CHECK(blank.sent == blank.done);
  CHECK(server.accepted() == 0);
}

TEST_CASE("a name on the list of allowed hosts passes the rule and fails in DNS") {
  WireSettings settings = settings_for("http://127.0.0.1:9");
  settings.http.allowed_hosts = {"name.invalid"};
  StartedWorld world(settings);
  const load::Outcome outcome = world.exchange(request_to("http://name.invalid/"));
  CHECK(outcome.trouble == Trouble::name_not_found);
  CHECK_THAT(outcome.detail, Catch::Contains("name.invalid"));
}

TEST_CASE("a world says what is wrong with its settings") {
  CHECK_THROWS_AS(WireWorld(settings_for("nonsense")), UserError);
  WireSettings settings = settings_for("http://127.0.0.1:9");
  settings.http.tls.ca = "/nonexistent/authorities.pem";
  CHECK_THROWS_WITH(WireWorld(settings), Catch::Contains("/nonexistent/authorities.pem"));
}

TEST_CASE("a probe tells whether a server can be reached") {
  std::uint16_t gone = 0;
  {
    LoopbackServer server(answer_with_number);
    gone = server.port();
    CHECK(probe(server.url(), {}, 5s) == "");
    CHECK(probe("http://localhost:" + std::to_string(gone), {}, 5s) == "");
  }
  CHECK_THAT(probe("http://127.0.0.1:" + std::to_string(gone), {}, 5s), Catch::Contains("refused"));
  CHECK_THAT(probe("http://name.invalid", {}, 20s), Catch::Contains("name.invalid"));
}

TEST_CASE("a limit of connections below one a worker is refused, since a worker without one could send nothing") {
  WireSettings settings = settings_for("http://127.0.0.1:9");
  settings.http.max_connections = 1;
  settings.workers = 2;
  CHECK_THROWS_WITH(WireWorld(settings), Catch::Contains("max_connections 1") && Catch::Contains("--threads"));
  settings.http.max_connections = 2;
  CHECK_NOTHROW(WireWorld(settings));
}
