#include "reports/pages/panels/steps/largest_steps.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "reports/runs/step_table.hpp"

namespace rushhour::pages {

std::vector<runs::StepFigures> largest_steps(const std::vector<runs::StepFigures>& steps, std::size_t most) {
  if (steps.size() <= most) return steps;
  std::vector<std::size_t> places(steps.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return steps[a].count > steps[b].count; });
  std::vector<bool> stays(steps.size(), false);
  for (std::size_t i = 0; i < most; ++i) stays[places[i]] = true;
  std::vector<runs::StepFigures> shown;
  runs::StepFigures other;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (stays[i])
      shown.push_back(steps[i]);
    else
      runs::add_all(other, steps[i]);
  }
  other.scenario = steps.front().scenario;
  other.step = "(other)";
  shown.push_back(std::move(other));
  return shown;
}

}  // namespace rushhour::pages
