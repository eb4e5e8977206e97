#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "target/delivery/hours.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::delivery {

enum class Vehicle : std::uint8_t { foot, bicycle, scooter, car };
inline constexpr std::size_t vehicles = 4;

/// What a vehicle can do, whoever uses it.
struct VehicleTraits {
  std::string_view name;         ///< "foot", as in answers
  std::int32_t speed_m_per_min;  ///< along an empty street
  std::uint32_t carries;         ///< orders at once, at most
  std::int32_t range_m;          ///< of one trip, as the crow flies: further away a courier is not sent
};
const VehicleTraits& traits(Vehicle vehicle) noexcept;

/// Who a courier is, whatever the day brings: a pure function of the city's seed and the courier's id.
struct Courier {
  std::uint32_t id;  ///< from 1
  std::string name;
  Vehicle vehicle;
  std::uint32_t carries;  ///< orders at once: 1 to what the vehicle carries
  std::size_t zone;       ///< that of the home, index into City::zones()
  Point home;             ///< where the shift begins
  Hours shift;            ///< the usual one; a courier may work at other times
};

/// REQUIRES: 1 <= zones <= the number of quarters on the map.
Courier draw_courier(std::uint64_t seed, std::uint32_t id, std::size_t zones);

}  // namespace rushhour::delivery
