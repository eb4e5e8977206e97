#pragma once

#include "sim/script/contract/field.hpp"

namespace rushhour::script::contract {

/// What a call of rushhour.http may be given.
extern const Table params, auth, body, part;

/// What it gives back, and what a scenario's function is given.
extern const Table response, trouble, context;

/// What a feeder may be given, and one of a CSV file.
extern const Table feeder, csv_feeder;

/// What metrics.trend may be given.
extern const Table trend;

}  // namespace rushhour::script::contract
