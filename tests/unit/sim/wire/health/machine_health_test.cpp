#include "sim/wire/health/machine_health.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <thread>
#include <vector>

#include "sim/wire/health/thread_health.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

TEST_CASE("a sample of this machine holds shares that are shares, and gauges that count") {
  MachineHealth health;
  const load::MachineTick tick = health.sample();
  REQUIRE(tick.steal);
  CHECK(*tick.steal >= 0);
  CHECK(*tick.steal <= 1);
  if (tick.throttled) CHECK((*tick.throttled >= 0 && *tick.throttled <= 1));
  CHECK(tick.resident_bytes > 1'000'000);
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(tick.descriptor_limit == limit.rlim_cur);
  CHECK(tick.descriptors >= 3);
}

TEST_CASE("descriptors are counted as they are opened, and still when there are none left to count with") {
  MachineHealth health;
  const std::uint64_t before = health.sample().descriptors;
  std::vector<int> opened;
  for (int i = 0; i < 20; ++i) opened.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(health.sample().descriptors == before + 20);

  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit tight{static_cast<rlim_t>(opened.back()) + 1, limit.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
  while (true) {
    const int more = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (more < 0) break;
    opened.push_back(more);
  }
  const load::MachineTick tick = health.sample();
  setrlimit(RLIMIT_NOFILE, &limit);
  for (const int descriptor : opened) ::close(descriptor);
  CHECK(tick.descriptor_limit == tight.rlim_cur);
  CHECK(tick.descriptors >= before + 20);
  CHECK(tick.steal);
  CHECK(tick.resident_bytes > 0);
}

TEST_CASE("a thread that computes uses its core, and one that was given none has waited for it") {
  ThreadHealth health;
  timespec before{}, now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  while ((now.tv_sec - before.tv_sec) * 1'000'000'000 + now.tv_nsec - before.tv_nsec < 20'000'000);
  const CoreShare share = health.sample(1s);  // as if a second had passed
  CHECK(share.used >= 0.02);
  if (share.waited) CHECK(*share.waited >= 0);
  const CoreShare nothing = health.sample(1s);  // and then no time at all
  CHECK(nothing.used == 0);
  CHECK_FALSE(nothing.waited);
}

TEST_CASE("a kept file is read anew each time, and one that is not there reads as empty") {
  const ScratchFolder scratch;
  const auto path = scratch.path() / "figures";
  std::ofstream(path) << "one";
  KeptFile file(path);
  CHECK(file.read() == "one");
  std::ofstream(path, std::ios::trunc) << "twenty two";
  CHECK(file.read() == "twenty two");
  KeptFile moved(std::move(file));
  CHECK(moved.read() == "twenty two");
  std::ofstream(path, std::ios::trunc) << std::string(10'000, 'x');
  CHECK(moved.read().size() == 4096);
  CHECK(KeptFile(scratch.path() / "nothing").read().empty());
}
