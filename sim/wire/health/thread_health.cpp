#include "sim/wire/health/thread_health.hpp"

#include <time.h>

#include <algorithm>
#include <utility>

#include "sim/wire/health/proc_text.hpp"

namespace rushhour::wire {
namespace {

Instant thread_cpu() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + Instant(spent.tv_nsec);
}

}  // namespace

ThreadHealth::ThreadHealth()
    : schedstat_("/proc/thread-self/schedstat"), used_(thread_cpu()), waited_(parse_core_wait(schedstat_.read())) {}

CoreShare ThreadHealth::sample(Instant now) {
  const Instant length = now - std::exchange(seen_at_, now);
  const Instant used = thread_cpu();
  const std::optional<Instant> waited = parse_core_wait(schedstat_.read());
  CoreShare share;
  if (length > Instant(0)) {
    share.used = seconds(used - used_) / seconds(length);
    // The kernel credits a wait when it is over, so one may reach back into the sample before.
    if (waited && waited_) share.waited = std::min(1.0, seconds(*waited - *waited_) / seconds(length));
  }
  used_ = used;
  waited_ = waited;
  return share;
}

}  // namespace rushhour::wire
