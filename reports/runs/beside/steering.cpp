#include "reports/runs/beside/steering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/units.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {

std::vector<SteeringAct> steering_of(const RunRecord& record) {
  std::vector<SteeringAct> acts;
  for (const nlohmann::json& event : record.events) {
    if (!event.is_object() || text_of(record, event, "event") != "steered") continue;
    SteeringAct act{instant_of(record, event, "at_ns"), {}};
    if (text_of(record, event, "what") == "scale") act.factor = number_of(record, event, "factor");
    acts.push_back(act);
  }
  return acts;
}

std::string words_of(const std::vector<SteeringAct>& acts) {
  constexpr std::size_t most = 5;
  if (acts.empty()) return {};
  std::string list;
  for (std::size_t i = 0; i < std::min(acts.size(), most); ++i) {
    const SteeringAct& act = acts[i];
    if (i > 0) list += ", ";
    list += act.factor ? fmt::format("rate x{:.4g} at {}", *act.factor, format_instant(act.at))
                       : fmt::format("stopped at {}", format_instant(act.at));
  }
  if (acts.size() > most) list += fmt::format(" and {} times more", acts.size() - most);
  return fmt::format("Steered by hand: {}; this run is not its plan.", list);
}

nlohmann::json to_json(const std::vector<SteeringAct>& acts) {
  nlohmann::json list = nlohmann::json::array();
  for (const SteeringAct& act : acts) {
    list.push_back({{"at_ns", act.at.count()}, {"what", act.factor ? "scale" : "stop"}});
    if (act.factor) list.back()["factor"] = *act.factor;
  }
  return list;
}

}  // namespace rushhour::runs
