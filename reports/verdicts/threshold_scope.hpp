#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/foundation/instant.hpp"

namespace rushhour::verdicts {

/// From `begin` up to, but not including, `end`.
struct Span {
  Instant begin{0};
  Instant end{0};
  bool holds(Instant at) const noexcept { return begin <= at && at < end; }
};

/// What of a plan a threshold may name.
struct ThresholdScope {
  struct Scenario {
    std::string name;
    std::vector<Span> stages{};  ///< of its ramp, since the start of the run
  };
  std::vector<Scenario> scenarios;             ///< none: any name is taken for one
  std::map<std::string, std::string> metrics;  ///< the script's own: kind ("counter", ...) by name
  std::vector<std::string> series_tags;
};

/// Of a plan as run.json holds it; what is missing there is empty.
ThresholdScope scope_of(const nlohmann::json& plan);

}  // namespace rushhour::verdicts
