// Figures that are asked for when the metrics are read: the lag of events, and what the kernel says of the process.

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <vector>

#include "target/telemetry/event_lag.hpp"
#include "target/telemetry/process_figures.hpp"

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;

TEST_CASE("while nothing is behind there is no lag") {
  EventLag lag;
  CHECK(lag.look(0, 0, 0s) == 0s);
  CHECK(lag.look(100, 0, 10s) == 0s);
  CHECK(lag.look(200, 0, 20s) == 0s);
}

TEST_CASE("the lag grows from the first look that saw the oldest event behind") {
  EventLag lag;
  CHECK(lag.look(100, 1, 10s) == 0s);
  CHECK(lag.look(100, 1, 15s) == 5s);
  CHECK(lag.look(150, 51, 20s) == 10s);
}

TEST_CASE("the lag shrinks to the age of the next event behind when the oldest are processed") {
  EventLag lag;
  lag.look(100, 10, 10s);
  lag.look(200, 110, 20s);
  lag.look(300, 210, 30s);
  CHECK(lag.look(300, 150, 31s) == 11s);  // 150 are processed: the first 100 were seen at 10 s, the next ones at 20 s
  CHECK(lag.look(300, 100, 32s) == 2s);
  CHECK(lag.look(300, 0, 33s) == 0s);
  CHECK(lag.look(310, 10, 40s) == 0s);
}

TEST_CASE("a log that keeps up is never more behind than the time between two looks") {
  EventLag lag;
  for (std::uint64_t second = 1; second < 500; ++second) CHECK(lag.look(second * 100, 50, Instant(second * 1s)) <= 1s);
}

TEST_CASE("a thousand looks are remembered, and beyond them the lag is told too small rather than memory taken") {
  EventLag lag;
  Instant told{0};
  for (std::uint64_t second = 1; second <= 3'000; ++second) told = lag.look(second, second, Instant(second * 1s));
  CHECK(told == 999s);
}

TEST_CASE("the kernel tells the memory, the time and the descriptors of the process") {
  const double before = resident_bytes();
  CHECK(before > 1e6);
  std::vector<char> block(64 << 20, 'x');
  CHECK(resident_bytes() >= before + 60e6);
  CHECK(block.back() == 'x');

  const double descriptors = open_descriptors();
  const int one = ::open("/dev/null", O_RDONLY);
  const int two = ::open("/dev/null", O_RDONLY);
  CHECK(open_descriptors() == descriptors + 2);
  ::close(one);
  ::close(two);
  CHECK(open_descriptors() == descriptors);

  const double used = processor_seconds();
  CHECK(used > 0);
  volatile double sum = 0;
  while (processor_seconds() < used + 0.01) sum = sum + 1;
  CHECK(processor_seconds() >= used + 0.01);
}
