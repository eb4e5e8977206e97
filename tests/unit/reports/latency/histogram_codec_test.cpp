#include "reports/latency/histogram_codec.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/base64.hpp"
#include "reports/latency/zlib_stream.hpp"

using namespace rushhour::latency;
using rushhour::RandomStream;
using rushhour::UserError;

namespace {

std::vector<std::pair<std::int64_t, std::uint64_t>> contents(const Histogram& histogram) {
  std::vector<std::pair<std::int64_t, std::uint64_t>> all;
  histogram.each_bucket([&](std::int64_t lowest, std::int64_t, std::uint64_t count) { all.emplace_back(lowest, count); });
  return all;
}

bool same(const Histogram& a, const Histogram& b) {
  return a.layout() == b.layout() && a.count() == b.count() && contents(a) == contents(b);
}

std::string big_endian(std::uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i));
  return out;
}

std::string wrapped(std::uint32_t cookie, const std::string& inner) {
  const std::string stream = deflate_bytes(inner);
  return big_endian(cookie, 4) + big_endian(stream.size(), 4) + stream;
}

// A head of V2 and V1, for payloads that no encoder of ours would write.
std::string head(std::uint32_t cookie, std::uint64_t length, std::uint32_t digits = 3, std::uint64_t lowest = 1,
                 std::uint64_t highest = 1'000'000) {
  return big_endian(cookie, 4) + big_endian(length, 4) + big_endian(0, 4) + big_endian(digits, 4) + big_endian(lowest, 8) +
         big_endian(highest, 8) + big_endian(0x3FF0000000000000, 8);
}

std::string v2(const std::string& counts) { return wrapped(0x1c849314, head(0x1c849313, counts.size()) + counts); }

}  // namespace

TEST_CASE("a histogram comes back from its payload, whatever it holds") {
  RandomStream random(5, "test", "codec", 0);
  const std::vector<Layout> layouts{{}, {1, 3'600'000'000, 2}, {1000, 60'000'000'000, 4}, {1, 1'000'000, 5}, {1, INT64_MAX, 1}};
  for (int round = 0; round < 150; ++round) {
    Histogram histogram(layouts[random.below(layouts.size())]);
    const double scale = std::exp(random.uniform() * 20);
    for (std::uint64_t n = random.below(800); n > 0; --n)
      histogram.record(static_cast<std::int64_t>(scale * std::exp(random.normal())), random.below(20) == 0 ? random.below(1ULL << 50) : 1);
    REQUIRE(same(decode(encode(histogram)), histogram));
    REQUIRE(same(decode_bytes(encode_bytes(histogram)), histogram));
  }
}

TEST_CASE("counts of every length of number come back") {
  for (unsigned bits = 0; bits <= 61; ++bits) {
    for (const std::uint64_t count : {(std::uint64_t{1} << bits), (std::uint64_t{1} << bits) + 1, (std::uint64_t{1} << bits) - 1}) {
      Histogram histogram;
      histogram.record(42, count);
      histogram.record(43'000'000, 1);
      REQUIRE(same(decode(encode(histogram)), histogram));
    }
  }
}

TEST_CASE("a payload begins as HdrHistogram's do") {
  CHECK(encode(Histogram()).starts_with("HISTFAAA"));
  CHECK(same(decode(encode(Histogram())), Histogram()));
}

TEST_CASE("payloads of earlier versions are read, with words of each size") {
  struct Row {
    const char* says;
    std::uint32_t word;
    bool v0;
  };
  const Row row = GENERATE(values<Row>({{"V1 of two bytes", 2, false},
                                        {"V1 of four", 4, false},
                                        {"V1 of eight", 8, false},
                                        {"V0 of two", 2, true},
                                        {"V0 of eight", 8, true}}));
  INFO(row.says);
  Histogram expected({1, 1'000'000, 3});
  std::string counts;
  for (const std::uint64_t count : {0, 7, 0, 0, 300, 1}) {
    expected.record_at(counts.size() / row.word, count);
    counts += big_endian(count, static_cast<int>(row.word));
  }
  const std::uint32_t size_digit = row.word << 4;
  const std::string v0_head =
      big_endian(0x1c849308 | size_digit, 4) + big_endian(3, 4) + big_endian(1, 8) + big_endian(1'000'000, 8) + big_endian(308, 8);
  const std::string bytes = row.v0 ? wrapped(0x1c849309 | size_digit, v0_head + counts)
                                   : wrapped(0x1c849302 | size_digit, head(0x1c849301 | size_digit, counts.size()) + counts);
  CHECK(same(decode_bytes(bytes), expected));
}

TEST_CASE("an offset and bytes behind the stream are passed over, as other writers leave them") {
  Histogram histogram({1, 1'000'000, 3});
  histogram.record(1, 3);
  const std::string counts("\x00\x06", 2);  // ZigZag: one zero, then three
  std::string inner = head(0x1c849313, counts.size()) + counts;
  inner[11] = 1;  // the offset
  CHECK(same(decode_bytes(wrapped(0x1c849314, inner) + std::string(100, '\0')), histogram));
}

TEST_CASE("a payload that cannot be is refused with its reason") {
  struct Row {
    const char* says;
    std::string bytes, reason;
  };
  const std::string good = v2(std::string("\x02", 1));
  const auto unsound = [](std::uint32_t digits, std::uint64_t lowest, std::uint64_t highest) {
    return wrapped(0x1c849314, head(0x1c849313, 0, digits, lowest, highest));
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"nothing at all", "", "cut short"},
      {"another file", "PK\x03\x04 and so on", "mark"},
      {"a double histogram", wrapped(0x0c72124f, "x"), "mark"},
      {"a stream that is shorter than it says", good.substr(0, good.size() - 1), "cut short"},
      {"a stream that is none", big_endian(0x1c849314, 4) + big_endian(4, 4) + "abcd", "damaged"},
      {"an inner mark of another version", wrapped(0x1c849314, head(0x1c849321, 0)), "version"},
      {"a head cut short", wrapped(0x1c849314, head(0x1c849313, 0).substr(0, 30)), "cut short"},
      {"counts cut short", wrapped(0x1c849314, head(0x1c849313, 50) + "\x02"), "cut short"},
      {"six digits", unsound(6, 1, 1000), "6 digits"},
      {"no digits", unsound(0, 1, 1000), "0 digits"},
      {"a lowest of zero", unsound(3, 0, 1000), "range"},
      {"a highest below the lowest", unsound(3, 1000, 10), "range"},
      {"a range beyond 63 bits", unsound(3, std::uint64_t{1} << 60, INT64_MAX), "range"},
      {"words of three bytes", wrapped(0x1c849332, head(0x1c849361, 0)), "unknown size"},
      {"a negative word", wrapped(0x1c849322, head(0x1c849321, 2) + "\xFF\xFF"), "negative"},
      {"zeros beyond the range", v2("\xFF\xFF\xFF\x7F"), "room"},
      {"the largest number of zeros there is", v2("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "room"},
      {"a count beyond bounds", v2("\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "bounds"},
      {"a last count that goes beyond the length", wrapped(0x1c849314, head(0x1c849313, 1) + "\x80\x01"), "length"},
  }));
  INFO(row.says);
  CHECK_THROWS_AS(decode_bytes(row.bytes), UserError);
  CHECK_THROWS_WITH(decode_bytes(row.bytes), Catch::Contains(row.reason));
  CHECK_THROWS_WITH(decode(to_base64(row.bytes)), Catch::Contains(row.reason));
}

TEST_CASE("a text that is not base64 is refused") { CHECK_THROWS_WITH(decode("HISTFAAA*"), Catch::Contains("base64")); }

TEST_CASE("a bomb is refused at the bound of its own head") {
  const std::string zeros(80'000'000, '\0');
  const std::string v0_head =
      big_endian(0x1c849308 | 0x20, 4) + big_endian(3, 4) + big_endian(1, 8) + big_endian(1'000'000, 8) + big_endian(0, 8);
  CHECK_THROWS_WITH(decode_bytes(wrapped(0x1c849309 | 0x20, v0_head + zeros)), Catch::Contains("room"));
  CHECK_THROWS_WITH(decode_bytes(v2(zeros)), Catch::Contains("room"));
}

TEST_CASE("no payload with a byte changed or left out does more than throw a UserError") {
  Histogram histogram;
  for (int i = 0; i < 60; ++i) histogram.record(1000 * i * i);
  const std::string good = encode_bytes(histogram);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int flip : {1, 0x80, 0xff}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      try {
        decode_bytes(bad);
      } catch (const UserError&) {
      }
    }
    REQUIRE_THROWS_AS(decode_bytes(good.substr(0, at)), UserError);
  }
}
