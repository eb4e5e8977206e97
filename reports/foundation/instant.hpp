#pragma once

#include <chrono>

namespace rushhour {

/// Nanoseconds since the start of the run, on a monotonic clock (or in virtual time). Also used for lengths of time.
using Instant = std::chrono::nanoseconds;

/// Wall-clock time, noted once a run; everything else is an Instant.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

inline double seconds(Instant t) noexcept { return std::chrono::duration<double>(t).count(); }

}  // namespace rushhour
