#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::wire {

// What the kernel writes under /proc and /sys, as numbers. Pure functions of the text; nothing if it is not what it should be, cut short
// included. Figures that a kernel adds later do no harm.

/// Of /proc/stat, all CPUs together since the start of the machine, in the kernel's ticks.
struct CpuTimes {
  std::uint64_t all = 0;     ///< user, nice, system, idle, iowait, irq, softirq, steal
  std::uint64_t stolen = 0;  ///< the hypervisor gave the core to somebody else while this machine wanted it
};
std::optional<CpuTimes> parse_stat(std::string_view text) noexcept;

/// Of schedstat of a thread: how long it was ready to run and waited for a core, since its start.
std::optional<Instant> parse_core_wait(std::string_view text) noexcept;

/// Of a control group's cpu.stat, of version 2 or 1. Nothing of a group that knows no limit.
struct Throttling {
  std::uint64_t periods = 0;    ///< in which the group ran
  std::uint64_t throttled = 0;  ///< in which it had used up its share and stood still
  Instant stood_still{0};       ///< all CPUs together
};
std::optional<Throttling> parse_cpu_stat(std::string_view text) noexcept;

/// Of /proc/self/statm: resident memory, in pages.
std::optional<std::uint64_t> parse_resident_pages(std::string_view text) noexcept;

}  // namespace rushhour::wire
