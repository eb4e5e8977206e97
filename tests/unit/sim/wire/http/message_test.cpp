#include "sim/wire/http/message.hpp"

#include <catch2/catch.hpp>

#include "sim/wire/http/request_text.hpp"

using namespace rushhour;
using namespace rushhour::wire;

namespace {

load::Request holding(std::string message) {
  load::Request request;
  request.url = "/";
  request.message = std::move(message);
  return request;
}

}  // namespace

TEST_CASE("a whole message is heeded, and goes out as it is") {
  struct Row {
    const char* says;
    std::string message;
    std::string method;
    bool repeatable;
    bool closes;
  };
  const Row row = GENERATE(values<Row>({
      {"a bare GET", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET", true, false},
      {"no header at all", "GET / HTTP/1.0\r\n\r\n", "GET", true, false},
      {"a body of the announced length", "POST /a HTTP/1.1\r\ncontent-LENGTH:  3 \r\n\r\nabc", "POST", false, false},
      {"an empty body that is announced", "POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "POST", false, false},
      {"the same length twice", "PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "PUT", true, false},
      {"a body that looks like an end of a head", "PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\n\r\n\r\n", "PUT", true, false},
      {"a key that makes a POST repeatable", "POST / HTTP/1.1\r\nIdempotency-Key: k\r\nContent-Length: 0\r\n\r\n", "POST", true, false},
      {"a wish to close", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", "GET", true, true},
      {"a wish to keep", "GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n", "GET", true, false},
      {"a header without a value", "HEAD / HTTP/1.1\r\nX-Empty:\r\n\r\n", "HEAD", true, false},
      {"bytes beyond ASCII in a value", "GET / HTTP/1.1\r\nX: \xc3\xa4\r\n\r\n", "GET", true, false},
  }));
  INFO(row.says);
  load::Request request = holding(row.message);
  CHECK(heed_message(request) == "");
  CHECK(request.method == row.method);
  CHECK(is_repeatable(request) == row.repeatable);
  CHECK(asks_to_close(request) == row.closes);
  std::string out = "what stood there before";
  CHECK(write_request(request, "elsewhere", "/elsewhere", out) == "");
  CHECK(out == row.message);
}

TEST_CASE("a text that is not one whole message is refused with the reason") {
  struct Row {
    std::string message;
    std::string complaint;
  };
  const Row row = GENERATE(values<Row>({
      {"", "empty line"},
      {"GET / HTTP/1.1\r\n", "empty line"},
      {"GET / HTTP/1.1\n\n", "empty line"},
      {"\r\n\r\n", "first line"},
      {"GET /\r\n\r\n", "first line"},
      {"GET  HTTP/1.1\r\n\r\n", "first line"},
      {"GET /a b HTTP/1.1\r\n\r\n", "first line"},
      {"G3T / HTTP/1.1\r\n\r\n", "first line"},
      {" / HTTP/1.1\r\n\r\n", "first line"},
      {"GET / HTTP/2\r\n\r\n", "first line"},
      {"CONNECT h:1 HTTP/1.1\r\n\r\n", "CONNECT"},
      {"GET / HTTP/1.1\r\nno header\r\n\r\n", "no header"},
      {"GET / HTTP/1.1\r\n: nameless\r\n\r\n", "no header"},
      {"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", "shorter"},
      {"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcd", "more follows"},
      {"POST / HTTP/1.1\r\n\r\nabc", "more follows"},
      {"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", "several messages"},
      {"POST / HTTP/1.1\r\nContent-Length: three\r\n\r\nabc", "no number"},
      {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "no number"},
      {"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", "no number"},
      {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "two"},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding"},
  }));
  INFO(row.message);
  load::Request request = holding(row.message);
  CHECK_THAT(std::string(heed_message(request)), Catch::Contains(row.complaint));
}

TEST_CASE("what was known of the message before is forgotten") {
  load::Request request = holding("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(heed_message(request) == "");
  request.message = "GET / HTTP/1.1\r\n\r\n";
  REQUIRE(heed_message(request) == "");
  CHECK(request.method == "GET");
  CHECK(request.headers.empty());
  CHECK_FALSE(asks_to_close(request));
}
