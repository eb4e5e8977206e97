#include "sim/wire/http/response_parser.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/http/response_reader.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using load::BodyUse;
using load::Trouble;

namespace {

struct Row {
  const char* says;
  std::string bytes;
  Ending ending;
  int status = 0;
  std::string body = {};
  bool keep_alive = false;
  bool to_head = false;
  bool closes = false;
  bool goes_on = false;  ///< there are bytes beyond the response's end
};

const std::string many_headers = [] {
  std::string text = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 90; ++i) text += "H" + std::to_string(i) + ": v\r\n";
  return text + "\r\n";
}();

const std::vector<Row> rows{
    {"a body of a stated length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Progress::done, 200, "hello", true},
    {"no body", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: /7\r\n\r\n", Progress::done, 201, "", true},
    {"no words behind the status", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\na", Progress::done, 200, "a", true},
    {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", Progress::done, 200,
     "abc0123456789", true},
    {"chunks with trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", Progress::done, 200, "a",
     true},
    {"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", Progress::done, 200, "a", true},
    {"a coding that is not known leaves the body as it came", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\na",
     Progress::done, 200, "a", true},
    {"a coding and no body", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", Progress::done, 200, "", true},
    {"a coding and chunks of nothing", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     Progress::done, 200, "", true},
    {"a coding and HEAD", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", Progress::done, 200, "", true, true},
    {"a coding and 304", "HTTP/1.1 304 Not Modified\r\nContent-Encoding: deflate\r\n\r\n", Progress::done, 304, "", true},
    {"chunks of nothing", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Progress::done, 200, "", true},
    {"a body until the close", "HTTP/1.1 200 OK\r\n\r\nhello", Progress::done, 200, "hello", false, false, true},
    {"an empty one", "HTTP/1.1 200 OK\r\n\r\n", Progress::done, 200, "", false, false, true},
    {"HEAD answers with a length and no body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Progress::done, 200, "", true, true},
    {"a length beyond the limit is harmless without its body", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", Progress::done, 200, "",
     true, true},
    {"204 has no body", "HTTP/1.1 204 No Content\r\n\r\n", Progress::done, 204, "", true},
    {"304 has no body, whatever its length says", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", Progress::done, 304, "", true},
    {"interim responses are skipped",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
     Progress::done, 200, "a", true},
    {"101 ends HTTP", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", Progress::done, 101, "",
     false},
    {"the server will close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", Progress::done, 200, "a", false},
    {"HTTP/1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", Progress::done, 200, "a", false},
    {"unless it says otherwise", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na", Progress::done, 200, "a", true},
    {"header values lose their outer blanks", "HTTP/1.1 200 OK\r\nContent-Length:  \t 1  \r\n\r\na", Progress::done, 200, "a", true},
    {"a status we do not know", "HTTP/1.1 799 Odd\r\nContent-Length: 1\r\n\r\na", Progress::done, 799, "a", true},

    {"a body that ends early", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", Progress::more, 0, {}, false, false, true},
    {"a head that ends early", "HTTP/1.1 200 OK\r\nContent-Len", Progress::more, 0, {}, false, false, true},
    {"an interim response and no other", "HTTP/1.1 100 Continue\r\n\r\n", Progress::more, 0, {}, false, false, true},
    {"chunks that end early",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
     Progress::more,
     0,
     {},
     false,
     false,
     true},

    {"a body longer than stated",
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!",
     Trouble::malformed,
     0,
     {},
     false,
     false,
     false,
     true},
    {"a second response that nobody asked for",
     "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
     Trouble::malformed,
     0,
     {},
     false,
     false,
     false,
     true},
    {"a body where HEAD has none", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", Trouble::malformed, 0, {}, false, true, false, true},
    {"garbage", "\x16\x03\x01\x02garbage and more of it\r\n\r\n", Trouble::malformed},
    {"another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", Trouble::malformed},
    {"a version that is none", "HTTP/3.7 200 OK\r\n\r\n", Trouble::malformed},
    {"a status of two figures", "HTTP/1.1 20 OK\r\n\r\n", Trouble::malformed},
    {"a status below 100", "HTTP/1.1 020 OK\r\n\r\n", Trouble::malformed},
    {"a status of letters", "HTTP/1.1 abc OK\r\n\r\n", Trouble::malformed},
    {"a length of letters", "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello", Trouble::malformed},
    {"a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Trouble::malformed},
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", Trouble::malformed},
    {"two lengths in one header", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab", Trouble::malformed},
    {"a length beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551617\r\n\r\n", Trouble::malformed},
    {"a length before chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", Trouble::malformed},
    {"chunks before a length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", Trouble::malformed},
    {"a negative chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n", Trouble::malformed},
    {"a header without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", Trouble::malformed},
    {"a blank in a header's name", "HTTP/1.1 200 OK\r\nA B: x\r\n\r\n", Trouble::malformed},
    {"a zero byte in a header's value", std::string("HTTP/1.1 200 OK\r\nA: x\0y\r\n\r\n", 27), Trouble::malformed},
    {"a chunk size of letters", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", Trouble::malformed},
    {"a chunk longer than its size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", Trouble::malformed},
    {"a chunk size beyond 64 bits", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na", Trouble::malformed},

    {"a header beyond the limit", "HTTP/1.1 200 OK\r\nX: " + std::string(600, 'x') + "\r\n\r\n", Trouble::too_large},
    {"many headers beyond the limit", many_headers, Trouble::too_large},
    {"a status line without an end", "HTTP/1.1 200 " + std::string(600, 'x'), Trouble::too_large},
    {"a length beyond the limit", "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n", Trouble::too_large},
    {"chunks beyond the limit",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + std::string(64, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n", Trouble::too_large},
    {"a body until the close beyond the limit",
     "HTTP/1.1 200 OK\r\n\r\n" + std::string(65, 'x'),
     Trouble::too_large,
     0,
     {},
     false,
     false,
     true},
    {"a chunk's extension without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(600, 'x'),
     Trouble::too_large},
    {"trailers beyond the limit", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(600, 'x') + "\r\n\r\n",
     Trouble::too_large},
};

Reading whole(const Row& row) {
  Reader reader(row.to_head);
  reader.put(row.bytes);
  if (row.closes) reader.end();
  return reader.reading();
}

}  // namespace

TEST_CASE("a response is read for what it is") {
  for (const Row& row : rows) {
    INFO(row.says);
    const Reading reading = whole(row);
    CHECK(reading.ending == row.ending);
    CHECK(reading.size == reading.body.size());
    CHECK(reading.status == row.status);
    CHECK(reading.body == row.body);
    CHECK(reading.keep_alive == row.keep_alive);
  }
}

TEST_CASE("it does not matter how a response is cut into pieces") {
  for (const Row& row : rows) {
    if (row.goes_on) continue;
    INFO(row.says);
    const Reading expected = whole(row);
    Reader bytewise(row.to_head);
    for (const char& byte : row.bytes) bytewise.put({&byte, 1});
    if (row.closes) bytewise.end();
    CHECK(bytewise.reading() == expected);
    for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
      Reader reader(row.to_head);
      reader.put(std::string_view(row.bytes).substr(0, cut));
      reader.put(std::string_view(row.bytes).substr(cut));
      if (row.closes) reader.end();
      if (reader.reading() != expected) FAIL_CHECK("cut at byte " << cut << ": " << reader.detail());
    }
  }
}

TEST_CASE("bytes beyond the end are malformed if they come with it, and not the parser's if they come later") {
  for (const Row& row : rows) {
    if (!row.goes_on) continue;
    INFO(row.says);
    Reader bytewise(row.to_head);
    for (const char& byte : row.bytes) bytewise.put({&byte, 1});
    CHECK(bytewise.reading().ending == Progress::done);
  }
}

TEST_CASE("a close at any byte is never taken for a whole response that it is not") {
  for (const Row& row : rows) {
    if (row.ending != Progress::done) continue;
    INFO(row.says);
    const std::size_t head = row.closes ? row.bytes.find("\r\n\r\n") + 4 : row.bytes.size();
    for (std::size_t cut = 0; cut < head; ++cut) {
      Reader reader(row.to_head);
      reader.put(std::string_view(row.bytes).substr(0, cut));
      reader.end();
      if (reader.reading().ending != Progress::more) FAIL_CHECK("cut at byte " << cut);
    }
  }
}

TEST_CASE("headers are given with their names as sent, in order, without those of interim responses") {
  Reader reader;
  reader.put(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nx-B: 1\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nContent-Length: "
      "0\r\n\r\n");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"x-B", "1"}, {"Set-Cookie", "a=b"}, {"set-cookie", "c=d"}, {"Content-Length", "0"}};
  CHECK(reader.reading().headers == expected);
}

TEST_CASE("a parser reads response after response, whatever became of the last one") {
  load::Outcome outcome;
  ResponseParser parser(limits);
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put("HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\nContent-Length: 5\r\n\r\nhello") == Progress::done);
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put("garbage\r\n\r\n") == Progress::failed);
  CHECK(parser.trouble() == Trouble::malformed);
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put("HTTP/1.1 404 Not") == Progress::more);
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put("HTTP/1.1 204 No Content\r\nE: f\r\n\r\n") == Progress::done);
  CHECK(outcome.status == 204);
  CHECK(outcome.body.empty());
  REQUIRE(outcome.headers.size() == 1);
  CHECK(outcome.headers.begin()->name == "E");
}

TEST_CASE("what is refused says why") {
  Reader large;
  large.put("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n");
  CHECK(large.detail() == "the body is larger than the limit");
  Reader longer;
  longer.put("HTTP/1.1 204 No Content\r\n\r\nx");
  CHECK(longer.detail() == "bytes after the end of the response");
}

TEST_CASE("trailers are read and dropped") {
  Reader reader;
  reader.put("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n1\r\na\r\n0\r\nX: y\r\nContent-Encoding: gzip\r\n\r\n");
  const std::vector<std::pair<std::string, std::string>> expected{{"Transfer-Encoding", "chunked"}, {"Trailer", "X"}};
  CHECK(reader.reading().headers == expected);
  CHECK(reader.reading().body == "a");
}
