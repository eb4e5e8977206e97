// Redirects and cookies over real sockets: one outcome for all hops, and every user's cookies its own.

#include <catch2/catch.hpp>
#include <functional>
#include <mutex>

#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Trouble;

namespace {

std::string redirect(int status, const std::string& location, const std::string& headers = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " Elsewhere\r\nContent-Length: 0\r\nLocation: " + location + "\r\n" + headers + "\r\n";
}

std::string line_of(const std::string& request, const std::string& name) {
  const std::size_t at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + 2 + name.size() + 2;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

/// A server that answers each request by its path and keeps what it was asked.
class PathServer {
 public:
  using Answer = std::function<std::string(const std::string& path, const std::string& request)>;

  explicit PathServer(Answer answer)
      : answer_(std::move(answer)), server_([this](ServerEnd& end) {
          for (std::string request = end.read_request(); !request.empty(); request = end.read_request()) {
            const std::size_t begin = request.find(' ') + 1;
            const std::string path = request.substr(begin, request.find(' ', begin) - begin);
            {
              const std::lock_guard lock(mutex_);
              asked_.push_back(request);
            }
            end.write(answer_(path, request));
          }
        }) {}

  std::string url() const { return server_.url(); }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  unsigned accepted() const noexcept { return server_.accepted(); }

 private:
  Answer answer_;
  std::mutex mutex_;  // of what follows
  std::vector<std::string> asked_;
  LoopbackServer server_;
};

load::Request following(std::string url, std::string method = "GET", std::string body = {}) {
  load::Request request = request_to(std::move(url), std::move(method), std::move(body));
  request.redirects = 3;
  return request;
}

}  // namespace

TEST_CASE("a redirect is followed on the same connection, and is one exchange") {
  PathServer server([](const std::string& path, const std::string&) {
    if (path == "/a") return redirect(302, "b?x=1#top");
    if (path == "/b?x=1") return redirect(307, "/c");
    return ok("here");
  });
  StartedWorld world(server.url());
  const load::Outcome outcome = world.exchange(following("/a", "POST", "order"));
  CHECK(outcome.trouble == Trouble::none);
  CHECK(outcome.status == 200);
  CHECK(outcome.body == "here");
  CHECK(outcome.url == server.url() + "/c");
  CHECK(server.accepted() == 1);
  const auto asked = server.asked();
  REQUIRE(asked.size() == 3);
  CHECK_THAT(asked[0], Catch::StartsWith("POST /a ") && Catch::EndsWith("\r\n\r\norder"));
  CHECK_THAT(asked[1], Catch::StartsWith("GET /b?x=1 ") && Catch::EndsWith("\r\n\r\n"));
  CHECK_THAT(asked[2], Catch::StartsWith("GET /c "));
  CHECK(outcome.bytes_out == asked[0].size() + asked[1].size() + asked[2].size());
  CHECK(outcome.sent <= outcome.first_byte);
  CHECK(outcome.first_byte <= outcome.done);
  CHECK(world.exchange(request_to("/b?x=1")).url.empty());
}

TEST_CASE("a redirect is the script's own where it asked for none to be followed") {
  PathServer server([](const std::string&, const std::string&) { return redirect(301, "/b"); });
  StartedWorld world(server.url());
  const load::Outcome outcome = world.exchange(request_to("/a"));
  CHECK(outcome.status == 301);
  CHECK(outcome.trouble == Trouble::none);
  CHECK(outcome.headers.find("location") == "/b");
  CHECK(server.asked().size() == 1);
}

TEST_CASE("a loop of redirects ends after the hops that are allowed") {
  PathServer server([](const std::string&, const std::string&) { return redirect(302, "/a"); });
  StartedWorld world(server.url());
  const load::Outcome outcome = world.exchange(following("/a"));
  CHECK(outcome.trouble == Trouble::redirect_loop);
  CHECK(outcome.detail == "3 redirects were followed, and the last one led to another");
  CHECK(outcome.status == 0);
  CHECK(server.asked().size() == 4);
}

TEST_CASE("a redirect to a host that is not allowed is refused before anything is sent there") {
  PathServer server([](const std::string& path, const std::string&) {
    return path == "/a" ? redirect(302, "http://192.0.2.1/secret") : redirect(302, "mailto:a@b");
  });
  StartedWorld world(server.url());
  const load::Outcome refused = world.exchange(following("/a"));
  CHECK(refused.trouble == Trouble::refused_by_rule);
  CHECK_THAT(refused.detail, Catch::Contains("192.0.2.1"));
  CHECK(refused.bytes_out > 0);  // of the hop before
  const load::Outcome nowhere = world.exchange(following("/b"));
  CHECK(nowhere.trouble == Trouble::malformed);
  CHECK_THAT(nowhere.detail, Catch::Contains("mailto:a@b"));
}

TEST_CASE("authorization and cookies stay with the server that they were meant for") {
  PathServer other([](const std::string&, const std::string&) { return ok("other"); });
  PathServer server(
      [&](const std::string& path, const std::string&) { return path == "/a" ? redirect(307, "/b") : redirect(307, other.url() + "/c"); });
  StartedWorld world(server.url());
  load::Request request = following("/a");
  request.headers = {{"Authorization", "Bearer x"}, {"Cookie", "own=1"}, {"X-Kept", "y"}};
  CHECK(world.exchange(request).body == "other");
  CHECK(line_of(server.asked().at(1), "Authorization") == "Bearer x");
  CHECK(line_of(server.asked().at(1), "Cookie") == "own=1");
  CHECK(line_of(other.asked().at(0), "Authorization").empty());
  CHECK(line_of(other.asked().at(0), "Cookie").empty());
  CHECK(line_of(other.asked().at(0), "X-Kept") == "y");
}

TEST_CASE("all hops share one deadline") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write(redirect(302, "/b"));
    end.read_request();
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  load::Request request = following("/a");
  request.timeout = 200ms;
  const load::Outcome outcome = world.exchange(request);
  CHECK(outcome.trouble == Trouble::read_timeout);
  CHECK(outcome.lower_bound);
  CHECK(outcome.done - outcome.sent <= 200ms);
}

TEST_CASE("a user that is forgotten between hops gets no outcome, and the next exchange is whole") {
  PathServer server([](const std::string& path, const std::string&) { return path == "/a" ? redirect(302, "/b") : ok("x"); });
  StartedWorld world(server.url());
  world->send(0, following("/a"));
  world->abandon(0);
  CHECK(world.exchange(request_to("/b")).body == "x");
}

TEST_CASE("what a server sets comes back to it, from the user that it was set for, on redirects too") {
  PathServer server([](const std::string& path, const std::string& request) {
    if (path == "/login") return redirect(303, "/home", "Set-Cookie: sid=7; Path=/\r\nSet-Cookie: deep=1; Path=/deep\r\n");
    return ok(line_of(request, "Cookie"));
  });
  const auto policy = GENERATE(load::CookiePolicy::per_iteration, load::CookiePolicy::per_user, load::CookiePolicy::off);
  WireSettings settings = settings_for(server.url());
  settings.http.cookies = policy;
  StartedWorld world(settings);
  const bool kept = policy != load::CookiePolicy::off;
  CHECK(world.exchange(following("/login", "POST", "user")).body == (kept ? "sid=7" : ""));
  CHECK(world.exchange(request_to("/deep")).body == (kept ? "deep=1; sid=7" : ""));
  CHECK(world.exchange(request_to("/"), 1).body == "");
  load::Request own = request_to("/");
  own.headers = {{"Cookie", "a=b"}};
  CHECK(world.exchange(own).body == (kept ? "a=b; sid=7" : "a=b"));
  world->refresh(0);
  CHECK(world.exchange(request_to("/")).body == (policy == load::CookiePolicy::per_user ? "sid=7" : ""));
}

TEST_CASE("a cookie is sent again on a connection that had to be opened anew") {
  LoopbackServer server([](ServerEnd& end) {
    const std::string request = end.read_request();
    end.write("HTTP/1.1 200 OK\r\nSet-Cookie: n=" + std::to_string(end.number()) +
              "\r\nContent-Length: " + std::to_string(line_of(request, "Cookie").size()) + "\r\n\r\n" + line_of(request, "Cookie"));
  });
  StartedWorld world(server.url());
  CHECK(world.exchange(request_to("/")).body == "");
  CHECK(world.exchange(request_to("/")).body == "n=0");
  CHECK(world.exchange(request_to("/")).body == "n=1");
}

TEST_CASE("a companion sends at the same time as its user, over a connection of its own, with the cookies of both") {
  PathServer server([](const std::string& path, const std::string& request) {
    if (path == "/login") return "HTTP/1.1 200 OK\r\nSet-Cookie: sid=7; Path=/\r\nContent-Length: 0\r\n\r\n" + std::string();
    return ok(line_of(request, "Cookie"));
  });
  const auto policy = GENERATE(load::CookiePolicy::per_iteration, load::CookiePolicy::per_user, load::CookiePolicy::off);
  WireSettings settings = settings_for(server.url());
  settings.http.cookies = policy;
  StartedWorld world(settings);
  const std::string kept = policy == load::CookiePolicy::off ? "" : "sid=7";
  SECTION("what the user was set, the companion sends") {
    world.exchange(request_to("/login"));
    world->join(1, 0);
    CHECK(world.exchange(request_to("/"), 1).body == kept);
  }
  SECTION("what the companion was set, the user sends") {
    world->join(1, 0);
    world.exchange(request_to("/login"), 1);
    CHECK(world.exchange(request_to("/")).body == kept);
  }
  SECTION("both are on their way at once, and a new iteration of the user forgets the cookies of both") {
    world->join(1, 0);
    world.exchange(request_to("/login"));
    const load::Request mine = request_to("/");
    const load::Request its = request_to("/");
    world->send(0, mine);
    world->send(1, its);
    Inhabitant inhabitant;
    inhabitant.wanted = 2;
    world->run(inhabitant);
    CHECK(inhabitant.outcomes[0].at(0).body == kept);
    CHECK(inhabitant.outcomes[1].at(0).body == kept);
    CHECK(world->take_counts().connections == 2);
    world->refresh(0);
    CHECK(world.exchange(request_to("/"), 1).body == (policy == load::CookiePolicy::per_user ? "sid=7" : ""));
  }
  CHECK(world.exchange(request_to("/"), 2).body == "");
}
