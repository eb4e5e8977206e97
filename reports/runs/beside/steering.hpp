#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// What a person did to a run while it went on.
struct SteeringAct {
  Instant at{0};                 ///< from when on it held
  std::optional<double> factor;  ///< of the plan's rates and users; nothing: the run was to stop
};

/// From the record's events, in their order. Throws UserError as summarise() does.
std::vector<SteeringAct> steering_of(const RunRecord& record);

/// "Steered by hand: rate x1.5 at 0:31; this run is not its plan."; empty if nobody steered.
std::string words_of(const std::vector<SteeringAct>& acts);

/// `steered` of run.json (docs/formats.md).
nlohmann::json to_json(const std::vector<SteeringAct>& acts);

}  // namespace rushhour::runs
