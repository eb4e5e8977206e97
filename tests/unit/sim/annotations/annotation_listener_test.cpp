#include "sim/annotations/annotation_listener.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/answering_server.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using Target = wire::AnsweringServer;

namespace {

constexpr auto page_type = "application/vnd.rushhour.annotations+json; charset=utf-8";

std::string answer(std::string_view status, std::string_view type, std::string_view body) {
  return wire::answer(status, body, fmt::format("Content-Type: {}\r\n", type));
}

/// An annotation by its number, and what to ask for next.
std::string page(std::uint64_t number, std::uint64_t next) {
  return answer("200 OK", page_type,
                fmt::format(R"({{"annotations":[{{"number":{},"kind":"note","name":"n","text":"t","began_at":"2026-03-01T12:00:00Z",)"
                            R"("ended_at":null}}],"next":{}}})",
                            number, next));
}

/// Never asks between the first question and the last.
constexpr AnnotationListener::Times once{1h, 1h, 20s};

std::vector<std::uint64_t> numbers(const std::vector<AnnotationPage>& pages) {
  std::vector<std::uint64_t> out;
  for (const AnnotationPage& one : pages)
    for (const Annotation& annotation : one.annotations) out.push_back(annotation.number);
  return out;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a target that offers annotations is asked at the start, and at the end for what is new") {
  Target target([](std::size_t number) { return page(number + 1, number + 5); });
  AnnotationListener listener(target.url(), {}, once);
  std::vector<AnnotationPage> pages;
  while (pages.empty()) pages = listener.take();
  CHECK(numbers(pages) == std::vector<std::uint64_t>{1});
  CHECK(listener.take().empty());
  listener.finish();
  CHECK(numbers(listener.take()) == std::vector<std::uint64_t>{2});
  CHECK(target.asked(2) == Paths{"/api/annotations?since=0", "/api/annotations?since=5"});
}

TEST_CASE("a question for annotations carries nothing of the run") {
  Target target([](std::size_t) { return page(1, 2); });
  load::HttpOptions http;
  http.traceparent = true;
  AnnotationListener listener(target.url(), http, once);
  const std::string request = target.request(0);
  CHECK_THAT(request, Catch::StartsWith("GET /api/annotations?since=0 HTTP/1.1\r\n"));
  CHECK_THAT(request, Catch::Contains("Accept: application/vnd.rushhour.annotations+json\r\n"));
  CHECK_THAT(request, !Catch::Contains("traceparent", Catch::CaseSensitive::No) && !Catch::Contains("cookie", Catch::CaseSensitive::No));
  CHECK(request.ends_with("\r\n\r\n"));
}

TEST_CASE("a target that offers no annotations is asked once and never again") {
  const std::string refusal = GENERATE_COPY(
      answer("404 Not Found", "application/problem+json", "{}"), answer("200 OK", "application/json", R"({"annotations":[],"next":1})"),
      answer("200 OK", "text/html", "<p>annotations</p>"), answer("200 OK", page_type, "[]"), answer("200 OK", page_type, "{"),
      answer("204 No Content", page_type, ""), answer("500 Internal Server Error", page_type, R"({"annotations":[],"next":1})"),
      "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "what?\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.rushhour.annotations+json\r\nContent-Length: 5000000\r\n\r\n" +
          std::string(5'000'000, ' '));
  INFO(refusal.substr(0, 100));
  Target target([&](std::size_t) { return refusal; });
  AnnotationListener listener(target.url(), {}, {0s, 20s, 20s});
  (void)target.asked(1);
  listener.finish();  // after an answer it is over; before one it is the answer to the last question
  const std::size_t asked = target.asked(1).size();
  CHECK(asked <= 2);
  CHECK(listener.take().empty());
}

TEST_CASE("a target that nobody can reach is asked nothing more") {
  const wire::Listener nobody = wire::listen_on_loopback(0);  // its queue fills with the first connection
  AnnotationListener listener(fmt::format("http://127.0.0.1:{}", nobody.port), {}, {0s, 1ms, 1ms});
  listener.finish();
  CHECK(listener.take().empty());
  ::close(nobody.descriptor);
}

TEST_CASE("in between it asks every period for what is new") {
  Target target([](std::size_t number) { return page(number + 1, number + 2); });
  AnnotationListener listener(target.url(), {}, {1ms, 20s, 20s});
  Paths asked = target.asked(3);
  asked.resize(3);
  CHECK(asked == Paths{"/api/annotations?since=0", "/api/annotations?since=2", "/api/annotations?since=3"});
  listener.finish();
  CHECK(numbers(listener.take()).size() >= 3);
}

TEST_CASE("a target that goes astray after it offered annotations is asked again from where it was") {
  Target target([](std::size_t number) {
    if (number == 1) return std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    if (number == 2) return answer("503 Service Unavailable", "text/plain", "no");
    return page(number + 1, number + 2);
  });
  AnnotationListener listener(target.url(), {}, {1ms, 20s, 20s});
  Paths asked = target.asked(4);
  asked.resize(4);
  CHECK(asked[0] == "/api/annotations?since=0");
  for (std::size_t i = 1; i < 4; ++i) CHECK(asked[i] == "/api/annotations?since=2");
  listener.finish();
}

TEST_CASE("a number that goes back is not followed") {
  Target target([](std::size_t number) { return page(number + 1, number == 0 ? 9 : 1); });
  AnnotationListener listener(target.url(), {}, {1ms, 20s, 20s});
  Paths asked = target.asked(4);
  asked.resize(4);
  CHECK(asked == Paths{"/api/annotations?since=0", "/api/annotations?since=9", "/api/annotations?since=9", "/api/annotations?since=9"});
  listener.finish();
}

TEST_CASE("a target that stands still holds up the end for the last patience and no longer") {
  Target target([](std::size_t) { return std::string(); });
  AnnotationListener listener(target.url(), {}, {1h, 1h, 1ms});
  (void)target.asked(1);
  listener.finish();  // would take an hour
  CHECK(listener.take().empty());
}

TEST_CASE("a listener that is given up leaves at once") {
  Target target([](std::size_t) { return std::string(); });
  const AnnotationListener listener(target.url(), {}, {1h, 1h, 1h});
  (void)target.asked(1);
}
