#pragma once

#include <optional>
#include <string>

#include "sim/bench/passing_folder.hpp"
#include "sim/load/http_options.hpp"
#include "sim/wire/child_target.hpp"

namespace rushhour::sim {

/// Where a rehearsal's requests go: the target that was named, or one that is started for it and leaves nothing behind.
class RehearsalTarget {
 public:
  /// `named` may be empty. Throws UserError (Exit::settings) where it cannot be reached, and what ChildTarget throws.
  RehearsalTarget(const std::string& named, const load::HttpOptions& http, std::uint64_t seed);

  const std::string& url() const noexcept { return url_; }

 private:
  std::string url_;
  std::optional<PassingFolder> folder_;
  std::optional<wire::ChildTarget> child_;  // goes before its folder does
};

/// Throws UserError (Exit::settings) if nothing accepts connections at a --target.
void require_target(const std::string& target, const load::HttpOptions& http);

}  // namespace rushhour::sim
