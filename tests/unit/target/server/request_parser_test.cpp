#include "target/server/request_parser.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::server;
using rushhour::service::Method;
using rushhour::service::Request;
using State = RequestParser::State;

namespace {

struct Parsed {
  State state = State::need_more;
  Request request;
  int refused = 0;
  bool keep_alive = false;
  std::string left;
};

// Feeds `bytes` in pieces, as a connection would: what is not consumed comes again with more behind it.
Parsed parse(std::string_view bytes, std::size_t piece = SIZE_MAX) {
  Parsed parsed;
  RequestParser parser(parsed.request);
  std::string buffer;
  while (parsed.state == State::need_more && !bytes.empty()) {
    buffer += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    do {
      std::size_t used = 0;
      parsed.state = parser.put(buffer, used);
      REQUIRE(used <= buffer.size());
      buffer.erase(0, used);
    } while (parsed.state == State::head);
  }
  if (parsed.state == State::refused) parsed.refused = parser.refusal().status;
  if (parsed.state == State::complete) parsed.keep_alive = parser.keep_alive();
  parsed.left = buffer + std::string(bytes);
  return parsed;
}

const std::string chunked_head = "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a request is read whole, wherever the pieces are cut") {
  const std::string request =
      "POST /api/orders?x=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nidempotency-key: k 1\r\nAuthorization: Bearer t\r\n"
      "Content-Length: 12\r\n\r\n{\"dish\":301}GET";
  for (std::size_t piece = 1; piece <= request.size(); ++piece) {
    INFO("pieces of " << piece);
    const Parsed parsed = parse(request, piece);
    REQUIRE(parsed.state == State::complete);
    CHECK(parsed.request.method == Method::post);
    CHECK(parsed.request.target == "/api/orders?x=1");
    CHECK(parsed.request.content_type == "application/json");
    CHECK(parsed.request.idempotency_key == "k 1");
    CHECK(parsed.request.authorization == "Bearer t");
    CHECK(parsed.request.body_announced);
    CHECK(parsed.request.body == "{\"dish\":301}");
    CHECK(parsed.keep_alive);
    CHECK(parsed.left == "GET");
  }
}

TEST_CASE("a chunked body is read whole, wherever the pieces are cut") {
  const std::string request = chunked_head + "6;a=b\r\n{\"dish\r\n00A\r\n\":301}    \r\n0\r\nContent-Type: text/plain\r\n\r\nGET";
  for (std::size_t piece = 1; piece <= request.size(); ++piece) {
    INFO("pieces of " << piece);
    const Parsed parsed = parse(request, piece);
    REQUIRE(parsed.state == State::complete);
    CHECK(parsed.request.body == "{\"dish\":301}    ");
    CHECK(parsed.request.content_type.empty());  // a trailer is no head
    CHECK(parsed.left == "GET");
  }
  for (std::size_t piece = 1; piece <= 5; ++piece) CHECK(parse(chunked_head + "0\r\n\r\n", piece).state == State::complete);
}

TEST_CASE("what becomes of each request on the wire") {
  struct Row {
    const char* says;
    std::string bytes;
    State state;
    int refused;
  };
  const std::string host = "Host: a\r\n";
  const Row row = GENERATE_COPY(values<Row>({
      {"the least there is", "GET / HTTP/1.0\r\n\r\n", State::complete, 0},
      {"empty lines before it are overlooked", "\r\n\r\nGET / HTTP/1.0\r\n\r\n", State::complete, 0},
      {"a method of one's own", "BREW / HTTP/1.1\r\n" + host + "\r\n", State::complete, 0},
      {"the same length twice", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", State::complete, 0},
      {"an empty body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", State::complete, 0},
      {"half a line", "GET / HT", State::need_more, 0},
      {"half a head", "GET / HTTP/1.1\r\n" + host, State::need_more, 0},
      {"half a body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nxy", State::need_more, 0},
      {"half a chunk", chunked_head + "5\r\nxy", State::need_more, 0},

      {"no HTTP at all", "hello\r\n\r\n", State::refused, 400},
      {"TLS on a plain port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), State::refused, 400},
      {"a line of NULs", std::string(64, '\0'), State::refused, 400},
      {"no target", "GET HTTP/1.1\r\n" + host + "\r\n", State::refused, 400},
      {"no version", "GET /\r\n\r\n", State::refused, 400},
      {"a version of another age", "GET / HTTP/2.0\r\n" + host + "\r\n", State::refused, 400},
      {"a version that is none", "GET / HTTP/1.x\r\n" + host + "\r\n", State::refused, 400},
      {"a control character in the target", std::string("GET /a\x01 HTTP/1.1\r\n") + host + "\r\n", State::refused, 400},
      {"a blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", State::refused, 400},
      {"a field without a colon", "GET / HTTP/1.1\r\n" + host + "nonsense\r\n\r\n", State::refused, 400},
      {"a field without a name", "GET / HTTP/1.1\r\n" + host + ": x\r\n\r\n", State::refused, 400},
      {"a line feed alone", "GET / HTTP/1.1\n" + host + "\n", State::refused, 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", State::refused, 400},
      {"two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", State::refused, 400},
      {"two keys", "GET / HTTP/1.1\r\n" + host + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n", State::refused, 400},
      {"two types", "GET / HTTP/1.1\r\n" + host + "Content-Type: a/b\r\nContent-Type: a/b\r\n\r\n", State::refused, 400},
      {"two lengths that differ", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx", State::refused, 400},
      {"a length with a sign", "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", State::refused, 400},
      {"a length that is no number", "POST / HTTP/1.1\r\n" + host + "Content-Length: one\r\n\r\n", State::refused, 400},
      {"a length beyond all numbers", "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", State::refused, 400},
      {"a length and chunks", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", State::refused,
       400},
      {"chunks and a length", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", State::refused,
       400},
      {"a coding that is not understood", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n", State::refused, 400},
      {"a coding before the chunks", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", State::refused, 400},
      {"chunks twice", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", State::refused,
       400},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", State::refused, 400},
      {"a chunk of no size", chunked_head + "\r\nabc\r\n", State::refused, 400},
      {"a chunk of a size that is none", chunked_head + "zz\r\nabc\r\n", State::refused, 400},
      {"a chunk longer than it says", chunked_head + "1\r\nabc\r\n", State::refused, 400},
      {"a chunk of an enormous size", chunked_head + "ffffffffffffffff\r\n", State::refused, 413},
      {"a chunk of more than all numbers", chunked_head + "fffffffffffffffff\r\n", State::refused, 400},
      {"a body over the limit", "POST / HTTP/1.1\r\n" + host + "Content-Length: 61441\r\n\r\n", State::refused, 413},
      {"chunks over the limit", chunked_head + "f000\r\n" + std::string(0xf000, 'x') + "\r\n1\r\n", State::refused, 413},
      {"an expectation that cannot be met", "POST / HTTP/1.1\r\n" + host + "Expect: miracles\r\n\r\n", State::refused, 417},
      {"a target without end", "GET /" + std::string(9000, 'a'), State::refused, 431},
      {"a field without end", "GET / HTTP/1.1\r\nX: " + std::string(9000, 'a'), State::refused, 431},
  }));
  INFO(row.says);
  for (const std::size_t piece : {SIZE_MAX, std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    INFO("pieces of " << piece);
    const Parsed parsed = parse(row.bytes, piece);
    CHECK(parsed.state == row.state);
    CHECK(parsed.refused == row.refused);
  }
}

TEST_CASE("fields that come one by one without end meet the limit of the head all the same") {
  std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 2000; ++i) request += "X-" + std::to_string(i) + ": y\r\n";
  for (const std::size_t piece : {SIZE_MAX, std::size_t{1}, std::size_t{100}}) CHECK(parse(request, piece).refused == 431);
}

TEST_CASE("a head at the limit is accepted") {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::string end = "\r\n\r\n";
  const std::size_t limit = ParserLimits{}.head_bytes;
  CHECK(parse(begin + std::string(limit - begin.size() - end.size(), 'a') + end).state == State::complete);
  CHECK(parse(begin + std::string(limit + 1 - begin.size() - end.size(), 'a') + end).refused == 431);
}

TEST_CASE("a body at the limit is accepted") {
  const std::string body(ParserLimits{}.body_bytes, 'x');
  CHECK(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, 4096).request.body ==
        body);
}

TEST_CASE("whether the connection stays") {
  struct Row {
    const char* head;
    bool stays;
  };
  const Row row = GENERATE(values<Row>({{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
                                        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
                                        {"GET / HTTP/1.0\r\n\r\n", false},
                                        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true}}));
  INFO(row.head);
  CHECK(parse(row.head).keep_alive == row.stays);
}

TEST_CASE("the methods that the service knows") {
  const std::tuple<const char*, Method> row = GENERATE(table<const char*, Method>({{"GET", Method::get},
                                                                                   {"HEAD", Method::head},
                                                                                   {"POST", Method::post},
                                                                                   {"PUT", Method::put},
                                                                                   {"DELETE", Method::remove},
                                                                                   {"PATCH", Method::other},
                                                                                   {"get", Method::other},
                                                                                   {"BREW", Method::other}}));
  INFO(std::get<0>(row));
  CHECK(parse(std::string(std::get<0>(row)) + " / HTTP/1.1\r\nHost: a\r\n\r\n").request.method == std::get<1>(row));
}

TEST_CASE("fields that the service reads arrive as they came, lists in one piece, and the next request has none of them") {
  Request request;
  RequestParser parser(request);
  std::size_t used = 0;
  const std::string first =
      "GET /a HTTP/1.1\r\nHost: localhost:8080\r\nAccept: application/json\r\nAccept: */*;q=0.1\r\nAccept-Encoding: gzip\r\n"
      "accept-encoding: br;q=0\r\nIf-None-Match: \"a\"\r\nIf-None-Match: W/\"b\"\r\nIf-Match: *\r\ntraceparent: 00-1-2-01\r\n\r\n";
  REQUIRE(parser.put(first, used) == State::complete);
  CHECK(request.host == "localhost:8080");
  CHECK(request.accept == "application/json, */*;q=0.1");
  CHECK(request.accept_encoding == "gzip, br;q=0");
  CHECK(request.if_none_match == "\"a\", W/\"b\"");
  CHECK(request.if_match == "*");
  CHECK(request.traceparent == "00-1-2-01");
  parser.next();
  REQUIRE(parser.put("GET /b HTTP/1.0\r\n\r\n", used) == State::complete);
  for (const std::string& field :
       {request.host, request.accept, request.accept_encoding, request.if_none_match, request.if_match, request.traceparent})
    CHECK(field.empty());
}

TEST_CASE("two traces are no reason to refuse, and no trace") {
  const Parsed parsed = parse("GET / HTTP/1.1\r\nHost: a\r\ntraceparent: 00-1\r\ntraceparent: 00-2\r\n\r\n");
  CHECK(parsed.state == State::complete);
  CHECK(parsed.request.traceparent == "00-1, 00-2");
}

TEST_CASE("the next request starts from nothing") {
  Request request;
  RequestParser parser(request);
  std::size_t used = 0;
  const std::string first = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nIdempotency-Key: k\r\nContent-Length: 1\r\n\r\n";
  CHECK(parser.put(first, used) == State::head);
  CHECK(parser.expects_continue());
  CHECK(parser.started());
  CHECK(parser.put("x", used) == State::complete);
  parser.next();
  CHECK_FALSE(parser.started());
  CHECK(parser.put("GET /b HTTP/1.1\r\nHost: a\r\n\r\n", used) == State::complete);
  CHECK(request.method == Method::get);
  CHECK(request.target == "/b");
  CHECK(request.body.empty());
  CHECK_FALSE(request.idempotency_key);
  CHECK_FALSE(request.body_announced);
  CHECK_FALSE(parser.expects_continue());
}
