#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/life.hpp"
#include "target/delivery/shift.hpp"

namespace rushhour::service {

/// The events of a step as lines of the event log, without their beginning (store::Change::events). `trace`: the trace id of the request
/// that caused them, empty for none. `customer`: the pseudonym of who placed the order, empty if nobody said; no name stands in them.
std::vector<std::string> event_lines(const delivery::Step& step, std::string_view trace, std::string_view customer = {});

/// The same for a shift that begins or ends.
std::string event_line(const delivery::Shift& shift, std::string_view trace);

/// For what happens to nothing that has events of its own: `entity` stands before the dot of its id.
std::string event_line(std::string_view entity, std::string_view type, WallTime at, std::string_view trace);

}  // namespace rushhour::service
