#include "reports/runs/beside/slow_request.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

namespace rushhour::runs {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST_CASE("a line of slowest.jsonl is read back as it was written") {
  struct Row {
    const char* says;
    SlowRequest request;
  };
  const Row row = GENERATE(values<Row>({
      {"an answer", {65s, "diners", "menu", 40ms, 39ms, 200, "", ""}},
      {"an error with a trace", {1ns, "diners", "place order", 30s, 30s, 0, "read timeout", std::string(trace)}},
      {"names that want escaping", {0s, "a \"b\"", "tab\t\x01 \xf0\x9f\x8d\x95", 1h, 1ns, 503, "http 503\n", ""}},
      {"nothing", {}},
  }));
  INFO(row.says);
  const std::string line = to_line(row.request);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(json::parse(line).contains("trace_id") == !row.request.trace_id.empty());
  const std::optional<SlowRequest> read = SlowRequestReader().read(line);
  REQUIRE(read);
  CHECK(read->at == row.request.at);
  CHECK(read->scenario == row.request.scenario);
  CHECK(read->step == row.request.step);
  CHECK(read->response == row.request.response);
  CHECK(read->service == row.request.service);
  CHECK(read->status == row.request.status);
  CHECK(read->error == row.request.error);
  CHECK(read->trace_id == row.request.trace_id);
}

TEST_CASE("a slow request's text that is not UTF-8 is replaced, and the line stays readable") {
  const std::optional<SlowRequest> read = SlowRequestReader().read(to_line({.step = "caf\xe9"}));
  REQUIRE(read);
  CHECK(read->step == "caf\xef\xbf\xbd");
}

TEST_CASE("a line that is not a JSON object is no slow request, and the next is read all the same") {
  SlowRequestReader reader;
  for (const char* line : {"", "{", "[{}]", "7", "{\"step\":\"x\"", "{} {}", "{\"step\":\"\xff\"}"}) {
    INFO(line);
    CHECK_FALSE(reader.read(line));
    CHECK(reader.read("{\"step\":\"x\"}").value().step == "x");
  }
}

TEST_CASE("what a slow request lacks, or has of another type, stays empty") {
  const SlowRequest read = SlowRequestReader().read(R"({"step":7,"response_ns":"long","error":null,"status":200,"more":[1]})").value();
  CHECK(read.step.empty());
  CHECK(read.response == Instant(0));
  CHECK(read.error.empty());
  CHECK(read.status == 200);
}

}  // namespace
}  // namespace rushhour::runs
