#include "reports/runs/stamp.hpp"

#include <random>

namespace rushhour::runs {

WallTime wall_stamp() noexcept { return std::chrono::time_point_cast<Instant>(std::chrono::system_clock::now()); }

std::uint64_t fresh_seed() { return std::random_device()() % 1'000'000'000; }

}  // namespace rushhour::runs
