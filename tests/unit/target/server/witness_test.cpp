#include "target/server/witness.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "target/service/routes.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::server;
using namespace std::chrono_literals;
using service::Method;
using service::Request;

namespace {

telemetry::Names names() {
  telemetry::Names names;
  for (const std::string_view route : service::route_names()) names.routes.emplace_back(route);
  for (const std::string_view refusal : refusal_names) names.refusals.emplace_back(refusal);
  return names;
}

/// Whether a line of the exposition is there.
bool tells(const telemetry::Registry& registry, const std::string& line) {
  return ("\n" + registry.expose(telemetry::Format::text)).find("\n" + line + "\n") != std::string::npos;
}

const service::Route& route_named(std::string_view name) {
  for (const service::Route& route : service::routes())
    if (route.name == name) return route;
  throw std::runtime_error("no such route");
}

}  // namespace

TEST_CASE("a connection and its requests are counted, by route and status, with their bytes") {
  telemetry::Registry registry(names());
  const Observers observers{.metrics = &registry, .traces = nullptr, .spans = nullptr, .log = nullptr};
  {
    Witness witness(observers, WallTime{});
    CHECK(tells(registry, "rushhour_target_connections_open 1"));
    witness.begins(10s);
    CHECK(registry.in_flight() == 1);
    witness.comes(30);
    witness.comes(70);
    witness.ends(&route_named("POST /api/orders"), 201, {}, 500, 10s + 20ms);
    CHECK(registry.in_flight() == 0);
    witness.begins(11s);
    witness.comes(40);
    witness.ends(nullptr, 404, {}, 50, 11s);
  }
  CHECK(tells(registry, R"(rushhour_target_http_requests_total{method="POST",route="/api/orders",code="201"} 1)"));
  CHECK(tells(registry, R"(rushhour_target_http_request_bytes_total{method="POST",route="/api/orders"} 100)"));
  CHECK(tells(registry, R"(rushhour_target_http_response_bytes_total{method="POST",route="/api/orders"} 500)"));
  CHECK(tells(registry, R"(rushhour_target_http_request_duration_seconds_sum{method="POST",route="/api/orders"} 0.02)"));
  CHECK_THAT(registry.expose(telemetry::Format::text), Catch::Contains(R"(code="404"} 1)"));
  CHECK(tells(registry, "rushhour_target_connections_open 0"));
  CHECK(tells(registry, "rushhour_target_connections_total 1"));
}

TEST_CASE("a request whose connection ends goes unanswered") {
  telemetry::Registry registry(names());
  const Observers observers{.metrics = &registry, .traces = nullptr, .spans = nullptr, .log = nullptr};
  {
    Witness witness(observers, WallTime{});
    witness.begins(10s);
  }
  CHECK(registry.in_flight() == 0);
  CHECK_THAT(registry.expose(telemetry::Format::text), Catch::Contains(R"(code="none"} 1)"));
}

TEST_CASE("what is turned away is counted by its reason") {
  telemetry::Registry registry(names());
  const Observers observers{.metrics = &registry, .traces = nullptr, .spans = nullptr, .log = nullptr};
  const Witness witness(observers, WallTime{});
  witness.refused(Refusal::rate_limit);
  witness.refused(Refusal::silence);
  witness.refused(Refusal::silence);
  CHECK(tells(registry, R"(rushhour_target_refusals_total{reason="rate_limit"} 1)"));
  CHECK(tells(registry, R"(rushhour_target_refusals_total{reason="silence"} 2)"));
  CHECK(tells(registry, R"(rushhour_target_refusals_total{reason="host"} 0)"));
}

TEST_CASE("a traceparent that is none never gets beyond the wire") {
  const Observers nobody;
  Witness witness(nobody, WallTime{});
  const std::string sound = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  for (const auto& [came, goes] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {sound, sound}, {sound + ", " + sound, ""}, {"00-\"},{\"x\":\"0000000000000000000000-b7ad6b7169203331-01", ""}}) {
    Request request;
    request.method = Method::post;
    request.traceparent = came;
    witness.traces(request);
    CHECK(request.traceparent == goes);
  }
}

TEST_CASE("a request that changes something gets a place in its caller's trace, or begins one") {
  telemetry::TraceSource source(7, 1.0);
  const Observers observers{.metrics = nullptr, .traces = &source, .spans = nullptr, .log = nullptr};
  Witness witness(observers, WallTime{});
  Request request;
  request.method = Method::post;
  request.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  witness.traces(request);
  CHECK_THAT(request.traceparent, Catch::StartsWith("00-0af7651916cd43dd8448eb211c80319c-") && !Catch::Contains("b7ad6b7169203331"));
  request.traceparent = "nonsense";
  witness.traces(request);
  const auto begun = telemetry::parse_traceparent(request.traceparent);
  REQUIRE(begun);
  CHECK(begun->sampled);
  request.method = Method::get;
  request.traceparent = "";
  witness.traces(request);
  CHECK(request.traceparent.empty());  // nobody would keep it
}

TEST_CASE("without observers nothing is told, and nothing breaks") {
  const Observers nobody;
  Witness witness(nobody, WallTime{});
  witness.begins(1s);
  witness.comes(10);
  witness.ends(nullptr, 200, {}, 10, 2s);
  witness.refused(Refusal::host);
  witness.begins(3s);
}

TEST_CASE("the log tells at warning what went wrong, and at debug all, by route and not by path") {
  const ScratchFolder folder;
  const auto lines_at = [&](telemetry::Level least) {
    const auto file = folder.path() / std::string(telemetry::name_of(least));
    {
      telemetry::LineWriter writer(file);
      telemetry::Log log(writer, least);
      const Observers observers{.metrics = nullptr, .traces = nullptr, .spans = nullptr, .log = &log};
      Witness witness(observers, WallTime{});
      for (const int status : {200, 404, 503}) {
        witness.begins(10s);
        witness.ends(&route_named("POST /api/orders"), status, {}, 50, 10s + 20ms);
      }
      witness.begins(11s);
      witness.ends(nullptr, 0, {}, 0, 11s);
    }
    std::ifstream written(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(written, line);) lines.push_back(line);
    return lines;
  };
  const auto wrong = lines_at(telemetry::Level::warning);
  REQUIRE(wrong.size() == 2);
  CHECK_THAT(wrong[0],
             Catch::Contains(R"("route":"POST /api/orders")") && Catch::Contains(R"("status":503)") && Catch::Contains(R"("ms":20)"));
  CHECK_THAT(wrong[1], Catch::Contains("unanswered") && Catch::Contains(R"("route":"none")"));
  CHECK(lines_at(telemetry::Level::debug).size() == 4);
}
