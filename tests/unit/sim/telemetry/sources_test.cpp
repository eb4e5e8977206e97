#include "sim/telemetry/sources.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/beside/telemetry.hpp"
#include "reports/runs/stamp.hpp"
#include "tests/unit/sim/wire/answering_server.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;

TEST_CASE("what can be scraped is a URL, a process by its number, or the one behind the target") {
  const ScrapeWish bare = read_scrape("http://127.0.0.1:9100");
  CHECK(bare.kind == ScrapeWish::Kind::url);
  CHECK(bare.origin == "http://127.0.0.1:9100");
  CHECK(bare.path == "/metrics");
  CHECK(read_scrape("https://[::1]:9100/").path == "/metrics");
  CHECK(read_scrape("http://h/a/b?c=d").path == "/a/b?c=d");
  CHECK(read_scrape("http://h/a/b?c=d").origin == "http://h");
  CHECK(read_scrape("http://h?c=d").path == "/metrics?c=d");
  CHECK(read_scrape("pid:4711").pid == 4711);
  CHECK(read_scrape("process:local").kind == ScrapeWish::Kind::listener);
}

TEST_CASE("what cannot be scraped is refused with what may be said instead, and no secret in it") {
  const std::string text =
      GENERATE(values<std::string>({"", "metrics", "ftp://h/", "http://", "http://user:secret@h/", "http://h:99999/", "http://h/#secret",
                                    "pid:", "pid:0", "pid:-1", "pid:x", "pid:99999999999", "process:", "process:remote", "9100"}));
  CAPTURE(text);
  try {
    read_scrape(text);
    FAIL("was taken");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    CHECK_THAT(error.what(), Catch::StartsWith("--scrape"));
    CHECK_THAT(error.what(), Catch::Contains("pid:N"));
    CHECK_THAT(error.what(), !Catch::Contains("secret"));
  }
}

TEST_CASE("a series says once what it is, and then has its number") {
  TelemetryBook book;
  const std::vector<Reading> readings{{"a_total", "", true, 1}, {"b", "x=\"1\"", false, 2.5}};
  const auto first = book.note("target", 1s, readings);
  REQUIRE(first.size() == 2);
  CHECK(first[0]["series"].size() == 2);
  CHECK(first[0]["series"][0] == nlohmann::json{{"id", 0}, {"name", "a_total"}, {"labels", ""}, {"type", "counter"}});
  CHECK(first[1] == nlohmann::json{{"at_ns", 1'000'000'000}, {"source", "target"}, {"values", {{0, 1.0}, {1, 2.5}}}});
  const auto second = book.note("target", 2s, readings);
  REQUIRE(second.size() == 1);
  CHECK(second[0]["values"] == first[1]["values"]);
  const auto other = book.note("other", 2s, readings);
  REQUIRE(other.size() == 2);
  CHECK(other[0]["series"][0]["id"] == 2);
}

TEST_CASE("looks stand in order, and what came before the load stands at zero once") {
  TelemetryBook book;
  CHECK(book.note("t", -3s, {{"a", "", false, 1}}).back()["at_ns"] == 0);
  CHECK(book.note("t", -1s, {{"a", "", false, 2}}).empty());
  CHECK_FALSE(book.gap("t", 0s, "late"));
  REQUIRE(book.gap("t", 1s, "read timeout"));
  CHECK(book.note("t", 1s, {{"a", "", false, 2}}).empty());
  CHECK(book.note("t", 1s + 1ns, {{"a", "", false, 2}}).size() == 1);
}

TEST_CASE("what the book writes, the record reads") {
  TelemetryBook book;
  runs::Telemetry telemetry;
  const auto take = [&](const std::vector<nlohmann::json>& lines) {
    for (const auto& line : lines) CHECK(telemetry.add(line));
  };
  take(book.note("t", 1s, {{"c_total", "", true, 10}}));
  take({*book.gap("t", 2s, "read timeout")});
  take(book.note("t", 3s, {{"c_total", "", true, 16}, {"g", "z=\"\\\"\"", false, 4}}));
  const runs::TelemetrySource* source = telemetry.find("t");
  REQUIRE(source != nullptr);
  CHECK(source->gaps == 1);
  CHECK(source->gap == "read timeout");
  REQUIRE(source->find("c_total") != nullptr);
  CHECK(over_time(*source, *source->find("c_total")).back() == 3);
  CHECK(source->find("g", "z=\"\\\"\"")->values.back() == 4);
}

TEST_CASE("of the looks before the load began the last one stands at its begin") {
  wire::AnsweringServer server([](std::size_t number) { return wire::answer("200 OK", fmt::format("a_total {}\n", number)); });
  TelemetrySources sources({});
  sources.add_url("shop", server.url(), "/metrics", {}, {0s, 30s, 30s});
  (void)server.asked(5);  // so four answers were heard at least
  const std::vector<nlohmann::json> lines = sources.take(0s, runs::wall_stamp());
  REQUIRE(lines.size() >= 2);
  CHECK(lines[0].contains("series"));
  CHECK(lines[1]["at_ns"] == 0);
  CHECK(lines[1]["values"][0][1].get<double>() >= 3);
}

TEST_CASE("a process of this machine is looked at with each tick, and one that is gone is a gap") {
  TelemetrySources sources({});
  CHECK(sources.empty());
  sources.add(read_scrape(fmt::format("pid:{}", ::getpid())), {});
  sources.add(read_scrape("pid:2147483632"), {});
  CHECK_FALSE(sources.empty());
  const WallTime zero = runs::wall_stamp();
  const auto lines = sources.take(1s, zero);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["source"] == fmt::format("process {}", ::getpid()));
  CHECK(lines[1]["values"].size() == lines[0]["series"].size());
  CHECK(lines[2]["source"] == "process 2147483632");
  CHECK(lines[2].contains("gap"));
  CHECK(sources.left_out().is_null());
}

TEST_CASE("a process that is not there is the user's mistake, told by the flag") {
  const auto [text, words] = GENERATE(table<std::string, std::string>(
      {{"process:local", "--scrape process:local: no process of this machine that you may look into listens where http://127.0.0.1:1 is"},
       {"pid:2147483632", "--scrape pid:2147483632: there is no process of that number"}}));
  try {
    found(read_scrape(text), "http://127.0.0.1:1");
    FAIL("was found: " << text);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::settings);
    CHECK_THAT(error.what(), Catch::StartsWith(words));
  }
}

TEST_CASE("what is there is found, and a URL is taken on trust") {
  CHECK(found(read_scrape(fmt::format("pid:{}", ::getpid())), "").pid == ::getpid());
  CHECK(found(read_scrape("http://127.0.0.1:1/metrics"), "").path == "/metrics");
}
