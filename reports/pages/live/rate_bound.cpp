#include "reports/pages/live/rate_bound.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "reports/foundation/units.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

// Of all scenarios of the plan, by how their load is told.
struct Loads {
  bool arrivals = false, counted = false;
  std::uint64_t constant = 0, ramping = 0;  // users at most
};

Loads loads_of(const json& meta) {
  Loads loads;
  const json::json_pointer at("/plan/scenarios");
  if (!meta.contains(at) || !meta.at(at).is_array()) return loads;
  for (const json& scenario : meta.at(at)) {
    const auto vus = scenario.is_object() ? scenario.find("vus") : scenario.end();
    if (vus == scenario.end() || !vus->is_number_unsigned())
      loads.arrivals = true;
    else if (scenario.contains("iterations"))
      loads.counted = true;
    else
      (scenario.contains("stages") ? loads.ramping : loads.constant) += vus->get<std::uint64_t>();
  }
  return loads;
}

}  // namespace

RateBound rate_bound(const json& meta) {
  const Loads loads = loads_of(meta);
  RateBound bound;
  const auto say = [&bound](const std::string& sentence) { bound.words += (bound.words.empty() ? "" : " ") + sentence; };
  if (loads.arrivals) say(fmt::format("Rates may count 0 to {} times.", RateBound::of_rates));
  if (loads.ramping > 0)
    say(fmt::format("Users that ramp are never more than the {} at the plan's peak: no others are made while a run goes on.",
                    format_count(loads.ramping)));
  if (loads.constant > 0)
    say(fmt::format(
        "A constant number of users may become fewer, and never more than the plan's {}: no others are made while a run goes on.",
        format_count(loads.constant)));
  if (loads.counted) say("Stated numbers of iterations are not scaled.");
  bound.most = loads.arrivals || loads.ramping > 0 ? RateBound::of_rates : loads.constant > 0 ? 1 : 0;
  return bound;
}

}  // namespace rushhour::pages
