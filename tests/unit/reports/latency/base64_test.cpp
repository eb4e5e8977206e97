#include "reports/latency/base64.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour::latency;

TEST_CASE("base64 has the words of RFC 4648") {
  struct Row {
    std::string bytes, text;
  };
  const Row row = GENERATE(values<Row>(
      {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}}));
  CHECK(to_base64(row.bytes) == row.text);
  CHECK(from_base64(row.text) == row.bytes);
}

TEST_CASE("bytes of any length come back from base64") {
  rushhour::RandomStream random(4, "test", "base64", 0);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random.below(256));
    REQUIRE(from_base64(to_base64(bytes)) == bytes);
  }
  const std::string long_one(7'000'001, 'x');
  CHECK(from_base64(to_base64(long_one)) == long_one);
}

TEST_CASE("what is not base64 is told apart") {
  const std::string text = GENERATE(
      values<std::string>({"Z", "Zg", "Zg=", "Zg==Zg==", "Z===", "====", " Zg==", "Zg==\n", "Zm-v", "Zm_v", "Zm9v-AAA", "Zm9v=m9v"}));
  INFO(text);
  CHECK_FALSE(from_base64(text));
}
