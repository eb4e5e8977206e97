#include "sim/wire/http/content_decoder.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/unit/sim/wire/http/compressed.hpp"

using namespace rushhour::wire;
using Plan = ContentDecoder::Plan;
using rushhour::load::Trouble;

namespace {

class Collected final : public ContentDecoder::Sink {
 public:
  void take(std::string_view piece) override {
    largest = std::max(largest, piece.size());
    text.append(piece);
  }
  std::string text;
  std::size_t largest = 0;
};

struct Decoded {
  Trouble trouble = Trouble::none;
  std::string text;
  std::string detail;
};

Decoded decode(std::string_view codings, std::string_view bytes, std::size_t piece = 4096, std::uint64_t limit = 1 << 20) {
  ContentDecoder decoder;
  Collected sink;
  REQUIRE(decoder.begin(codings, limit) == Plan::decode);
  Trouble trouble = Trouble::none;
  for (std::size_t at = 0; at < bytes.size() && trouble == Trouble::none; at += piece) trouble = decoder.put(bytes.substr(at, piece), sink);
  if (trouble == Trouble::none) trouble = decoder.end();
  CHECK(sink.text.size() <= limit);
  CHECK(sink.largest <= 16 * 1024);
  return {trouble, sink.text, decoder.detail()};
}

// Text that compresses, but not to nothing.
const std::string menu = [] {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "dish " + std::to_string(i * 7919 % 3001) + ", ";
  return text;
}();

}  // namespace

TEST_CASE("what was coded is undone, in the order in which it was done, whatever the pieces") {
  struct Row {
    const char* says;
    std::string codings;
    std::string bytes;
    std::string text;
  };
  const std::vector<Row> rows{
      {"gzip", "gzip", gzipped(menu), menu},
      {"its old name, in capitals", "X-GZIP", gzipped(menu), menu},
      {"deflate with zlib's wrapper", "deflate", deflated(menu), menu},
      {"deflate without it", "deflate", deflated_raw(menu), menu},
      {"gzip of nothing", "gzip", gzipped(""), ""},
      {"deflate of nothing", "deflate", deflated(""), ""},
      {"raw deflate of nothing", "deflate", deflated_raw(""), ""},
      {"no bytes at all", "gzip", "", ""},
      {"members one after the other", "gzip", gzipped("one") + gzipped("") + gzipped("two"), "onetwo"},
      {"gzip upon deflate", "deflate, gzip", gzipped(deflated(menu)), menu},
      {"deflate upon gzip", "gzip,deflate", deflated_raw(gzipped(menu)), menu},
      {"five, with blanks and identities", " gzip ,identity,, gzip, gzip , gzip,gzip", gzipped(gzipped(gzipped(gzipped(gzipped("x"))))),
       "x"},
  };
  for (const Row& row : rows)
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{1000}, std::size_t{1} << 20}) {
      INFO(row.says << ", in pieces of " << piece);
      const Decoded decoded = decode(row.codings, row.bytes, piece);
      CHECK(decoded.trouble == Trouble::none);
      CHECK((decoded.text == row.text));
    }
}

TEST_CASE("a coding that is not known leaves everything as it came") {
  for (const char* codings : {"", "identity", "br", "zstd", "gzip, br", "br, gzip", "compress", "gzip;q=1", " , "}) {
    INFO(codings);
    ContentDecoder decoder;
    CHECK(decoder.begin(codings, 100) == Plan::as_it_came);
  }
}

TEST_CASE("more codings than any honest server uses are hopeless") {
  ContentDecoder decoder;
  CHECK(decoder.begin("gzip,gzip,gzip,gzip,gzip,gzip", 100) == Plan::hopeless);
  CHECK(decoder.detail() == "more than 5 codings");
}

TEST_CASE("a stream that is damaged says so") {
  const std::string coded = gzipped(menu);
  std::string wrong_sum = coded;
  wrong_sum[wrong_sum.size() - 6] ^= 1;
  std::string dictionary = deflated("x");
  dictionary[0] = 0x78;
  dictionary[1] = static_cast<char>(0xbb);  // with a preset dictionary; 0x78bb is a multiple of 31
  struct Row {
    const char* says;
    std::string codings;
    std::string bytes;
    const char* words;
  };
  const std::vector<Row> rows{
      {"rubbish for gzip", "gzip", "<html>not compressed at all</html>", "the body is no gzip stream"},
      {"rubbish for deflate", "deflate", "<html>not compressed at all</html>", "the body is no deflate stream"},
      {"a checksum that does not hold", "gzip", wrong_sum, "incorrect data check"},
      {"a dictionary that nobody has", "deflate", dictionary, "it wants a dictionary"},
      {"bytes behind the end of gzip", "gzip", coded + "more", "behind the end of the gzip stream"},
      {"a second zlib stream", "deflate", deflated("a") + deflated("b"), "behind the end of the deflate stream"},
      {"a member that begins like one and is none", "gzip", coded + "\x1f!", "the body is no gzip stream"},
      {"one byte of two", "deflate", "\x78", "ends before its coding does"},
      {"rubbish in the inner coding", "gzip, deflate", deflated("rubbish"), "the body is no gzip stream"},
      {"an inner coding that is cut short", "gzip, deflate", deflated(coded.substr(0, 50)), "ends before its coding does"},
  };
  for (const Row& row : rows)
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1} << 20}) {
      INFO(row.says << ", in pieces of " << piece);
      const Decoded decoded = decode(row.codings, row.bytes, piece);
      CHECK(decoded.trouble == Trouble::bad_encoding);
      CHECK_THAT(decoded.detail, Catch::Contains(row.words));
    }
}

TEST_CASE("a stream cut at any byte is not taken for a whole one") {
  const std::string text = "a short body, a short body";
  for (const auto& [codings, bytes] : std::vector<std::pair<std::string, std::string>>{{"gzip", gzipped(text)},
                                                                                       {"deflate", deflated(text)},
                                                                                       {"deflate", deflated_raw(text)},
                                                                                       {"gzip,deflate", deflated(gzipped(text))}})
    for (std::size_t cut = 1; cut < bytes.size(); ++cut)
      if (decode(codings, bytes.substr(0, cut)).trouble != Trouble::bad_encoding) FAIL_CHECK(codings << " cut at byte " << cut);
}

TEST_CASE("a bomb stops at the limit, in each layer") {
  const std::string zeros(4 << 20, '\0');
  const Decoded plain = decode("gzip", gzipped(zeros), 4096, 100'000);
  CHECK(plain.trouble == Trouble::too_large);
  CHECK(plain.detail == "the decoded body is larger than the limit");
  CHECK(decode("gzip,gzip", gzipped(gzipped(zeros)), 4096, 100'000).trouble == Trouble::too_large);
  // Members of nothing: the inner coding unfolds to no byte, the outer one to many.
  std::string nothings;
  for (int i = 0; i < 10'000; ++i) nothings += gzipped("");
  CHECK(decode("gzip,gzip", gzipped(nothings), 4096, 100'000).trouble == Trouble::too_large);
  CHECK(decode("gzip", gzipped(std::string(1000, 'x')), 4096, 1000).trouble == Trouble::none);
  CHECK(decode("gzip", gzipped(std::string(1001, 'x')), 4096, 1000).trouble == Trouble::too_large);
}

TEST_CASE("a decoder can be used again, whatever became of the last body") {
  ContentDecoder decoder;
  Collected sink;
  REQUIRE(decoder.begin("gzip", 100) == Plan::decode);
  CHECK(decoder.put("rubbish", sink) == Trouble::bad_encoding);
  decoder.release();
  REQUIRE(decoder.begin("deflate", 100) == Plan::decode);
  CHECK(decoder.put(deflated("half").substr(0, 3), sink) == Trouble::none);
  REQUIRE(decoder.begin("gzip, deflate", 100) == Plan::decode);
  CHECK(decoder.put(deflated(gzipped("whole")), sink) == Trouble::none);
  CHECK(decoder.end() == Trouble::none);
  CHECK(sink.text == "whole");
}
