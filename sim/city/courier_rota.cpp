#include "sim/city/courier_rota.hpp"

#include <algorithm>

#include "sim/city/draws.hpp"

namespace rushhour::city {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr hours longest_order{2};
constexpr hours rest{10};

// Of those who are not on foot, as target/delivery has them.
delivery::Vehicle draw_vehicle(RandomStream& random) noexcept {
  const std::uint64_t of_hundred = random.below(100);
  if (of_hundred < 27) return delivery::Vehicle::bicycle;
  return of_hundred < 92 ? delivery::Vehicle::scooter : delivery::Vehicle::car;
}

}  // namespace

CourierRota::Courier CourierRota::rested_or_new(Staff& staff, Moment at) {
  if (!staff.resting.empty() && staff.resting.front().free_at + rest <= at) {
    const Courier courier = staff.resting.front();
    staff.resting.pop_front();
    return courier;
  }
  RandomStream random(seed_, "city", "courier", ++couriers_);
  return {at, at, couriers_, 0, draw_vehicle(random)};
}

CourierShift CourierRota::begin_shift(Courier& courier, std::size_t zone, Moment at, Moment not_before) const {
  RandomStream random(seed_, "city", "shift", (std::uint64_t{courier.id} << 32) | ++courier.shifts);
  const Moment began = std::max(not_before, at - milliseconds(between(random, 0, 300'000)));
  const Moment ends = began + milliseconds(between(random, 4 * 3'600'000, 7 * 3'600'000));
  const delivery::Point begins_at = draw_place(random, zone_at(zone));
  courier.shift_ends = ends;
  return {courier.id, courier.shifts, began, ends, begins_at, draw_place(random, zone_at(zone))};
}

CourierRota::Assignment CourierRota::take(std::size_t zone, Moment at, Moment not_before) {
  Staff& staff = staff_[zone];
  while (!staff.on_shift.empty() && staff.on_shift.top().free_at <= at) {
    Courier courier = staff.on_shift.top();
    staff.on_shift.pop();
    if (courier.shift_ends >= at + longest_order) {
      staff.taken = courier;
      return {courier.id, courier.vehicle, std::nullopt};
    }
    courier.free_at = courier.shift_ends;
    staff.resting.push_back(courier);
  }
  staff.taken = rested_or_new(staff, at);
  const CourierShift began = begin_shift(staff.taken, zone, at, not_before);
  return {staff.taken.id, staff.taken.vehicle, began};
}

void CourierRota::released(std::size_t zone, Moment at) {
  staff_[zone].taken.free_at = at;
  staff_[zone].on_shift.push(staff_[zone].taken);
}

}  // namespace rushhour::city
