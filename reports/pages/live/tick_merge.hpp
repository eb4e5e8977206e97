#pragma once

#include <nlohmann/json.hpp>

#include "reports/foundation/instant.hpp"

namespace rushhour::pages {

/// A tick of counters.jsonl and where it lies.
struct PlacedTick {
  nlohmann::json line;
  Instant begin{0};
  Instant end{0};
};

/// Makes `into` the tick that it and the one that follows at once come to, so that a summary of the merged tick says what one of both
/// would: counters are added up, gauges keep their greatest (`queued` its last), shares of the time become means by length, with their
/// greatest and what the rules of the verdict counted in them under keys of their own; lists of metrics and failures are added up entry by
/// entry.
void merge_tick(PlacedTick& into, const PlacedTick& later);

}  // namespace rushhour::pages
