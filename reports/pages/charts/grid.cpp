#include "reports/pages/charts/grid.hpp"

#include <array>

namespace rushhour::pages {
namespace {

constexpr std::array<std::int64_t, rung_count> rungs_s{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200};

}  // namespace

Instant rung(std::size_t i) noexcept { return std::chrono::seconds(rungs_s[i]); }

std::size_t rung_for(Instant length, std::size_t most) noexcept {
  std::size_t i = 0;
  while (i + 1 < rung_count && static_cast<std::size_t>(length / rung(i)) + 1 > most) ++i;
  return i;
}

}  // namespace rushhour::pages
