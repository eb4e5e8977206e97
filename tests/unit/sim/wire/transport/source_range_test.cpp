#include "sim/wire/transport/source_range.hpp"

#include <catch2/catch.hpp>
#include <cstring>

using namespace rushhour::wire;

namespace {

std::string text_of(const SourceRange& range, std::uint64_t index) {
  const SourceRange::Bytes bytes = range.at(index);
  std::string text;
  for (std::size_t i = 0; i < (range.v6 ? 16 : 4); ++i) text += (i == 0 ? "" : ".") + std::to_string(bytes[i]);
  return text;
}

}  // namespace

TEST_CASE("a range of addresses has its first, its last and all between") {
  struct Row {
    const char* text;
    std::uint64_t count;
    const char* first;
    const char* last;
  };
  const Row row = GENERATE(values<Row>({
      {"127.0.0.1", 1, "127.0.0.1", "127.0.0.1"},
      {"127.0.0.1-127.0.0.9", 9, "127.0.0.1", "127.0.0.9"},
      {"10.0.0.250-10.0.1.5", 12, "10.0.0.250", "10.0.1.5"},
      {"10.0.0.9-10.0.0.9", 1, "10.0.0.9", "10.0.0.9"},
      {"10.0.0.0-10.0.255.255", 65'536, "10.0.0.0", "10.0.255.255"},
      {"10.0.0.0/28", 16, "10.0.0.0", "10.0.0.15"},
      {"10.0.0.7/28", 16, "10.0.0.0", "10.0.0.15"},
      {"10.3.77.1/16", 65'536, "10.3.0.0", "10.3.255.255"},
      {"10.0.0.7/32", 1, "10.0.0.7", "10.0.0.7"},
      {"255.255.255.254/31", 2, "255.255.255.254", "255.255.255.255"},
      {"::1", 1, "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1"},
      {"fd00::ff-fd00::102", 4, "253.0.0.0.0.0.0.0.0.0.0.0.0.0.0.255", "253.0.0.0.0.0.0.0.0.0.0.0.0.0.1.2"},
      {"fd00::1234/120", 256, "253.0.0.0.0.0.0.0.0.0.0.0.0.0.18.0", "253.0.0.0.0.0.0.0.0.0.0.0.0.0.18.255"},
  }));
  INFO(row.text);
  const SourceRange range = read_source_range(row.text);
  CHECK(range.complaint.empty());
  REQUIRE(range.count == row.count);
  CHECK(text_of(range, 0) == row.first);
  CHECK(text_of(range, range.count - 1) == row.last);
}

TEST_CASE("what is no range of addresses is refused with the reason") {
  struct Row {
    const char* text;
    const char* complaint;
  };
  const Row row = GENERATE(values<Row>({
      {"", "is no IP address"},
      {"eth0", "is no IP address"},
      {"10.0.0", "is no IP address"},
      {"10.0.0.256", "is no IP address"},
      {"10.0.0.1 ", "is no IP address"},
      {"[::1]", "is no IP address"},
      {"fe80::1%eth0", "is no IP address"},
      {"10.0.0.1-", "no first and last"},
      {"-10.0.0.1", "no first and last"},
      {"10.0.0.1-9", "no first and last"},
      {"10.0.0.1-::1", "no first and last"},
      {"10.0.0.9-10.0.0.1", "ends before it begins"},
      {"fd01::-fd00::", "ends before it begins"},
      {"10.0.0.0-10.1.0.0", "more than 65536"},
      {"fd00::-fd01::", "more than 65536"},
      {"10.0.0.0/15", "more than 65536"},
      {"fd00::/64", "more than 65536"},
      {"10.0.0.0/33", "no block"},
      {"fd00::/129", "no block"},
      {"10.0.0.0/", "no block"},
      {"10.0.0.0/-1", "no block"},
      {"10.0.0.0/2x", "no block"},
      {"x/24", "no block"},
  }));
  INFO(row.text);
  const SourceRange range = read_source_range(row.text);
  CHECK_THAT(range.complaint, Catch::Contains(row.complaint));
  CHECK(range.count == 0);
}

TEST_CASE("an address has one plain form") {
  CHECK(plain_address("127.0.0.1") == "127.0.0.1");
  CHECK(plain_address("FD00:0:0::1") == "fd00::1");
  CHECK(plain_address("localhost").empty());
  CHECK(plain_address("").empty());
}
