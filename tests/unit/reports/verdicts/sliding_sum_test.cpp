#include "reports/verdicts/sliding_sum.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;
using namespace std::chrono_literals;

namespace {

Gathering counted(std::uint64_t n, Instant at = Instant(-1)) {
  Gathering what;
  what.count = static_cast<double>(n);
  what.of = n;
  for (std::uint64_t i = 0; i < n; ++i) what.times.all.record(static_cast<std::int64_t>(n));
  if (at >= Instant(0)) {
    what.last = what.min = what.max = static_cast<double>(n);
    what.last_at = at;
  }
  return what;
}

}  // namespace

TEST_CASE("a window holds the fewest last slices that reach its length") {
  SlidingSum window(3s);
  CHECK_FALSE(window.full());
  window.push(1s, counted(1));
  window.push(1s, counted(2));
  CHECK_FALSE(window.full());
  window.push(1s, counted(4));
  CHECK(window.full());
  CHECK(window.sum().of == 7);
  window.push(1s, counted(8));
  CHECK(window.length() == 3s);
  CHECK(window.sum().of == 14);
  window.push(10s, counted(16));  // one that is longer than the window is a window
  CHECK(window.length() == 10s);
  CHECK(window.sum().of == 16);
  window.push(1s, counted(1));  // and stays as long as the rest does not reach it
  CHECK(window.length() == 11s);
  CHECK(window.sum().of == 17);
}

TEST_CASE("ticks that are not exactly a second apart make windows all the same") {
  SlidingSum window(2s);
  window.push(1003ms, counted(1));
  window.push(995ms, counted(2));
  CHECK(window.full());
  window.push(1001ms, counted(4));
  CHECK(window.sum().of == 6);
}

TEST_CASE("a window without a length is the last slice") {
  SlidingSum window(0s);
  CHECK_FALSE(window.full());
  window.push(1s, counted(3));
  CHECK(window.full());
  window.push(2s, counted(5));
  CHECK(window.sum().of == 5);
  CHECK(window.length() == 2s);
}

TEST_CASE("however it slides, a window's sum is that of its slices one by one") {
  RandomStream random(1, "test", "window", 0);
  const std::size_t reach = GENERATE(1U, 2U, 7U, 60U);
  SlidingSum window{std::chrono::seconds(reach)};
  std::vector<std::uint64_t> slices;
  for (std::size_t i = 0; i < 200; ++i) {
    slices.push_back(static_cast<std::uint64_t>(random.uniform() * 50));
    window.push(1s, counted(slices.back(), Instant(static_cast<std::int64_t>(i))));
    const std::size_t from = slices.size() < reach ? 0 : slices.size() - reach;
    std::uint64_t of = 0;
    std::uint64_t most = 0;
    std::uint64_t least = slices[from];
    for (std::size_t k = from; k < slices.size(); ++k) {
      of += slices[k];
      most = std::max(most, slices[k]);
      least = std::min(least, slices[k]);
    }
    const Gathering sum = window.sum();
    REQUIRE(sum.of == of);
    REQUIRE(sum.times.all.count() == of);
    REQUIRE(sum.times.all.max() == static_cast<std::int64_t>(most));
    REQUIRE(sum.last == static_cast<double>(slices.back()));
    REQUIRE(sum.min == static_cast<double>(least));
    REQUIRE(sum.max == static_cast<double>(most));
    REQUIRE(window.full() == (slices.size() >= reach));
  }
}
