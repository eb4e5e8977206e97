#pragma once

#include <nlohmann/json.hpp>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What stands on every time axis besides figures, as script draws it.

/// What the target told of itself, and what a person did to the run by hand: {label, begin_s, end_s}; no end for what still lasted when the
/// run was over.
nlohmann::json annotation_marks(const Material& material);

/// Where stages begin, the first of each scenario apart: {begin_s, label}, the label saying where the stage goes ("to 200/s", "at 50
/// users"). At most sixty; a run of more has none, because nobody could tell them apart.
nlohmann::json stage_marks(const Material& material);

}  // namespace rushhour::pages
