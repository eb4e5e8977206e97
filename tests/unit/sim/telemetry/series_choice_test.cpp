#include "sim/telemetry/series_choice.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace rushhour::sim;

namespace {

std::vector<std::string> names(const std::vector<Reading>& readings) {
  std::vector<std::string> list;
  for (const Reading& reading : readings) list.push_back(reading.name + (reading.labels.empty() ? "" : "{" + reading.labels + "}"));
  return list;
}

std::string many(std::size_t count, const char* name) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}{{n=\"{}\"}} {}\n", name, i, i);
  return text;
}

}  // namespace

TEST_CASE("by default what one looks at first comes first, and parts of histograms and summaries do not come") {
  SeriesChoice choice({});
  const auto readings = choice.read(
      "# TYPE other gauge\nother 1\n# TYPE d histogram\nd_bucket{le=\"1\"} 1\nd_count 4\nd_sum 2.5\n# TYPE s summary\ns{quantile=\"0.5\"} "
      "1\n"
      "s_count 2\nx_created 17\nrushhour_target_http_requests_in_flight 3\n# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total "
      "7\n");
  CHECK(names(readings) == std::vector<std::string>{"process_cpu_seconds_total", "rushhour_target_http_requests_in_flight", "other",
                                                    "d_count", "d_sum", "s_count"});
  CHECK(readings[0].counter);
  CHECK_FALSE(readings[1].counter);
  CHECK_FALSE(readings[2].counter);
  CHECK(readings[3].counter);
  CHECK(readings[4].counter);
  CHECK(choice.left_out() == 0);
}

TEST_CASE("a total without a type counts, anything else without one stands as it is") {
  SeriesChoice choice({});
  const auto readings = choice.read("hits_total 5\nlevel 5\n");
  REQUIRE(readings.size() == 2);
  CHECK(readings[0].counter);
  CHECK_FALSE(readings[1].counter);
}

TEST_CASE("what the user names is kept, buckets among it, and nothing else") {
  SeriesChoice choice({"d_bucket", "http_*"});
  CHECK(names(choice.read(
            "# TYPE d histogram\nd_bucket{le=\"1\"} 1\nd_count 4\nhttp_a 1\nhttp_b{x=\"y\"} 2\nprocess_cpu_seconds_total 3\n")) ==
        std::vector<std::string>{"d_bucket{le=\"1\"}", "http_a", "http_b{x=\"y\"}"});
  CHECK(choice.left_out() == 0);
}

TEST_CASE("two hundred series are kept, the first for good, and the rest counted") {
  SeriesChoice choice({});
  const std::string text = many(300, "m") + "process_open_fds 9\n";
  const auto first = choice.read(text);
  CHECK(first.size() == SeriesChoice::most);
  CHECK(first.front().name == "process_open_fds");
  CHECK(choice.left_out() == 101);
  const auto second = choice.read("process_cpu_seconds_total 1\n" + text);
  CHECK(second.size() == SeriesChoice::most);
  CHECK(choice.left_out() == 102);
  auto sorted = [](std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    return list;
  };
  auto kept = sorted(names(first)), again = sorted(names(second));
  CHECK(kept == again);
}

TEST_CASE("a series that comes later finds a place while there is one, and one that is gone is no reading") {
  SeriesChoice choice({});
  CHECK(choice.read("a 1\n").size() == 1);
  CHECK(names(choice.read("a 1\nb 2\n")) == std::vector<std::string>{"a", "b"});
  CHECK(names(choice.read("b 2\n")) == std::vector<std::string>{"b"});
}

TEST_CASE("a series twice in one text counts once, a value that is no number not at all") {
  SeriesChoice choice({});
  const auto readings = choice.read("a 1\na 2\nb NaN\nc +Inf\n");
  REQUIRE(readings.size() == 1);
  CHECK(readings[0].value == 1);
}

TEST_CASE("a series with a monstrous name is left out") {
  SeriesChoice choice({});
  CHECK(choice.read("a{b=\"" + std::string(2000, 'x') + "\"} 1\n").empty());
  CHECK(choice.left_out() == 1);
}

TEST_CASE("what is no exposition gives nothing") {
  SeriesChoice choice({});
  CHECK(choice.read("<!doctype html><title>404</title>").empty());
  CHECK(choice.read("{\"a\": 1}").empty());
}
