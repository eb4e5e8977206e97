#include "target/server/response_text.hpp"

#include <catch2/catch.hpp>

#include "target/service/problem.hpp"

using namespace rushhour;
using namespace rushhour::server;
using namespace std::chrono_literals;

namespace {

const service::Timing timing{12us, 1234567ns, 2s};

std::string text(const service::Response& response, bool head_only = false, Persistence persistence = Persistence::implied) {
  std::string to = "before|";
  append_response(to, response, timing, "DATE", head_only, persistence);
  return to;
}

}  // namespace

TEST_CASE("a response on the wire") {
  service::Response response;
  response.status = 201;
  response.body = R"({"a":1})";
  response.fields = {{"Location", "/api/orders/1"}};
  const std::string head =
      "before|HTTP/1.1 201 Created\r\nDate: DATE\r\nContent-Type: application/json\r\nContent-Length: 7\r\n"
      "Server-Timing: queue;dur=0.012, app;dur=1.234, db;dur=2000.000\r\n";
  CHECK(text(response) == head + "Location: /api/orders/1\r\n\r\n{\"a\":1}");
  CHECK(text(response, true) == head + "Location: /api/orders/1\r\n\r\n");
  CHECK(text(response, false, Persistence::closed) == head + "Connection: close\r\nLocation: /api/orders/1\r\n\r\n{\"a\":1}");
  CHECK(text(response, false, Persistence::kept) == head + "Connection: keep-alive\r\nLocation: /api/orders/1\r\n\r\n{\"a\":1}");
}

TEST_CASE("a body of the catalogue is sent as it stands") {
  service::Response response;
  response.shared_body = "shared";
  CHECK_THAT(text(response), Catch::EndsWith("\r\n\r\nshared") && Catch::Contains("Content-Length: 6"));
}

TEST_CASE("what has no body announces none") {
  for (const int status : {204, 304}) {
    service::Response response;
    response.status = status;
    response.shared_fields = "ETag: \"a\"\r\n";
    CHECK_THAT(text(response),
               !Catch::Contains("Content-Length") && !Catch::Contains("Content-Type") && Catch::Contains("\r\nETag: \"a\"\r\n\r\n"));
  }
}

TEST_CASE("every status that is answered has its words") {
  for (const int status : {200, 201, 400, 401, 404, 405, 408, 409, 411, 413, 414, 415, 417, 422, 429, 431, 500, 501, 503}) {
    INFO(status);
    CHECK(service::reason_of(status) != "Unknown");
    CHECK_THAT(text(service::problem(status, "x")), Catch::Contains("application/problem+json"));
  }
}

TEST_CASE("the date is that of HTTP, and follows the second") {
  DateText date;
  const WallTime then{std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 37s};
  CHECK(date.at(then) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(then + 999ms) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(then + 1s) == "Sun, 06 Nov 1994 08:49:38 GMT");
  CHECK(date.at(then + std::chrono::hours(24 * 365 * 30)) == "Tue, 29 Oct 2024 08:49:37 GMT");
}
