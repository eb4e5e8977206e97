#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

inline constexpr std::size_t most_errors = 50;  ///< kinds shown one by one; rarer ones stand together

/// One kind of trouble, over the whole run.
struct ErrorKind {
  std::string name;  ///< normalised
  std::uint64_t count = 0;
  Instant first{0}, last{0};  ///< the begin of the first second that had it, the end of the last
  std::vector<double> rates;  ///< per second over time, as many points as there are for a line in a table
  std::vector<double> drawn;  ///< the same for a chart
};

struct ErrorsOverTime {
  std::vector<ErrorKind> kinds;  ///< most first
  std::size_t left_out = 0;      ///< kinds under "(other)", which is then the last
  double point_s = 1;            ///< how long a point of `drawn` is
};

/// What the ticks count of errors, alike ones as one kind (normalised.hpp).
ErrorsOverTime errors_over_time(const Material& material);

}  // namespace rushhour::pages
