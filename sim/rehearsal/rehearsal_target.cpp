#include "sim/rehearsal/rehearsal_target.hpp"

#include <fmt/format.h>

#include "reports/foundation/user_error.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {

RehearsalTarget::RehearsalTarget(const std::string& named, const load::HttpOptions& http, std::uint64_t seed) : url_(named) {
  if (named.empty()) {
    folder_.emplace();
    child_.emplace(folder_->path(), seed);
    url_ = child_->url();
  } else {
    require_target(named, http);
  }
}

void require_target(const std::string& target, const load::HttpOptions& http) {
  if (const std::string trouble = wire::probe(target, http, std::chrono::seconds(5)); !trouble.empty())
    throw UserError(
        fmt::format("--target {}: cannot be reached: {}; start it, or leave --target away to have one started", target, trouble),
        Exit::settings);
}

}  // namespace rushhour::sim
