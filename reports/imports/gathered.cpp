#include "reports/imports/gathered.hpp"

#include <fmt/format.h>

#include "reports/foundation/user_error.hpp"

namespace rushhour::imports {

Counts& whole_run(Gathered& into, std::string_view scenario, Instant length, const std::string& file) {
  into.start_known = false;
  if (length <= Instant(0)) throw UserError(fmt::format("{}: it does not say how long the run was", file), Exit::settings);
  Counts* const counts = length > RunBuilder::farthest ? nullptr : into.run.counts_over(unknown_start, length, scenario);
  if (counts == nullptr) throw UserError(fmt::format("{}: its run would be longer than 31 days", file), Exit::settings);
  return *counts;
}

}  // namespace rushhour::imports
