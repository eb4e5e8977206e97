#include "reports/imports/tools/wrk.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

const std::string head =
    "Running 10s test @ http://127.0.0.1:8102/menu\n"
    "  1 threads and 100 connections\n"
    "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"
    "    Latency    54.88ms  180.17ms   1.00s    91.93%\n"
    "    Req/Sec     1.01k     1.17k   17.85k    98.95%\n";

const std::string percentiles = " 50.000%    1.99ms\n 99.000%  907.26ms\n100.000%    1.00s \n\n";

const std::string spectrum =
    "  Detailed Percentile spectrum:\n"
    "       Value   Percentile   TotalCount 1/(1-Percentile)\n\n"
    "       1.083     0.000000            1         1.00\n"
    "       1.993     0.500000          500         2.00\n"
    "     907.263     0.990000          990       100.00\n"
    "    1001.983     1.000000         1000          inf\n"
    "#[Mean    =       54.884, StdDeviation   =      180.167]\n"
    "----------------------------------------------------------\n";

const std::string totals =
    "  1200 requests in 10.00s, 7.94MB read\n"
    "  Socket errors: connect 1, read 2, write 0, timeout 12\n"
    "  Non-2xx or 3xx responses: 30\n"
    "Requests/sec:    120.00\n";

}  // namespace

TEST_CASE("a spectrum of wrk2 is a histogram of response times that is exact at its rows") {
  const std::string text = head + "  Latency Distribution (HdrHistogram - Recorded Latency)\n" + percentiles + spectrum + totals;
  CHECK(is_like_wrk(text));
  const Imported got = import_text(read_wrk, text);
  CHECK(got.reasons().empty());
  const latency::Histogram& response = got.summary.totals.response.all;
  CHECK(response.count() == 1000);
  CHECK(response.quantile(0.5) / 1000 == 1993);
  CHECK(response.quantile(0.99) / 1'000'000 == 907);
  CHECK(response.max() / 1'000'000 == 1002);
  CHECK(got.summary.totals.service.all.empty());
  CHECK(got.all.stated.empty());
  CHECK(got.summary.load.done == 1200);
  CHECK(got.summary.actual == 10s);
  CHECK(got.summary.errors ==
        std::map<std::string, std::uint64_t>{{"connect error", 1}, {"read error", 2}, {"timeout", 12}, {"http status", 30}});
  CHECK(got.all.target == "http://127.0.0.1:8102/menu");
  CHECK_FALSE(got.all.start_known);
}

TEST_CASE("uncorrected latencies of wrk2 -U are service times") {
  const Imported got = import_text(
      read_wrk, head + "  Latency Distribution (HdrHistogram - Recorded Latency)\n" + percentiles + spectrum +
                    "  Latency Distribution (HdrHistogram - Uncorrected Latency (measured without taking delayed starts into account))\n" +
                    percentiles + spectrum + totals);
  CHECK(got.summary.totals.response.all.count() == 1000);
  CHECK(got.summary.totals.service.all.count() == 1000);
  CHECK(got.summary.totals.count == 1000);
}

TEST_CASE("without a spectrum wrk's percentiles are its own") {
  const Imported got = import_text(read_wrk, head + "  Latency Distribution\n     50%    1.99ms\n     99%  907.26ms\n" + totals);
  REQUIRE(got.all.stated.size() == 1);
  CHECK(got.all.stated[0].count == 1200);
  CHECK(got.all.stated[0].errors == 30);
  CHECK(got.all.stated[0].times_ns == std::vector<std::pair<std::string, double>>{{"p50", 1'990'000}, {"p99", 907'260'000}});
  CHECK(got.summary.totals.response.all.empty());
}

TEST_CASE("what wrk2 printed on two machines is one run") {
  const std::string text = head + "  Latency Distribution (HdrHistogram - Recorded Latency)\n" + percentiles + spectrum + totals;
  Gathered all;
  for (int machine = 0; machine < 2; ++machine) {
    Input in = text_input("out", text);
    read_wrk(in, all);
  }
  const runs::Summary summary = runs::summarise(fixtures::read_back(all.run));
  CHECK(summary.load.done == 2400);
  CHECK(summary.errors.at("timeout") == 24);
  CHECK(summary.totals.response.all.count() == 2000);
  CHECK(summary.actual == 10s);
}

TEST_CASE("output that ends before its totals is refused") {
  CHECK_THROWS_WITH(import_text(read_wrk, head + "  Latency Distribution (HdrHistogram - Recorded Latency)\n" + percentiles + spectrum),
                    Catch::Contains("it ends before wrk's totals"));
  CHECK_THROWS_WITH(import_text(read_wrk, "Running 40000h test @ http://x/\n  5 requests in 40000.00h, 1.00KB read\n"),
                    Catch::Contains("longer than 31 days") || Catch::Contains("ends before"));
}

TEST_CASE("rows that fall are rejected") {
  const Imported got = import_text(read_wrk, head + "  Latency Distribution (HdrHistogram - Recorded Latency)\n" + spectrum +
                                                 "       0.500     0.990000          990       100.00\n"
                                                 "    2001.983     1.000000          900          inf\n" +
                                                 totals);
  CHECK(got.summary.totals.response.all.count() == 1000);
  REQUIRE(got.rejected.size() == 2);
  CHECK(got.rejected[0].reason.find("it is no row of a spectrum") == 0);
}

}  // namespace rushhour::imports
