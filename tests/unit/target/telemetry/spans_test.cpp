#include "target/telemetry/spans.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

ServedSpan order() {
  ServedSpan span;
  span.context = {{0x0af7651916cd43dd, 0x8448eb211c80319c}, 0xb7ad6b7169203331, 0, true};
  span.method = "POST";
  span.route = "/api/orders";
  span.status = 201;
  span.began = WallTime{1'772'366'400'000'000'000ns};
  span.queue = 1ms;
  span.app = 2ms;
  span.db = 3ms;
  span.total = 7ms;
  return span;
}

json spans_of(const ServedSpan& span) { return json::parse(otlp_line(span, 0x10))["resourceSpans"][0]["scopeSpans"][0]["spans"]; }

}  // namespace

TEST_CASE("a request is one line of OTLP, with the service and the scope") {
  const std::string line = otlp_line(order(), 0x10);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  CHECK(line.back() == '\n');
  const json request = json::parse(line);
  CHECK(request.size() == 1);
  const json& resource = request["resourceSpans"][0]["resource"]["attributes"][0];
  CHECK(resource["key"] == "service.name");
  CHECK(resource["value"]["stringValue"] == "rushhour-target");
  CHECK(request["resourceSpans"][0]["scopeSpans"][0]["scope"]["name"] == "rushhour");
}

TEST_CASE("the server's span has the ids in hex, its times as strings of nanoseconds, and the attributes of HTTP") {
  const json server = spans_of(order())[0];
  CHECK(server["traceId"] == "0af7651916cd43dd8448eb211c80319c");
  CHECK(server["spanId"] == "b7ad6b7169203331");
  CHECK_FALSE(server.contains("parentSpanId"));
  CHECK(server["name"] == "POST /api/orders");
  CHECK(server["kind"] == 2);
  CHECK(server["startTimeUnixNano"] == "1772366400000000000");
  CHECK(server["endTimeUnixNano"] == "1772366400007000000");
  CHECK(server["attributes"] == json::parse(R"([{"key":"http.request.method","value":{"stringValue":"POST"}},
      {"key":"http.route","value":{"stringValue":"/api/orders"}},{"key":"http.response.status_code","value":{"intValue":"201"}}])"));
  CHECK_FALSE(server.contains("status"));
}

TEST_CASE("the children stand one behind the other below the server's span, each with its part of the time") {
  const json spans = spans_of(order());
  REQUIRE(spans.size() == 4);
  struct Row {
    const char* name;
    int kind;
    const char* id;
    const char* from;
    const char* to;
  };
  std::size_t i = 1;
  for (const auto& [name, kind, id, from, to] : {Row{"queue", 1, "0000000000000010", "1772366400000000000", "1772366400001000000"},
                                                 Row{"app", 1, "0000000000000011", "1772366400001000000", "1772366400003000000"},
                                                 Row{"db", 3, "0000000000000012", "1772366400003000000", "1772366400006000000"}}) {
    const json& child = spans[i++];
    CHECK(child["name"] == name);
    CHECK(child["kind"] == kind);
    CHECK(child["traceId"] == spans[0]["traceId"]);
    CHECK(child["spanId"] == id);
    CHECK(child["parentSpanId"] == "b7ad6b7169203331");
    CHECK(child["startTimeUnixNano"] == from);
    CHECK(child["endTimeUnixNano"] == to);
  }
}

TEST_CASE("a caller's span is the parent of the server's") {
  ServedSpan span = order();
  span.context.parent = 0xff;
  CHECK(spans_of(span)[0]["parentSpanId"] == "00000000000000ff");
}

TEST_CASE("an answer from 500 on is a failed span, and so is none, while a refusal is the caller's matter") {
  for (const auto& [status, failed] : {std::pair{200, false}, {404, false}, {429, false}, {500, true}, {503, true}, {0, true}}) {
    ServedSpan span = order();
    span.status = status;
    const json server = spans_of(span)[0];
    INFO(status);
    CHECK(server.contains("status") == failed);
    if (failed) CHECK(server["status"]["code"] == 2);
    CHECK(server["attributes"].size() == (status == 0 ? 2U : 3U));
  }
}

TEST_CASE("a request of no route is named by its method, escaped") {
  ServedSpan span = order();
  span.method = "GE\"T";
  span.route = "";
  const json server = spans_of(span)[0];
  CHECK(server["name"] == "GE\"T");
  CHECK(server["attributes"].size() == 2);
}

TEST_CASE("only requests that are sampled are written, each a line") {
  const ScratchFolder folder;
  TraceSource source(7, 1);
  {
    LineWriter writer(folder.path() / "traces.jsonl");
    SpanLog log(source, writer);
    ServedSpan span = order();
    for (int i = 0; i < 10; ++i) {
      span.context.sampled = i % 2 == 0;
      log.served(span);
    }
  }
  std::ifstream file(folder.path() / "traces.jsonl");
  std::set<std::string> ids;
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const json spans = json::parse(line)["resourceSpans"][0]["scopeSpans"][0]["spans"];
    for (const json& span : spans) ids.insert(span["spanId"].get<std::string>());
  }
  CHECK(lines == 5);
  CHECK(ids.size() == 1 + 5 * 3);
}
