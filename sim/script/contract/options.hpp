#pragma once

#include "sim/script/contract/field.hpp"

namespace rushhour::script::contract {

/// The global table `options`.
extern const Table options;

/// What all scenarios have, what those with arrivals and those with a fixed number of users add, and what each executor adds.
extern const Table scenario, arrivals_scenario, users_scenario;
extern const Table constant_arrival_rate, ramping_arrival_rate, constant_vus, ramping_vus, per_vu_iterations, shared_iterations;

/// `options.limits`.
extern const Table limits;

/// One of `options.thresholds` where it is a table.
extern const Table threshold;

/// `options.http` and the tables within it.
extern const Table http_options, phase_timeouts, tls_options;

}  // namespace rushhour::script::contract
