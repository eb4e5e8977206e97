#include "target/server/limits/patience.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace std::chrono_literals;
using server::Patience;

TEST_CASE("a body has a head start, then a pace to keep, and an end whatever its pace") {
  const Patience patience;
  CHECK(patience.body_due(100s, 0) == 105s);
  CHECK(patience.body_due(100s, 1) > 105s);
  CHECK(patience.body_due(100s, 1024) == 106s);
  CHECK(patience.body_due(100s, 10 * 1024) == 115s);
  CHECK(patience.body_due(100s, 25 * 1024) == 130s);
  CHECK(patience.body_due(100s, 60 * 1024) == 130s);
  CHECK(Patience{.idle = 1s, .head = 1s, .body = 2s}.body_due(100s, 0) == 102s);
}

TEST_CASE("a client that drips a body just below the pace is given up, one just above it is not") {
  const Patience patience{.idle = 60s, .head = 10s, .body = 60s};
  for (const std::uint64_t bytes_per_s : {900U, 1100U}) {
    Instant now = 0s;
    for (std::uint64_t came = 0; now < 59s && now < patience.body_due(0s, came); now += 1s) came += bytes_per_s;
    CHECK((now < 59s) == (bytes_per_s < 1024));
  }
}

TEST_CASE("an answer is to be taken at a pace, and without a pause as long as an idle connection's") {
  const Patience patience;
  CHECK(patience.answer_due(100s, 100s, 0) == 105s);
  CHECK(patience.answer_due(100s, 104s, 20 * 1024) == 125s);
  CHECK(patience.answer_due(100s, 101s, 1024 * 1024) == 161s);
  CHECK(Patience{.idle = 300ms, .head = 1s, .body = 2s}.answer_due(100s, 100s, 0) == 100s + 300ms);
}

TEST_CASE("as many bytes as a connection can ever take make no deadline overflow") {
  CHECK(Patience{}.answer_due(100s, 100s, std::uint64_t{1} << 40) == 160s);
  CHECK(Patience{}.body_due(100s, std::uint64_t{1} << 40) == 130s);
}
