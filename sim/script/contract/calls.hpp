#pragma once

#include "sim/script/contract/field.hpp"

namespace rushhour::script::contract {

/// What a call of rushhour.http may be given.
extern const Table params, auth, body, part;

/// What it gives back, and what a scenario's function is given.
extern const Table response, trouble, context;

}  // namespace rushhour::script::contract
