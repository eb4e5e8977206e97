#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "target/store/operation.hpp"
#include "target/telemetry/registry.hpp"

namespace rushhour::telemetry {

/// Types of events, for Names::events: those of orders, payments, couriers and customers, and "other" for any that is not among them.
std::vector<std::string> event_types();

/// What type an event is of, by its line of the event log (store::Change::events); empty if it names none.
std::string_view type_of(std::string_view event) noexcept;

/// Counts what a change that was committed means for the business: its events by type, money that was captured or given back, and the time
/// that a delivery took. REQUIRES: the registry's events are event_types(). Any thread.
void count(Registry& registry, const store::Change& committed);

}  // namespace rushhour::telemetry
