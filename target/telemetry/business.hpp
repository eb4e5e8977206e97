#pragma once

#include <string_view>
#include <unordered_map>

#include "target/store/operation.hpp"
#include "target/telemetry/registry.hpp"

namespace rushhour::telemetry {

/// The types of all events that a target writes, for Names::events.
std::vector<std::string> event_types();

/// Counts what was committed: events by type, revenue, refunds, the time that deliveries took.
///
/// Thread safety: any thread.
class Business {
 public:
  /// `registry` has the names of event_types(), and must outlive this.
  explicit Business(Registry& registry);

  void committed(const store::Change& change) noexcept;

 private:
  Registry& registry_;
  std::unordered_map<std::string_view, std::size_t> types_;  // into the registry's names
};

}  // namespace rushhour::telemetry
