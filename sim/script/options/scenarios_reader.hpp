#pragma once

#include <string>
#include <vector>

#include "sim/load/overrides.hpp"
#include "sim/load/plan.hpp"
#include "sim/script/options/option_table.hpp"

namespace rushhour::script {

/// Reads `options.scenarios`, or the one scenario that the options themselves state in short: { vus = 10, duration = "30s" } plays the
/// function `default`. Without either there is a scenario only if `overrides` state a load. Throws UserError (Exit::settings) that names
/// the path of the key. Raises no Lua error.
std::vector<load::Scenario> read_scenarios(const OptionTable& options, const load::Overrides& overrides);

/// Reads a table of names and plain values under `key` as tags, sorted by name; reserved names are refused.
std::vector<load::Tag> read_tags(const OptionTable& table, std::string_view key);

/// Reads `options.series_tags`: at most three names.
std::vector<std::string> read_series_tags(const OptionTable& options);

}  // namespace rushhour::script
