#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/k6_csv.hpp"
#include "reports/imports/tools/k6_json.hpp"
#include "reports/imports/tools/k6_points.hpp"
#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

constexpr const char* header =
    "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,"
    "tls_version,url,extra_tags,metadata\n";

std::string declared(const std::string& name, const std::string& type, const std::string& contains) {
  return R"({"type":"Metric","data":{"name":")" + name + R"(","type":")" + type + R"(","contains":")" + contains +
         R"(","thresholds":[],"submetrics":null},"metric":")" + name + "\"}\n";
}

std::string point(const std::string& metric, const std::string& value, const std::string& tags = "",
                  const std::string& time = "2026-03-01T12:00:00.25Z") {
  return R"({"metric":")" + metric + R"(","type":"Point","data":{"time":")" + time + R"(","value":)" + value + R"(,"tags":{)" + tags +
         "}}}\n";
}

const std::string menu =
    R"("scenario":"browsers","group":"::shop::look","method":"GET","name":"http://127.0.0.1/menu?page=1",)"
    R"("url":"http://127.0.0.1/menu?page=1",)"
    R"("status":"200","expected_response":"true")";

}  // namespace

TEST_CASE("a request of k6 is a sample of its step, scenario and group") {
  const Imported got = import_text(read_k6_json, declared("http_req_duration", "trend", "time") + point("http_reqs", "1", menu) +
                                                     point("http_req_duration", "12.5", menu) + point("http_req_failed", "0", menu));
  CHECK(got.accepted == 4);
  REQUIRE(got.summary.steps.size() == 1);
  const runs::StepFigures step = got.step("GET http://127.0.0.1/menu");
  CHECK(step.scenario == "browsers");
  CHECK(step.count == 1);
  CHECK(step.errors == 0);
  CHECK(step.service.all.quantile(1) / 10'000 == 1250);
  REQUIRE(got.summary.groups.size() == 1);
  CHECK(got.summary.groups[0].path == "shop/look");
  CHECK(got.summary.load.done == 0);
}

TEST_CASE("a request that the script named stands under that name") {
  const std::string tags = R"("scenario":"s","method":"POST","name":"place order","url":"http://127.0.0.1/orders/17","status":"201")";
  CHECK(import_text(read_k6_json, point("http_req_duration", "1", tags)).step("place order").count == 1);
}

TEST_CASE("a request failed if k6 says so, or else by its status") {
  struct Row {
    std::string tags, error;
  };
  const Row row = GENERATE(values<Row>({
      {R"("status":"200","expected_response":"true")", ""},
      {R"("status":"404","expected_response":"true")", ""},
      {R"("status":"503","expected_response":"false")", "http 503"},
      {R"("status":"200","expected_response":"false")", "http 200"},
      {R"("status":"503")", "http 503"},
      {R"("status":"302")", ""},
      {R"("status":"0","error":"dial: connection refused","error_code":"1212","expected_response":"false")", "dial: connection refused"},
      {R"("status":"0","expected_response":"false")", "failed"},
      {R"("name":"x")", ""},
  }));
  INFO(row.tags);
  const Imported got = import_text(read_k6_json, point("http_req_duration", "1", row.tags));
  CHECK(got.summary.totals.errors == (row.error.empty() ? 0 : 1));
  if (!row.error.empty()) CHECK(got.summary.errors.at(row.error) == 1);
}

TEST_CASE("parts of a request become phases, those that did not take place apart") {
  const Imported got = import_text(read_k6_json, point("http_req_duration", "10", menu) + point("http_req_blocked", "0.5", menu) +
                                                     point("http_req_connecting", "0", menu) +
                                                     point("http_req_tls_handshaking", "0", menu) + point("http_req_sending", "0.1", menu) +
                                                     point("http_req_waiting", "9", menu) + point("http_req_receiving", "0", menu));
  const auto phases = got.step("GET http://127.0.0.1/menu").phases;
  CHECK(phases.size() == 4);
  CHECK(phases.at("blocked").quantile(1) / 1000 == 500);
  CHECK(phases.at("wait").quantile(1) / 10'000 == 900);
  CHECK(phases.at("receive").count() == 1);
}

TEST_CASE("iterations, checks, users and bytes are counted") {
  const std::string tags = R"("scenario":"browsers")";
  const Imported got =
      import_text(read_k6_json,
                  point("iterations", "1", tags) + point("iterations", "1", tags) + point("dropped_iterations", "3", tags) +
                      point("iteration_duration", "80", tags) + point("group_duration", "70", R"("scenario":"browsers","group":"::shop")") +
                      point("checks", "1", R"("check":"is 200")") + point("checks", "0", R"("check":"is 200")") + point("vus", "7") +
                      point("vus_max", "9") + point("data_sent", "100", tags) + point("data_received", "2000", tags));
  CHECK(got.reasons().empty());
  CHECK(got.summary.load.done == 2);
  CHECK(got.summary.load.dropped == 3);
  CHECK(got.summary.load.offered == 5);
  CHECK(got.summary.iterations.ok.count() == 1);
  CHECK(got.summary.groups.at(0).lengths.count() == 1);
  CHECK(got.summary.checks.at("is 200").passes == 1);
  CHECK(got.summary.checks.at("is 200").fails == 1);
  CHECK(got.summary.generator.users_max == 7);
  CHECK(got.summary.generator.users_permitted == 9);
  REQUIRE(got.summary.scenarios.size() == 1);
  CHECK(got.summary.scenarios[0].load.done == 2);
  std::uint64_t bytes = 0;
  for (const auto& tick : got.record.ticks) bytes += tick["bytes_in"].get<std::uint64_t>();
  CHECK(bytes == 2000);
}

TEST_CASE("the script's own metrics are of the kind that k6 declared") {
  const Imported got = import_text(read_k6_json, declared("orders", "counter", "default") + declared("queue", "gauge", "default") +
                                                     declared("paid", "rate", "default") + declared("basket", "trend", "default") +
                                                     declared("paint", "trend", "time") + point("orders", "2.5") + point("orders", "1") +
                                                     point("queue", "-4") + point("paid", "1") + point("paid", "0") +
                                                     point("basket", "3.25") + point("paint", "16"));
  CHECK(got.reasons().empty());
  REQUIRE(got.summary.metrics.size() == 5);
  const auto& metrics = got.summary.metrics;
  CHECK(metrics[0].name == "basket");
  CHECK(metrics[0].kind == "trend");
  CHECK(metrics[0].all.values.max() == 3251);  // in thousandths, the highest of its bucket
  CHECK(metrics[1].all.sum == 3.5);
  CHECK(metrics[2].kind == "rate");
  CHECK(metrics[2].all.hits == 1);
  CHECK(metrics[3].name == "paint");
  CHECK(metrics[3].kind == "time");
  CHECK(metrics[4].all.last == -4);
}

TEST_CASE("CSV of k6 says the same as its JSON") {
  const std::string row =
      ",,,,true,::shop::look,GET,http://127.0.0.1/menu?page=1,HTTP/1.1,browsers,,200,,,http://127.0.0.1/menu?page=1,,\n";
  const std::string time = GENERATE("1772366400", "1772366400250", "1772366400250000", "1772366400250000000", "2026-03-01T12:00:00Z",
                                    "2026-03-01T13:00:00.250000000+01:00");
  INFO(time);
  const Imported csv = import_text(read_k6_csv, header + std::string("http_req_duration,") + time + ",12.500000" + row + "iterations," +
                                                    time + ",1.000000,,,,,,,,,browsers,,,,,,,\n" + "basket," + time +
                                                    ",3.250000,,,,,,,,,browsers,,,,,,kind=lunch&x=1,\n");
  CHECK(csv.reasons().empty());
  CHECK(csv.accepted == 3);
  CHECK(csv.step("GET http://127.0.0.1/menu").service.all.quantile(1) / 10'000 == 1250);
  CHECK(csv.summary.groups.at(0).path == "shop/look");
  CHECK(csv.summary.load.done == 1);
  REQUIRE(csv.summary.metrics.size() == 1);
  CHECK(csv.summary.metrics[0].kind == "trend");
  CHECK(csv.all.remarks.size() == (time.size() == 10 ? 1 : 0));
  CHECK(csv.all.run.start() == WallTime(time.size() == 10 || time.ends_with("00Z") ? 1'772'366'399s : 1'772'366'400s));
}

TEST_CASE("lines of k6 that cannot be read are rejected with a reason") {
  const Imported json =
      import_text(read_k6_json, point("http_req_duration", "1", menu) + "{\"metric\":\"x\"}\n" + "no json\n" +
                                    point("http_req_duration", "-1", menu) + point("http_req_duration", "1", menu, "noon") +
                                    point("http_req_duration", "\"1\"", menu) + declared("x", "heap", "time") + point("basket", "-1") +
                                    R"({"metric":"http_req_duration","type":"Point","data":{"ti)");
  CHECK(json.accepted == 1);
  CHECK(json.reasons() ==
        "2: it is no JSON object of k6\n"
        "3: it is no JSON object of k6\n"
        "4: its value is no length of time in milliseconds\n"
        "5: its time is no time as RFC 3339 has it\n"
        "6: it is no JSON object of k6\n"
        "7: it declares a metric that is neither counter, gauge, rate nor trend\n"
        "8: its value is negative or too large for a histogram\n"
        "9: the line is cut short\n");
  const Imported csv =
      import_text(read_k6_csv, header + std::string("vus,1772366400,1,,,,,,,,,,,,,,,,\n") + "vus,noon,1,,,,,,,,,,,,,,,,\n" +
                                   "vus,1772366400,many,,,,,,,,,,,,,,,,\n" + "vus,1772366400\n" + "vus,1772366400,1,,,");
  CHECK(csv.accepted == 1);
  CHECK(csv.reasons() ==
        "3: its timestamp is no time of any of k6's formats\n"
        "4: its metric_value is no number\n"
        "5: it has 2 fields, not 19\n"
        "6: the line is cut short\n");
}

TEST_CASE("formats of k6 are told by how they begin") {
  CHECK(is_like_k6_json(declared("http_reqs", "counter", "default")));
  CHECK(is_like_k6_json(point("http_reqs", "1")));
  CHECK_FALSE(is_like_k6_json("{\"metrics\": {}}"));
  CHECK(is_like_k6_csv(header));
  CHECK_FALSE(is_like_k6_csv("metric,timestamp\n"));
  CHECK_THROWS_WITH(import_text(read_k6_csv, "a,b,c\n"), Catch::Contains("does not begin with k6's header"));
}

}  // namespace rushhour::imports
