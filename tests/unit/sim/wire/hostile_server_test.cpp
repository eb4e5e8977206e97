// Servers that mean no good: each ends in a class of trouble, in bounded memory, and leaves the next exchange whole.

#include <atomic>
#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/http/compressed.hpp"
#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::BodyUse;
using load::Trouble;

namespace {

std::string with_length(const std::string& headers, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

WireSettings narrow(const std::string& url) {
  WireSettings settings = settings_for(url);
  settings.http.head_limit = 4096;
  settings.http.body_limit = 64 * 1024;
  return settings;
}

}  // namespace

TEST_CASE("a close at any byte of a compressed answer is a class of trouble, however it is framed") {
  const std::string coded = gzipped("a menu of many dishes, and of many more");
  struct Row {
    const char* says;
    std::string answer;
    Trouble within_body;  // of an answer whose head is whole
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"a stated length", with_length("Content-Encoding: gzip\r\n", coded), Trouble::closed},
      {"chunks and a trailer",
       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" +
           [&] {
             char size[16];
             std::snprintf(size, sizeof size, "%zx\r\n", coded.size());
             return size + coded;
           }() +
           "\r\n0\r\nX: y\r\n\r\n",
       Trouble::closed},
      {"until the close", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + coded, Trouble::bad_encoding},
  }));
  const std::size_t head = row.answer.find("\r\n\r\n") + 4;
  const auto use = GENERATE(BodyUse::keep, BodyUse::hash);
  std::atomic<std::size_t> cut = 0;
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    end.write(std::string_view(row.answer).substr(0, cut.load()));
  });
  StartedWorld world(server.url());
  load::Request request = request_to("/");
  request.body_use = use;
  for (cut = 0; cut < row.answer.size(); ++cut) {
    // No byte of a body that ends with the connection is an empty body, and that is sound whatever its coding.
    const Trouble expected = cut < head                                          ? Trouble::closed
                             : cut == head && row.within_body != Trouble::closed ? Trouble::none
                                                                                 : row.within_body;
    const load::Outcome outcome = world.exchange(request);
    if (outcome.trouble != expected) FAIL_CHECK(row.says << ", cut at byte " << cut << ": " << load::to_string(outcome.trouble));
    if (expected != Trouble::none && (outcome.detail.empty() || outcome.body_size != 0)) FAIL_CHECK(row.says << ", cut at byte " << cut);
  }
  const load::Outcome whole = world.exchange(request);
  CHECK(whole.trouble == Trouble::none);
  CHECK(whole.body_size == 39);
}

TEST_CASE("what a hostile server sends ends in a class of trouble with words") {
  struct Row {
    const char* says;
    std::string answer;
    Trouble trouble;
  };
  const std::string bomb = gzipped(std::string(8 << 20, '\0'));
  const Row row = GENERATE_COPY(values<Row>({
      {"a bomb", with_length("Content-Encoding: gzip\r\n", bomb), Trouble::too_large},
      {"a bomb in a bomb", with_length("Content-Encoding: gzip, gzip\r\n", gzipped(bomb)), Trouble::too_large},
      {"many codings", with_length("Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\n", "x"), Trouble::bad_encoding},
      {"rubbish that is called gzip", with_length("Content-Encoding: gzip\r\n", "rubbish"), Trouble::bad_encoding},
      {"a chunk of more than all memory", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", Trouble::too_large},
      {"a length of more than all memory", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nx", Trouble::too_large},
      {"a length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
       Trouble::malformed},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", Trouble::malformed},
      {"a second answer behind the first", ok("one") + ok("two"), Trouble::malformed},
      {"zero bytes", std::string(1000, '\0'), Trouble::malformed},
  }));
  INFO(row.says);
  LoopbackServer server([&](ServerEnd& end) {
    if (!end.read_request().empty()) end.write(end.number() == 0 ? row.answer : ok("whole"));
    end.wait_for_close();
  });
  StartedWorld world(narrow(server.url()));
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(load::to_string(outcome.trouble) == load::to_string(row.trouble));
  CHECK_FALSE(outcome.detail.empty());
  CHECK(outcome.status == 0);
  CHECK(outcome.body.capacity() <= 128 * 1024);
  CHECK(world.exchange(request_to("/")).body == "whole");
}

TEST_CASE("what never ends is cut off at its limit") {
  struct Row {
    const char* says;
    std::string begin;
    std::string again;
    Trouble trouble;
  };
  const Row row = GENERATE(values<Row>({
      {"a status line", "HTTP/1.1 200 ", "OK ", Trouble::too_large},
      {"a header", "HTTP/1.1 200 OK\r\nX: ", "xxxxxxxx", Trouble::too_large},
      {"headers", "HTTP/1.1 200 OK\r\n", "X: y\r\n", Trouble::too_large},
      {"a body", "HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxx", Trouble::too_large},
      {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "8\r\nxxxxxxxx\r\n", Trouble::too_large},
      {"a chunk's extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8;", "x=y;", Trouble::too_large},
      {"trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "X: y\r\n", Trouble::too_large},
  }));
  INFO(row.says);
  LoopbackServer server([&](ServerEnd& end) {
    end.read_request();
    end.write(row.begin);
    std::string many;
    while (many.size() < 64 * 1024) many += row.again;
    for (int i = 0; i < 64; ++i) end.write(many);  // 4 MB, where the limits are 4 KB and 64 KB
  });
  StartedWorld world(narrow(server.url()));
  const auto use = GENERATE(BodyUse::keep, BodyUse::discard, BodyUse::hash);
  load::Request request = request_to("/");
  request.body_use = use;
  const load::Outcome outcome = world.exchange(request);
  CHECK(load::to_string(outcome.trouble) == load::to_string(row.trouble));
  CHECK(outcome.bytes_in < 1024 * 1024);
}

TEST_CASE("interim answers without an end are cut off by the timeout") {
  LoopbackServer server([](ServerEnd& end) {
    end.read_request();
    end.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    end.wait_for_close();
  });
  StartedWorld world(server.url());
  load::Request request = request_to("/");
  request.timeout = 100ms;
  CHECK(world.exchange(request).trouble == Trouble::read_timeout);
}
