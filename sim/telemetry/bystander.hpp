#pragma once

#include "sim/load/http_options.hpp"

namespace rushhour::sim {

/// How somebody who only listens to a target reaches it: by the names, certificates and addresses of the run's options, over connections of
/// its own, with nothing else of the run. An answer of more than 4 MB is none.
load::HttpOptions bystander_options(const load::HttpOptions& run);

}  // namespace rushhour::sim
