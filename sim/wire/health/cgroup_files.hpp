#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace rushhour::wire {

/// Where the CPU limits of a process are accounted: the cpu.stat of its control group and of every group above it, innermost first, as
/// /proc/self/cgroup and /proc/self/mountinfo say, of version 2 and 1. A limit may be set at any of them (a container within a pod), and
/// only the group that has it counts. Pure; the files need not exist.
std::vector<std::filesystem::path> cpu_stat_files(std::string_view cgroup, std::string_view mountinfo);

}  // namespace rushhour::wire
