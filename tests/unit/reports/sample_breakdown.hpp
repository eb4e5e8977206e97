#pragma once

#include "reports/runs/run_record.hpp"

namespace rushhour::test {

/// `record` as its generator would have written it if the script had groups, a series tag, metrics of its own, rejected some iterations and
/// failed in a few.
void add_breakdown(runs::RunRecord& record);

}  // namespace rushhour::test
