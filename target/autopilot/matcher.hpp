#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "target/autopilot/couriers.hpp"
#include "target/delivery/city.hpp"
#include "target/dispatch/policy.hpp"
#include "target/service/view/live_orders.hpp"
#include "target/service/view/roster.hpp"

namespace rushhour::autopilot {

/// Offers orders to couriers: looks at the view, has the policy decide, and puts offers into the view. Couriers may take them or not,
/// whoever plays them.
///
/// Who is reckoned with: orders that a kitchen has taken and nobody is offered; couriers who work, carry nothing and are offered nothing.
/// One thread at a time.
class Matcher {
 public:
  static constexpr std::size_t orders_max = 500;     ///< in one window; the oldest come first
  static constexpr std::size_t couriers_max = 1000;  ///< in one window; where there are more, others have their turn in the next one

  struct Settings {
    dispatch::Policy policy = dispatch::Policy::batched;
    dispatch::Rules rules{};
    std::chrono::nanoseconds offer_holds = std::chrono::minutes(2);  ///< in city time
    bool keep_hours = false;                                         ///< couriers go home when their usual shift is over
  };

  /// Both must outlive this.
  Matcher(const service::LiveOrders& orders, service::Roster& roster, Settings settings)
      : orders_(orders), roster_(roster), settings_(std::move(settings)) {}

  /// The trips that are offered from `now` on.
  std::vector<Errand> match(const delivery::City& city, WallTime now);

 private:
  struct Offered {
    std::uint32_t courier;
    WallTime until;
  };

  std::vector<dispatch::OpenOrder> open_orders(const delivery::City& city, WallTime now);
  std::vector<dispatch::FreeCourier> free_couriers(const delivery::City& city, WallTime now);
  Errand offer(const delivery::City& city, const dispatch::Trip& trip, WallTime now);

  const service::LiveOrders& orders_;
  service::Roster& roster_;
  const Settings settings_;
  std::unordered_map<std::string, Offered> offered_;  // by order; no longer than the offer holds
  std::uint32_t last_ = 0;                            // courier of the last window
};

/// What a courier who has taken these orders still has to do: first all pick-ups, then the drop-offs.
Errand errand_of(const delivery::City& city, std::uint32_t courier, const std::vector<service::LiveOrders::Shared>& orders);

}  // namespace rushhour::autopilot
