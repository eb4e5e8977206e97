#pragma once

#include <optional>
#include <vector>

#include "reports/pages/panel.hpp"
#include "reports/runs/beside/business.hpp"
#include "reports/verdicts/threshold_scope.hpp"

namespace rushhour::pages {

/// What the business did in the slow stretches of a run against the others (docs/panels/business.md). Association, not cause.
struct BusinessCost {
  struct Side {
    Instant length{0};
    double offered = 0, placed = 0, revenue = 0;  ///< iterations, orders, minor units
    double orders_per_offered() const noexcept { return offered > 0 ? placed / offered : 0; }
  };
  double percentile = 99;
  std::int64_t limit_ns = 0;
  bool of_threshold = false;  ///< the limit is one of the run's own; else twice the median of its stretches
  Side slow, others;
  std::vector<verdicts::Span> spans{};  ///< the slow stretches, joined

  /// Orders that would have been placed in the slow stretches, had each offered iteration brought as many as in the others; none if it did.
  double orders_missing() const noexcept;

  /// The same in minor units, at what an order of the others was worth.
  double revenue_missing() const noexcept;
};

/// Nothing where it cannot be told: no latency, no offered iterations, nothing slow or everything.
std::optional<BusinessCost> cost_of(const Material& material, const runs::Business& business);

}  // namespace rushhour::pages
