#include "sim/wire/http/request_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::wire;

namespace {

load::Request request(std::string method, std::vector<load::Header> headers = {}, std::string body = {}) {
  load::Request made;
  made.method = std::move(method);
  made.headers = std::move(headers);
  made.body = std::move(body);
  return made;
}

const std::string agent = "User-Agent: rushhour/" RUSHHOUR_VERSION "\r\n";

}  // namespace

TEST_CASE("a request becomes its text") {
  struct Row {
    const char* says;
    load::Request request;
    const char* target;
    std::string text;
  };
  const Row row = GENERATE(values<Row>({
      {"a GET has neither body nor length", request("GET"), "/a?b", "GET /a?b HTTP/1.1\r\nHost: h:1\r\n" + agent + "\r\n"},
      {"an empty target is the root", request("GET"), "", "GET / HTTP/1.1\r\nHost: h:1\r\n" + agent + "\r\n"},
      {"a bare query gets the root before it", request("GET"), "?b", "GET /?b HTTP/1.1\r\nHost: h:1\r\n" + agent + "\r\n"},
      {"a body goes with its length", request("POST", {}, "abc"), "/",
       "POST / HTTP/1.1\r\nHost: h:1\r\n" + agent + "Content-Length: 3\r\n\r\nabc"},
      {"a POST without a body says so", request("POST"), "/", "POST / HTTP/1.1\r\nHost: h:1\r\n" + agent + "Content-Length: 0\r\n\r\n"},
      {"a GET may have a body", request("GET", {}, "a"), "/", "GET / HTTP/1.1\r\nHost: h:1\r\n" + agent + "Content-Length: 1\r\n\r\na"},
      {"headers keep their order and letters", request("GET", {{"x-B", "1"}, {"A", "t\tt \xc3\xa4"}}), "/",
       "GET / HTTP/1.1\r\nHost: h:1\r\n" + agent + "x-B: 1\r\nA: t\tt \xc3\xa4\r\n\r\n"},
      {"a request's own Host, agent and length replace ours",
       request("PUT", {{"HOST", "x"}, {"user-agent", "y"}, {"content-length", "2"}}, "ab"), "/",
       "PUT / HTTP/1.1\r\nHOST: x\r\nuser-agent: y\r\ncontent-length: 2\r\n\r\nab"},
  }));
  INFO(row.says);
  std::string text = "left over from the last one";
  CHECK(write_request(row.request, "h:1", row.target, text) == "");
  CHECK(text == row.text);
}

TEST_CASE("a request that would become another one is refused") {
  struct Row {
    const char* says;
    load::Request request;
    const char* complaint;
  };
  const Row row = GENERATE(values<Row>({
      {"a line break in a value", request("GET", {{"A", "b\r\nX: y"}}), "line break"},
      {"a bare carriage return", request("GET", {{"A", "b\rc"}}), "line break"},
      {"a bare line feed", request("GET", {{"A", "b\nc"}}), "line break"},
      {"a zero byte in a value", request("GET", {{"A", std::string(1, '\0')}}), "control"},
      {"a line break in a name", request("GET", {{"A\r\nX", "b"}}), "name"},
      {"a colon in a name", request("GET", {{"A:", "b"}}), "name"},
      {"a blank in a name", request("GET", {{"A ", "b"}}), "name"},
      {"no name", request("GET", {{"", "b"}}), "name"},
      {"a line break in the method", request("GET / HTTP/1.1\r\nX:"), "method"},
      {"no method", request(""), "method"},
      {"a tunnel", request("CONNECT"), "CONNECT"},
      {"a length that is not the body's", request("POST", {{"Content-Length", "5"}}, "abc"), "length of the body"},
      {"a length in other figures", request("POST", {{"Content-Length", "+3"}}, "abc"), "length of the body"},
      {"an encoding that we do not apply", request("POST", {{"Transfer-Encoding", "chunked"}}, "abc"), "Transfer-Encoding"},
  }));
  INFO(row.says);
  std::string text;
  CHECK_THAT(std::string(write_request(row.request, "h", "/", text)), Catch::Contains(row.complaint));
}

TEST_CASE("only what may be repeated is repeatable") {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}) CHECK(is_repeatable(request(method)));
  for (const char* method : {"POST", "PATCH", "get"}) CHECK_FALSE(is_repeatable(request(method)));
  CHECK(is_repeatable(request("POST", {{"idempotency-key", "7"}})));
}

TEST_CASE("a request may ask for the end of its connection") {
  CHECK(asks_to_close(request("GET", {{"connection", "Close"}})));
  CHECK_FALSE(asks_to_close(request("GET", {{"Connection", "keep-alive"}})));
  CHECK_FALSE(asks_to_close(request("GET", {{"X-Connection", "close"}})));
}

TEST_CASE("cookies from a jar stand in one header, instead of the request's own") {
  load::Request request;
  request.headers = {{"Accept", "*/*"}, {"cookie", "own=1"}};
  std::string out;
  CHECK(write_request(request, "h", "/", out) == "");
  CHECK_THAT(out, Catch::Contains("\r\ncookie: own=1\r\n"));
  CHECK(write_request(request, "h", "/", out, "own=1; jar=2") == "");
  CHECK_THAT(out, Catch::Contains("\r\nCookie: own=1; jar=2\r\n") && !Catch::Contains("cookie: own=1\r\n"));
}

TEST_CASE("the last request of a connection says so, unless it brings a word of its own") {
  load::Request request;
  std::string out;
  CHECK(write_request(request, "h", "/", out, {}, true) == "");
  CHECK_THAT(out, Catch::Contains("\r\nConnection: close\r\n"));
  request.headers = {{"connection", "keep-alive"}};
  CHECK(write_request(request, "h", "/", out, {}, true) == "");
  CHECK_THAT(out, !Catch::Contains("close"));
}
