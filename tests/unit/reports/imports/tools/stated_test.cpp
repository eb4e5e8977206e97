// Tools that keep no samples: what they state is kept as they state it.

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/artillery.hpp"
#include "reports/imports/tools/k6_summary.hpp"
#include "reports/imports/tools/locust.hpp"
#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

using Times = std::vector<std::pair<std::string, double>>;

std::map<std::string, double> times_of(const Imported& got, const std::string& step) {
  for (const runs::StatedStep& one : got.all.stated)
    if (one.step == step) return {one.times_ns.begin(), one.times_ns.end()};
  return {};
}

const std::string stats_header =
    "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content "
    "Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\r\n";

const std::string history_header =
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total "
    "Failure "
    "Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content "
    "Size\r\n";

std::string history_row(std::int64_t at_s, int users, int requests, int failures) {
  return std::to_string(at_s) + "," + std::to_string(users) + ",,Aggregated,10.0,0.0" +
         std::string(",N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,") + std::to_string(requests) + "," + std::to_string(failures) +
         ",4,15.9,1,1009,100.0\r\n";
}

const std::string summary_a = R"json({
  "root_group": {"name": "", "path": "", "checks": [{"name": "is 200", "passes": 5, "fails": 1}],
                 "groups": [{"name": "shop", "groups": [], "checks": [{"name": "is quick", "passes": 2, "fails": 0}]}]},
  "options": {}, "state": {"testRunDurationMs": 10000.5},
  "metrics": {
    "http_reqs": {"type": "counter", "contains": "default", "values": {"count": 600, "rate": 60}},
    "http_req_failed": {"type": "rate", "contains": "default", "values": {"rate": 0.01, "passes": 6, "fails": 594}},
    "iterations": {"type": "counter", "contains": "default", "values": {"count": 300, "rate": 30}},
    "vus": {"type": "gauge", "contains": "default", "values": {"value": 3, "min": 1, "max": 10}},
    "basket": {"type": "trend", "contains": "default", "values": {"avg": 3, "med": 3, "min": 1, "max": 5}},
    "http_req_duration": {"type": "trend", "contains": "time",
                          "values": {"avg": 12.5, "min": 1, "med": 10, "max": 250, "p(90)" : 20,
                  "p(95)" : 30.25
}
}
}
})json";

const std::string summary_b = R"json({
  "metrics": {"http_reqs": {"count": 600, "rate": 60}, "iterations": {"count": 300, "rate": 30},
              "http_req_failed": {"passes": 6, "fails": 594, "value": 0.01, "thresholds": {"rate<0.1": false}},
              "basket": {"avg": 3, "med": 3, "min": 1, "max": 5},
              "http_req_duration": {"avg": 12.5, "min": 1, "med": 10, "max": 250, "p(90)": 20, "p(95)": 30.25
}
}
, "root_group" : {
  "name" : "", "groups" : {}, "checks" : {
    "is 200" : { "name" : "is 200", "passes" : 5, "fails" : 1 }
  }
}
})json";

const std::string summary_c = R"json({
  "version": "1.0.0", "config": {"duration": 10.0005, "execution": "local"},
  "metadata": {"generatedAt": "2026-03-01T12:00:00Z", "k6Version": "2.2.0"},
  "results": {"metrics": [
      {"name": "http_reqs", "type": "counter", "contains": "default", "values": {"count": 600}},
      {"name": "iterations", "type": "counter", "contains": "default", "values": {"count": 300}},
      {"name": "http_req_failed", "type": "rate", "contains": "default", "values": {"matches": 6, "rate": 0.01, "total": 600}},
      {"name": "http_req_duration", "type": "trend", "contains": "time",
       "values": {"avg": 12.5, "min": 1, "med": 10, "max": 250, "p(90)": 20, "p(95)": 30.25
}
}],
    "checks": {"metrics": [], "results": [{"name": "is 200", "passes": 5, "fails": 1}]}
}
})json";

}  // namespace

TEST_CASE("Locust's statistics are kept as stated, by request and as a whole") {
  const std::string text = stats_header +
                           "GET,/menu,100,2,4,15.9557,1,1009,100.0,10.0,0.2,4,6,7,8,9,11,29,920,1000,1000,1000\r\n"
                           "POST,\"/orders, new\",50,0,5,6.5,2,30,100.0,5.0,0.0,5,6,7,8,9,11,20,30,30,30,30\r\n"
                           ",Aggregated,150,2,4,12.8,1,1009,100.0,15.0,0.2,4,6,7,8,9,11,29,920,1000,1000,1000\r\n";
  CHECK(is_like_locust_stats(text));
  const Imported got = import_text(read_locust_stats, text);
  CHECK(got.accepted == 3);
  REQUIRE(got.all.stated.size() == 3);
  CHECK(got.all.stated[1].step == "POST /orders, new");
  CHECK(got.all.stated[0].count == 100);
  CHECK(got.all.stated[0].errors == 2);
  const auto times = times_of(got, "GET /menu");
  CHECK(times.at("p99") == 920e6);
  CHECK(times.at("p99.9") == 1e9);
  CHECK(times.at("max") == 1009e6);
  CHECK(times.at("mean") == 15'955'700);
  CHECK(times.count("p100") == 0);
  CHECK(got.all.stated_requests == 150);
  CHECK(got.all.stated_length == 10s);
  CHECK(got.all.run.empty());
}

TEST_CASE("Locust's history tells what each second did") {
  const std::string text = history_header + history_row(1'795'243'300, 0, 0, 0) + history_row(1'795'243'301, 100, 1000, 0) +
                           history_row(1'795'243'302, 100, 1900, 7) +
                           "1795243302,100,GET,/menu,10.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,1900,7,4,15.9,1,1009,100.0\r\n";
  CHECK(is_like_locust_history(text));
  const Imported got = import_text(read_locust_history, text);
  CHECK(got.reasons().empty());
  CHECK(got.accepted == 3);
  CHECK(got.summary.load.done == 1900);
  CHECK(got.summary.errors.at("failed") == 7);
  CHECK(got.summary.generator.users_max == 100);
  CHECK(got.record.ticks.back()["requests"] == 900);
}

TEST_CASE("rows of Locust that cannot be are rejected") {
  const Imported stats =
      import_text(read_locust_stats, stats_header + "GET,/,5,9,4,1,1,1,1,1,0,4,6,7,8,9,11,29,920,1000,1000,1000\r\nGET,/,5\r\n");
  CHECK(stats.reasons() == "2: its Request Count and Failure Count are no counts\n3: it has 3 fields, not 22\n");
  const Imported history =
      import_text(read_locust_history, history_header + history_row(1'795'243'301, 1, 100, 0) + history_row(1'795'243'302, 1, 50, 0));
  CHECK(history.accepted == 1);
  CHECK(history.rejected.size() == 1);
  CHECK_THROWS_WITH(import_text(read_locust_stats, "Type,Name,Count\r\n"), Catch::Contains("names no column 'Request Count'"));
}

TEST_CASE("Artillery's report is kept as stated, its periods are ticks") {
  const std::string times =
      R"({"min": 0, "max": 1025, "count": 100, "mean": 56.8, "p50": 1, "median": 1, "p95": 550.1, "p99": 925.4, "p999": 1002.4})";
  const auto period = [](std::int64_t begin_ms, int done, const std::string& more) {
    return R"({"counters": {"vusers.created": )" + std::to_string(done + 1) + R"(, "vusers.completed": )" + std::to_string(done) +
           R"(, "http.requests": )" + std::to_string(done) + R"(, "http.downloaded_bytes": 1000, "http.codes.200": 40)" + more +
           R"(}, "firstMetricAt": )" + std::to_string(begin_ms) + R"(, "lastMetricAt": )" + std::to_string(begin_ms + 9990) + "}";
  };
  const std::string text = R"({"aggregate": {"counters": {"http.codes.503": 3, "errors.ETIMEDOUT": 2, "http.codes.200": 95},
      "summaries": {"http.response_time": )" +
                           times + R"(, "plugins.metrics-by-endpoint.response_time./menu": )" + times + R"(, "vusers.session_length": )" +
                           times + R"(}}, "intermediate": [)" + period(1'795'243'220'010, 60, R"(, "http.codes.503": 3)") + "," +
                           period(1'795'243'230'010, 40, R"(, "errors.ETIMEDOUT": 2)") + "]}";
  CHECK(is_like_artillery(text));
  const Imported got = import_text(read_artillery, text);
  REQUIRE(got.all.stated.size() == 3);
  CHECK(got.all.stated[0].step == "(all requests)");
  CHECK(got.all.stated[0].errors == 5);
  CHECK(times_of(got, "/menu").at("p99.9") == 1002.4e6);
  CHECK(times_of(got, "/menu").count("median") == 0);
  CHECK(got.summary.load.done == 100);
  CHECK(got.summary.errors == std::map<std::string, std::uint64_t>{{"http 503", 3}, {"ETIMEDOUT", 2}});
  CHECK(got.all.run.start() == WallTime(1'795'243'220s));
  CHECK(got.summary.totals.service.all.empty());
}

TEST_CASE("a report that is not Artillery's 2 is refused") {
  CHECK_THROWS_WITH(import_text(read_artillery, R"({"aggregate": {"latency": {}}})"), Catch::Contains("no aggregate with counters"));
  CHECK_THROWS_WITH(import_text(read_artillery, R"({"aggregate": {"counters": {}}, "intermediate": [{}]})"),
                    Catch::Contains("a period of it has no counters"));
  CHECK_THROWS_WITH(import_text(read_artillery, R"({"aggregate": {"counters)"), Catch::Contains("it stops being one at byte"));
  CHECK_THROWS_WITH(import_text(read_artillery, "[1]"), Catch::Contains("it is JSON, but no object"));
  CHECK_THROWS_WITH(import_text(read_artillery, std::string(100'000, '[')), Catch::Contains("JSON"));
}

TEST_CASE("k6's three summaries say the same") {
  const std::string text = GENERATE(summary_a, summary_b, summary_c);
  CHECK(is_like_k6_summary(text));
  const Imported got = import_text(read_k6_summary, text);
  const auto times = times_of(got, "(all requests)");
  CHECK(times ==
        std::map<std::string, double>{{"mean", 12.5e6}, {"min", 1e6}, {"p50", 10e6}, {"p90", 20e6}, {"p95", 30.25e6}, {"max", 250e6}});
  REQUIRE(got.all.stated.size() == 1);
  CHECK(got.all.stated[0].count == 600);
  CHECK(got.all.stated[0].errors == 6);
  CHECK(got.summary.load.done == 300);
  CHECK(got.summary.errors.at("failed") == 6);
  CHECK(got.summary.checks.at("is 200").passes == 5);
  CHECK(seconds(got.summary.actual) == Approx(10).epsilon(0.001));
  CHECK_FALSE(got.all.start_known);
}

TEST_CASE("checks within groups of a summary are counted, users too") {
  const Imported got = import_text(read_k6_summary, summary_a);
  CHECK(got.summary.checks.at("is quick").passes == 2);
  CHECK(got.summary.generator.users_max == 10);
  CHECK(import_text(read_k6_summary, summary_c).all.tool_version == "2.2.0");
}

TEST_CASE("a summary without metrics, or without a length, is refused") {
  CHECK_THROWS_WITH(import_text(read_k6_summary, R"({"root_group": {}})"), Catch::Contains("it names no metrics"));
  CHECK_THROWS_WITH(import_text(read_k6_summary, R"({"metrics": {"http_reqs": {"count": 3}}})"), Catch::Contains("how long the run was"));
}

}  // namespace rushhour::imports
