#include "sim/wire/health/machine_health.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "sim/wire/health/cgroup_files.hpp"

namespace rushhour::wire {
namespace {

std::string text_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

double share(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

// Counters of the kernel may step back by a little when it sums over CPUs.
std::uint64_t since(std::uint64_t now, std::uint64_t before) { return now > before ? now - before : 0; }

}  // namespace

MachineHealth::MachineHealth()
    : stat_("/proc/stat"), statm_("/proc/self/statm"), times_(parse_stat(stat_.read())), descriptors_(::opendir("/proc/self/fd")) {
  for (const auto& path : cpu_stat_files(text_of("/proc/self/cgroup"), text_of("/proc/self/mountinfo"))) {
    KeptFile file(path);
    if (const auto throttling = parse_cpu_stat(file.read())) limited_.push_back({std::move(file), *throttling});
  }
}

load::MachineTick MachineHealth::sample() {
  load::MachineTick tick;
  const std::optional<CpuTimes> times = parse_stat(stat_.read());
  if (times && times_) tick.steal = share(since(times->stolen, times_->stolen), since(times->all, times_->all));
  times_ = times;
  sample_throttling(tick);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) tick.descriptor_limit = limit.rlim_cur;
  tick.descriptors = open_descriptors();
  if (const auto pages = parse_resident_pages(statm_.read()))
    tick.resident_bytes = *pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return tick;
}

// The group that was throttled most: limits of several hold at once. One without a limit has no periods that pass.
void MachineHealth::sample_throttling(load::MachineTick& tick) {
  for (Limited& group : limited_) {
    const auto now = parse_cpu_stat(group.file.read());
    if (!now) continue;
    const Throttling before = std::exchange(group.seen, *now);
    const std::uint64_t periods = since(now->periods, before.periods);
    if (periods == 0) continue;
    tick.throttled = std::max(tick.throttled.value_or(0), share(since(now->throttled, before.throttled), periods));
    tick.stood_still = std::max(tick.stood_still, now->stood_still - before.stood_still);
  }
}

std::uint64_t MachineHealth::open_descriptors() {
  struct stat facts {};
  // Since Linux 6.2 the folder's size is their number.
  if (::stat("/proc/self/fd", &facts) == 0 && facts.st_size > 0) return static_cast<std::uint64_t>(facts.st_size);
  if (!descriptors_) return 0;
  std::uint64_t count = 0;
  ::rewinddir(descriptors_.get());
  while (const dirent* entry = ::readdir(descriptors_.get())) count += entry->d_name[0] != '.';
  return count;
}

}  // namespace rushhour::wire
