#include "reports/latency/zlib_stream.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour::latency;

namespace {

std::string read_all(std::string_view stream, std::size_t piece) {
  Inflater inflater(stream);
  std::string all, buffer(piece, '\0');
  for (std::size_t got = inflater.read(buffer.data(), piece); got > 0; got = inflater.read(buffer.data(), piece))
    all.append(buffer, 0, got);
  return all;
}

}  // namespace

TEST_CASE("what was deflated comes back, in pieces of any size") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::to_string(i * i) + ' ';
  const std::string stream = deflate_bytes(text);
  CHECK(stream.size() < text.size() / 2);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, std::size_t{1} << 20})
    CHECK(read_all(stream, piece) == text);
  CHECK(read_all(deflate_bytes(""), 16).empty());
}

TEST_CASE("a stream that is cut short ends early, one that is damaged is an error") {
  const std::string text(10'000, 'a');
  const std::string stream = deflate_bytes(text + "the end");
  for (std::size_t length = 0; length + 5 < stream.size(); ++length)
    REQUIRE(read_all(stream.substr(0, length), 512).size() < text.size() + 7);
  CHECK_THROWS_AS(read_all("no stream at all", 512), rushhour::UserError);
}

TEST_CASE("a reader takes no more of a bomb than it asks for") {
  const std::string bomb = deflate_bytes(std::string(50'000'000, '\0'));
  CHECK(bomb.size() < 60'000);
  Inflater inflater(bomb);
  char few[16];
  CHECK(inflater.read(few, sizeof few) == sizeof few);
}
