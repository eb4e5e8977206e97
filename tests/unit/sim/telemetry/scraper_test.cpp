#include "sim/telemetry/scraper.hpp"

#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/answering_server.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using Source = wire::AnsweringServer;
using wire::answer;

namespace {

/// Asks at once and again as soon as there is an answer; waits as long as it takes.
constexpr Scraper::Times eager{0s, 30s, 30s};
/// Never asks between the first question and the last.
constexpr Scraper::Times once{1h, 30s, 30s};

/// The first `count` looks.
std::vector<Scrape> looks(Scraper& scraper, std::size_t count) {
  std::vector<Scrape> all;
  while (all.size() < count)
    for (Scrape& scrape : scraper.take()) all.push_back(std::move(scrape));
  return all;
}

}  // namespace

TEST_CASE("a source is asked again and again, and its figures come as they grow") {
  Source source([](std::size_t number) { return answer("200 OK", fmt::format("a_total {}\n", number * 10)); });
  Scraper scraper(source.url(), "/metrics", {}, {}, eager);
  const auto all = looks(scraper, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(all[i].gap.empty());
    REQUIRE(all[i].readings.size() == 1);
    CHECK(all[i].readings[0].value == static_cast<double>(i) * 10);
    if (i > 0) CHECK(all[i].at >= all[i - 1].at);
  }
}

TEST_CASE("a question goes to the path that was named, asks for no packed answer, and carries nothing of the run") {
  Source source([](std::size_t) { return answer("200 OK", "a 1\n"); });
  load::HttpOptions http;
  http.traceparent = true;
  Scraper scraper(source.url(), "/stats?all=1", http, {}, once);
  (void)looks(scraper, 1);
  const std::string seen = source.request(0);
  CHECK_THAT(seen, Catch::StartsWith("GET /stats?all=1 HTTP/1.1\r\n"));
  CHECK_THAT(seen, Catch::Contains("Accept-Encoding: identity\r\n"));
  CHECK_THAT(seen, Catch::Contains("application/openmetrics-text") && Catch::Contains("text/plain"));
  CHECK_THAT(seen, !Catch::Contains("traceparent", Catch::CaseSensitive::No) && !Catch::Contains("cookie", Catch::CaseSensitive::No));
}

TEST_CASE("an answer that is no exposition is a gap that says why, and the next one is read") {
  const auto row = GENERATE(values<std::pair<std::string, std::string>>(
      {{answer("404 Not Found", "a 1\n"), "answered 404"},
       {answer("500 Internal Server Error", ""), "answered 500"},
       {answer("200 OK", "<html></html>"), "the answer holds no metrics"},
       {answer("200 OK", ""), "the answer holds no metrics"},
       {"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "answered 302"},
       {answer("200 OK", "not packed at all", "Content-Encoding: gzip\r\n"), "bad content encoding"}}));
  INFO(row.first);
  Source source([&](std::size_t number) { return number == 0 ? row.first : answer("200 OK", "a 1\n"); });
  Scraper scraper(source.url(), "/metrics", {}, {}, eager);
  const auto all = looks(scraper, 2);
  CHECK(all[0].gap == row.second);
  CHECK(all[0].readings.empty());
  CHECK(all[1].gap.empty());
}

TEST_CASE("an answer beyond four megabytes is a gap") {
  Source source([](std::size_t) { return answer("200 OK", "a 1\n" + std::string(5'000'000, '#')); });
  Scraper scraper(source.url(), "/metrics", {}, {}, once);
  const auto all = looks(scraper, 1);
  CHECK_FALSE(all[0].gap.empty());
  CHECK(all[0].readings.empty());
}

TEST_CASE("a source that stands still is a gap when the patience is over, and holds up nobody") {
  Source source([](std::size_t) { return std::string(); });
  Scraper scraper(source.url(), "/metrics", {}, {}, {1h, 1ms, 1ms});
  CHECK_FALSE(looks(scraper, 1)[0].gap.empty());
}

TEST_CASE("a scraper that nobody waits for ends at once, whatever is under way") {
  Source source([](std::size_t) { return std::string(); });
  const Scraper scraper(source.url(), "/metrics", {}, {}, once);
}

TEST_CASE("at the end a source is asked once more") {
  Source source([](std::size_t number) { return answer("200 OK", fmt::format("a_total {}\n", number)); });
  Scraper scraper(source.url(), "/metrics", {}, {}, once);
  (void)looks(scraper, 1);
  scraper.finish();
  const auto last = scraper.take();
  REQUIRE(last.size() == 1);
  CHECK(last[0].readings.at(0).value == 1);
  CHECK(scraper.left_out() == 0);
}

TEST_CASE("what nobody takes is bounded") {
  std::atomic<std::size_t> asked{0};
  Source source([&](std::size_t number) {
    asked = number;
    return answer("200 OK", "a 1\n");
  });
  Scraper scraper(source.url(), "/metrics", {}, {}, eager);
  while (asked < 150) std::this_thread::yield();
  CHECK(scraper.take().size() <= 100);
}
