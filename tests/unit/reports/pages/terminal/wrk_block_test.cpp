#include "reports/pages/terminal/wrk_block.hpp"

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using test::sample_run;
using test::SampleRun;

namespace {

constexpr double us = 1;

SampleRun quiet() {
  SampleRun wanted;
  wanted.length_s = 20;
  wanted.warmup_s = 0;
  return wanted;
}

std::string block_of(const runs::RunRecord& record, const pages::WrkDetail& detail = {}) {
  return pages::wrk_block(record, verdicts::conclude(record), detail);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

latency::Histogram milliseconds(int from, int to) {
  latency::Histogram histogram;
  for (int ms = from; ms <= to; ++ms) histogram.record(ms * std::int64_t{1'000'000});
  return histogram;
}

}  // namespace

TEST_CASE("figures change their unit where wrk's do") {
  struct Row {
    std::string text, wanted;
  };
  const Row row = GENERATE(values<Row>({
      {pages::wrk_time(0), "0.00us"},
      {pages::wrk_time(635.91 * us), "635.91us"},
      {pages::wrk_time(849.99 * us), "849.99us"},
      {pages::wrk_time(850 * us), "0.85ms"},
      {pages::wrk_time(12'920 * us), "12.92ms"},
      {pages::wrk_time(849'000 * us), "849.00ms"},
      {pages::wrk_time(907'260 * us), "0.91s"},
      {pages::wrk_time(1'000'000 * us), "1.00s"},
      {pages::wrk_time(50e6), "50.00s"},
      {pages::wrk_time(61.2e6), "1.02m"},
      {pages::wrk_time(3600e6), "1.00h"},
      {pages::wrk_metric(0), "0.00"},
      {pages::wrk_metric(849), "849.00"},
      {pages::wrk_metric(967), "0.97k"},
      {pages::wrk_metric(56'200), "56.20k"},
      {pages::wrk_metric(2.5e6), "2.50M"},
      {pages::wrk_binary(100), "100.00"},
      {pages::wrk_binary(1024), "1.00K"},
      {pages::wrk_binary(1000), "0.98K"},
      {pages::wrk_binary(241'000), "235.35K"},
      {pages::wrk_binary(17.76 * 1024 * 1024 * 1024), "17.76G"},
  }));
  CHECK(row.text == row.wanted);
}

TEST_CASE("the head says what wrk says as it begins") {
  using namespace std::chrono_literals;
  CHECK(pages::wrk_head("http://h/", 30s, 12, 400) == "Running 30s test @ http://h/\n  12 threads and 400 connections\n");
  CHECK(pages::wrk_head("http://h/", 60s, 1, 1) == "Running 1m test @ http://h/\n  1 threads and 1 connections\n");
  CHECK(pages::wrk_head("http://h/", 1h, 1, 1) == "Running 1h test @ http://h/\n  1 threads and 1 connections\n");
  CHECK(pages::wrk_head("http://h/", 1500ms, 1, 1) == "Running 1.5s test @ http://h/\n  1 threads and 1 connections\n");
}

TEST_CASE("the block has wrk's lines in wrk's order and wrk's columns") {
  const std::vector<std::string> lines = lines_of(block_of(sample_run(quiet()), {false, true, false}));
  const std::string stats = R"( +[0-9.]+(us|ms|s|k|) +[0-9.]+(us|ms|s|k|) +[0-9.]+(us|ms|s|k|) +[0-9.]+%)";
  const std::vector<std::string> wanted{
      R"(  Thread Stats   Avg      Stdev     Max   \+/- Stdev)",
      "    Latency" + stats,
      "    Req/Sec" + stats,
      "  Latency Distribution",
      R"(     50% +[0-9.]+(us|ms|s) ?)",
      R"(     75% +[0-9.]+(us|ms|s) ?)",
      R"(     90% +[0-9.]+(us|ms|s) ?)",
      R"(     99% +[0-9.]+(us|ms|s) ?)",
      R"(  \d+ requests in 20\.00s, [0-9.]+[KMG]?B read)",
      R"(Requests/sec: +\d+\.\d\d)",
      R"(Transfer/sec: +[0-9.]+[KMG]?B)",
  };
  REQUIRE(lines.size() > wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    INFO(lines[i] << "\n" << wanted[i]);
    CHECK(std::regex_match(lines[i], std::regex(wanted[i])));
  }
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) CHECK(lines[i].size() == 50);
}

TEST_CASE("both latencies stand below the block under their names, and the first is not called by the second's") {
  runs::RunRecord record = sample_run(quiet());
  const std::string text = block_of(record);
  CHECK_THAT(text, Catch::Contains("\n  response time ") && Catch::Contains("\n  service time "));
  // The response times of this run hold a wait besides; in an open loop they are what is shown as latency.
  const auto latency_line = [&](bool open) { return lines_of(block_of(record, {open, false, false}))[1]; };
  CHECK(latency_line(true) != latency_line(false));
}

TEST_CASE("without --latency there is no distribution") {
  CHECK_THAT(block_of(sample_run(quiet())), !Catch::Contains("Distribution"));
  CHECK_THAT(block_of(sample_run(quiet()), {true, false, false}), !Catch::Contains("Distribution"));
}

TEST_CASE("in an open loop the distribution is wrk2's") {
  const std::string text = block_of(sample_run(quiet()), {true, true, true});
  CHECK_THAT(text, Catch::Contains("  Latency Distribution (HdrHistogram - Recorded Latency)\n 50.000%"));
  CHECK_THAT(text, Catch::Contains("(HdrHistogram - Uncorrected Latency (measured without taking delayed starts into account))\n 50.000%"));
  CHECK_THAT(text, Catch::Contains("\n  Detailed Percentile spectrum:\n       Value   Percentile   TotalCount 1/(1-Percentile)\n\n"));
}

TEST_CASE("a spectrum has a row where the percentile's distance to a hundred has shrunk by a tenth of its half") {
  const std::string text = pages::wrk_spectrum(milliseconds(1, 10), "Recorded Latency");
  const std::string wanted =
      "  Latency Distribution (HdrHistogram - Recorded Latency)\n"
      " 50.000%    5.00ms\n"
      " 75.000%    8.00ms\n"
      " 90.000%    9.00ms\n"
      " 99.000%   10.00ms\n"
      " 99.900%   10.00ms\n"
      " 99.990%   10.00ms\n"
      " 99.999%   10.00ms\n"
      "100.000%   10.00ms\n"
      "\n"
      "  Detailed Percentile spectrum:\n"
      "       Value   Percentile   TotalCount 1/(1-Percentile)\n"
      "\n"
      "       1.000     0.000000            1         1.00\n"
      "       1.000     0.100000            1         1.11\n"
      "       2.001     0.200000            2         1.25\n"
      "       3.000     0.300000            3         1.43\n"
      "       4.002     0.400000            4         1.67\n"
      "       5.001     0.500000            5         2.00\n"
      "       6.001     0.550000            6         2.22\n"
      "       6.001     0.600000            6         2.50\n"
      "       7.000     0.650000            7         2.86\n"
      "       7.000     0.700000            7         3.33\n"
      "       8.004     0.750000            8         4.00\n"
      "       8.004     0.775000            8         4.44\n"
      "       8.004     0.800000            8         5.00\n"
      "       9.003     0.825000            9         5.71\n"
      "       9.003     0.850000            9         6.67\n"
      "       9.003     0.875000            9         8.00\n"
      "       9.003     0.887500            9         8.89\n"
      "       9.003     0.900000            9        10.00\n"
      "      10.002     0.912500           10        11.43\n"
      "      10.002     1.000000           10          inf\n"
      "#[Mean    =        5.500, StdDeviation   =        2.872]\n"
      "#[Max     =       10.002, Total count    =           10]\n"
      "#[Buckets =           37, SubBuckets     =         2048]\n"
      "----------------------------------------------------------\n";
  CHECK(text == wanted);
}

TEST_CASE("a spectrum of nothing has its heading and its footer") {
  const std::string text = pages::wrk_spectrum(latency::Histogram(), "Recorded Latency");
  CHECK_THAT(text, Catch::Contains("Total count    =            0]") && !Catch::Contains("inf") && !Catch::Contains("nan"));
}

TEST_CASE("errors are counted under wrk's words") {
  runs::RunRecord record = sample_run(quiet());
  record.ticks.back()["errors"] = {{"http 503", 7},
                                   {"http 404", 1},
                                   {"read timeout", 2},
                                   {"connect timeout", 3},
                                   {"connection refused", 4},
                                   {"connection reset", 5},
                                   {"tls", 6},
                                   {"malformed response", 8},
                                   {"out of ports", 9},
                                   {"host not allowed", 10},
                                   {"unfinished at the end", 11}};
  const pages::WrkFigures figures = pages::wrk_figures(record, verdicts::conclude(record));
  CHECK(figures.status == 8);
  CHECK(figures.timeout == 5);
  CHECK(figures.connect == 4 + 6 + 9);
  CHECK(figures.read == 5 + 8);
  CHECK(figures.write == 10);
  CHECK(figures.requests == verdicts::conclude(record).summary.totals.count - (2 + 3 + 4 + 5 + 6 + 8 + 9 + 10 + 11));
  const std::string text = block_of(record);
  CHECK_THAT(text,
             Catch::Contains("\n  Socket errors: connect 19, read 13, write 10, timeout 5\n  Non-2xx or 3xx responses: 8\nRequests/sec:"));
  CHECK_THAT(block_of(sample_run(quiet())), !Catch::Contains("Socket errors") && !Catch::Contains("Non-2xx"));
}

TEST_CASE("rates, bytes and the CPU's time are those of the ticks") {
  runs::RunRecord record = sample_run(quiet());
  std::uint64_t requests = 0;
  for (nlohmann::json& tick : record.ticks) {
    tick["bytes_in"] = 1000;
    tick["cpu"] = {0.5, 0.25};
    requests += tick["requests"].get<std::uint64_t>();
  }
  const pages::WrkFigures figures = pages::wrk_figures(record, verdicts::conclude(record));
  CHECK(figures.requests == requests);
  CHECK(figures.bytes == 20'000);
  CHECK(figures.bytes_per_s() == Approx(1000));
  CHECK(figures.requests_per_s() == Approx(static_cast<double>(requests) / 20));
  CHECK(figures.cpu_s == Approx(15));
  CHECK(pages::WrkFigures().requests_per_s() == 0);
}

TEST_CASE("a run in which nothing was answered has a block too") {
  runs::RunRecord record = sample_run(quiet());
  record.intervals.clear();
  record.ticks.clear();
  const std::string text = block_of(record, {true, true, true});
  CHECK_THAT(text, Catch::Contains("  0 requests in 0.00us, 0.00B read\n") && Catch::Contains("Requests/sec:      0.00\n"));
  CHECK_THAT(text, !Catch::Contains("nan") && !Catch::Contains("inf"));
}
