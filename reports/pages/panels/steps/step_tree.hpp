#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

inline constexpr std::size_t most_steps = 500;  ///< shown one by one; those with the fewest requests stand together under "(other)"

/// A row of the table of steps: a scenario, a group, or a step in it.
struct TreeRow {
  std::string name;  ///< as the script gave it
  std::size_t depth = 0;
  bool leaf = true;  ///< a step; others hold the sum of what stands below them
  runs::StepFigures figures;
  std::vector<double> rates{};  ///< requests per second over time; empty where the log does not tell this row's from others'
};

struct StepTree {
  std::vector<TreeRow> rows;  ///< scenario, what stands in no group, groups as a tree; scenarios only if there are several
  TreeRow all;
  std::size_t left_out = 0;  ///< steps under "(other)"
};

StepTree step_tree(const Material& material);

}  // namespace rushhour::pages
