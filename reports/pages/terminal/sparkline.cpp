#include "reports/pages/terminal/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace rushhour::pages {

std::string sparkline(const std::vector<std::optional<double>>& values, std::size_t width) {
  constexpr std::array<const char*, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto begin = values.end() - static_cast<std::ptrdiff_t>(std::min(width, values.size()));
  const auto known = std::count_if(begin, values.end(), [](const auto& value) { return value.has_value(); });
  double most = 0;
  for (auto value = begin; value != values.end(); ++value) most = std::max(most, value->value_or(0));
  if (known < 2 || most <= 0) return {};
  std::string line;
  for (auto value = begin; value != values.end(); ++value) {
    if (!*value) {
      line += ' ';
      continue;
    }
    const auto height = static_cast<std::size_t>(std::lround(std::max(**value, 0.0) / most * (bars.size() - 1)));
    line += bars[height];
  }
  return line;
}

}  // namespace rushhour::pages
