#pragma once

#include "sim/script/contract/field.hpp"

namespace rushhour::script::contract {

/// The global table `options`.
extern const Table options;

/// What all scenarios have, what those with arrivals add, and what each executor adds.
extern const Table scenario, arrivals_scenario;
extern const Table constant_arrival_rate, ramping_arrival_rate, constant_vus;

/// `options.limits`.
extern const Table limits;

/// `options.http` and the tables within it.
extern const Table http_options, phase_timeouts, tls_options;

}  // namespace rushhour::script::contract
