// A way of length d through streets whose speed is v(t) ends when the integral of v from the departure on reaches d. Integrating speeds
// instead of looking up one factor at the departure keeps the order in which travellers leave (S. Ichoua, M. Gendreau and J.-Y. Potvin,
// "Vehicle dispatching with time-dependent travel times", European Journal of Operational Research 144, 2003).
//
// 1. v is linear between full hours, so within an hour the way covered in t seconds is a t + b t^2 / 2, with the speed a now and its
//    slope b.
// 2. What the hour covers wholly is taken off d; in the hour in which the way ends, the equation is solved for t, in the form
//    2 d / (a + sqrt(a^2 + 2 b d)), which holds for b = 0 and loses no digits for small b.

#include "target/dispatch/travel.hpp"

#include <cmath>

namespace rushhour::dispatch {
namespace {

constexpr double hour_s = 3600;

}  // namespace

std::chrono::seconds Travel::time(delivery::Vehicle vehicle, delivery::Point from, delivery::Point to, WallTime departure) const noexcept {
  const auto kind = static_cast<std::size_t>(vehicle);
  const double free_speed = speed_m_per_min[kind] / 60;
  const auto speed_at = [&](std::size_t hour) { return free_speed * (1 - exposure[kind] * (1 - flow[hour])); };
  double left_m = detour * delivery::distance_m(from, to);
  const double day_s = std::chrono::duration<double>(departure - std::chrono::floor<std::chrono::days>(departure)).count();
  auto hour = static_cast<std::size_t>(day_s / hour_s);
  double into_s = day_s - static_cast<double>(hour) * hour_s;
  for (double passed_s = 0;; into_s = 0) {
    const std::size_t next_hour = hour == 23 ? 0 : hour + 1;
    const double slope = (speed_at(next_hour) - speed_at(hour)) / hour_s;
    const double speed = speed_at(hour) + slope * into_s;
    const double rest_s = hour_s - into_s;
    const double covers_m = rest_s * (speed + slope * rest_s / 2);
    if (left_m <= covers_m) {
      passed_s += 2 * left_m / (speed + std::sqrt(speed * speed + 2 * slope * left_m));
      const auto step = static_cast<double>(rounding.count());
      return rounding * static_cast<std::int64_t>(std::ceil(passed_s / step - 1e-9));  // a whole number stays one despite binary fractions
    }
    hour = next_hour;
    left_m -= covers_m;
    passed_s += rest_s;
  }
}

// Streets: 1.3 times the straight line. Flow: free at night, 0.62 and 0.55 of that in the two rush hours, 0.75 over lunch. Couriers on foot
// never wait in traffic, bicycles hardly, scooters pass half of it.
Travel city_streets() noexcept {
  return {{static_cast<double>(delivery::traits(delivery::Vehicle::foot).speed_m_per_min),
           static_cast<double>(delivery::traits(delivery::Vehicle::bicycle).speed_m_per_min),
           static_cast<double>(delivery::traits(delivery::Vehicle::scooter).speed_m_per_min),
           static_cast<double>(delivery::traits(delivery::Vehicle::car).speed_m_per_min)},
          {0, 0.2, 0.5, 1},
          1.3,
          {1, 1, 1, 1, 1, 0.97, 0.9, 0.75, 0.62, 0.7, 0.78, 0.78, 0.75, 0.75, 0.78, 0.74, 0.66, 0.57, 0.55, 0.65, 0.78, 0.87, 0.93, 0.97},
          std::chrono::seconds(1),
          std::chrono::minutes(3),
          std::chrono::minutes(3)};
}

Travel straight_lines(double speed_m_per_min, std::chrono::seconds rounding, std::chrono::seconds pick_up_service,
                      std::chrono::seconds drop_off_service) noexcept {
  Travel travel{{}, {}, 1, {}, rounding, pick_up_service, drop_off_service};
  travel.speed_m_per_min.fill(speed_m_per_min);
  travel.flow.fill(1);
  return travel;
}

}  // namespace rushhour::dispatch
