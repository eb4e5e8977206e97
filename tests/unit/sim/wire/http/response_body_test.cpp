#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/http/compressed.hpp"
#include "tests/unit/sim/wire/http/response_reader.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using load::BodyUse;
using load::Trouble;

namespace {

struct Framing {
  const char* says;
  std::string (*write)(const std::string& headers, const std::string& body);
  bool closes;
};

const std::vector<Framing> framings{
    {"a stated length",
     [](const std::string& headers, const std::string& body) {
       return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
     },
     false},
    {"two chunks",
     [](const std::string& headers, const std::string& body) {
       const std::size_t half = body.size() / 2;
       return fmt::format("HTTP/1.1 200 OK\r\n{}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", headers, half,
                          body.substr(0, half), body.size() - half, body.substr(half));
     },
     false},
    {"until the close", [](const std::string& headers, const std::string& body) { return "HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body; },
     true},
};

// `printf hello | sha256sum`, and of nothing
constexpr const char* digest_of_hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
constexpr const char* digest_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Reading read(const std::string& bytes, std::size_t piece, BodyUse use, bool closes) {
  Reader reader(false, use);
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.put(std::string_view(bytes).substr(at, piece));
  if (closes) reader.end();
  return reader.reading();
}

}  // namespace

TEST_CASE("a body is kept, counted or hashed, decoded unless it is only counted, however it is framed and cut") {
  const std::string coded = gzipped("hello");
  for (const Framing& framing : framings)
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      INFO(framing.says << ", in pieces of " << piece);
      const std::string plain_bytes = framing.write("", "hello");
      const std::string coded_bytes = framing.write("Content-Encoding: gzip\r\n", coded);
      const Reading kept = read(coded_bytes, piece, BodyUse::keep, framing.closes);
      CHECK(kept.body == "hello");
      CHECK(kept.size == 5);
      CHECK(kept.digest.empty());
      for (const std::string& bytes : {plain_bytes, coded_bytes}) {
        const Reading hashed = read(bytes, piece, BodyUse::hash, framing.closes);
        CHECK(hashed.body.empty());
        CHECK(hashed.size == 5);
        CHECK(hashed.digest == digest_of_hello);
      }
      const Reading counted = read(coded_bytes, piece, BodyUse::discard, framing.closes);
      CHECK(counted.ending == Progress::done);
      CHECK(counted.body.empty());
      CHECK(counted.size == coded.size());
      CHECK(counted.digest.empty());
    }
}

TEST_CASE("the digest of no body is that of nothing") {
  for (const char* bytes : {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"})
    CHECK(read(bytes, 3, BodyUse::hash, false).digest == digest_of_nothing);
}

TEST_CASE("a coded body that is damaged, cut short or beyond the limit is trouble with words") {
  const std::string coded = gzipped("hello, hello, hello");
  struct Row {
    const char* says;
    std::string body;
    Trouble trouble;
    const char* words;
  };
  const std::vector<Row> troubles{
      {"rubbish", "this is no gzip", Trouble::bad_encoding, "no gzip stream"},
      {"cut short", coded.substr(0, coded.size() - 3), Trouble::bad_encoding, "ends before its coding does"},
      {"rubbish behind the end", coded + "x", Trouble::bad_encoding, "behind the end"},
      {"a bomb", gzipped(std::string(2000, 'x')), Trouble::too_large, "the decoded body is larger than the limit"},
  };
  for (const Framing& framing : framings)
    for (const Row& row : troubles)
      for (const BodyUse use : {BodyUse::keep, BodyUse::hash}) {
        INFO(framing.says << ": " << row.says);
        Reader reader(false, use);
        reader.put(framing.write("content-encoding: GZIP\r\n", row.body));
        if (framing.closes) reader.end();
        CHECK(reader.reading().ending == row.trouble);
        CHECK_THAT(reader.detail(), Catch::Contains(row.words));
      }
}

TEST_CASE("several Content-Encoding headers are one list") {
  const std::string coded = gzipped(deflated("hello"));
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Encoding: x-gzip\r\nContent-Length: " + std::to_string(coded.size()) +
      "\r\n\r\n" + coded;
  CHECK(read(bytes, 11, BodyUse::keep, false).body == "hello");
}

TEST_CASE("a parser that was left in the middle of a coded body reads the next response") {
  load::Outcome outcome;
  ResponseParser parser(limits);
  const std::string coded = framings[0].write("Content-Encoding: gzip\r\n", gzipped("hello"));
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put(std::string_view(coded).substr(0, coded.size() - 4)) == Progress::more);
  parser.abandon();
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put(coded) == Progress::done);
  CHECK(outcome.body == "hello");
  parser.begin(false, BodyUse::keep, outcome);
  CHECK(parser.put("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain") == Progress::done);
  CHECK(outcome.body == "plain");
}
