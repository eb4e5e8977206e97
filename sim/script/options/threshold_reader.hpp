#pragma once

#include "sim/load/plan.hpp"
#include "sim/script/options/option_table.hpp"

namespace rushhour::script {

/// Reads options.thresholds into the plan: by metric an expression, a table that begins with one and says how it is judged, or a list of
/// either. REQUIRES: the plan's scenarios, warm-up, series tags and metrics are there already, because a threshold may name them. Throws
/// UserError (Exit::settings) that names metric and expression.
void read_thresholds(const OptionTable& options, load::Plan& plan);

}  // namespace rushhour::script
