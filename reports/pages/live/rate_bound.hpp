#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace rushhour::pages {

/// How far a person may scale a run that goes on.
struct RateBound {
  static constexpr double of_rates = 100;  ///< the greatest factor of all

  double most = 0;    ///< the greatest factor that changes anything; 0: nothing of the plan is scaled
  std::string words;  ///< what is bounded and why, in plain sentences
};

/// By the plan of run.json. Rates of arrivals may grow; users may not beyond the most that the plan has at once, since no others are made
/// while a run goes on, and so its memory and its descriptors stay what they were when it began.
RateBound rate_bound(const nlohmann::json& meta);

}  // namespace rushhour::pages
