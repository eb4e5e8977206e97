// How a courier is drawn: vehicle, bag, name, home, shift, in this order, from a stream of its own.
//
// Vehicles have the shares that published days of delivery show: 6 % walk, 25 % ride a bicycle, 61 % a scooter, 8 % drive. A quarter of
// those who could carry several orders have a bag for one fewer. Shifts follow the day's demand, with a few through the night.

#include "target/delivery/courier.hpp"

#include <array>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/geography.hpp"

namespace rushhour::delivery {
namespace {

// Speeds along an empty street, stops at crossings included.
constexpr std::array<VehicleTraits, vehicles> of_vehicles{{
    {"foot", 80, 1, 3'000},
    {"bicycle", 250, 2, 8'000},
    {"scooter", 400, 3, 60'000},
    {"car", 420, 5, 60'000},
}};

constexpr std::array<std::string_view, 20> first_names{"Alba", "Bruno", "Carla", "Davi", "Elif", "Farid", "Greta",
                                                       "Hugo", "Ines",  "Jonas", "Kaya", "Luca", "Mina",  "Nuri",
                                                       "Olga", "Pavel", "Rosa",  "Sami", "Tara", "Viktor"};
constexpr std::array<std::string_view, 20> last_names{"Abreu",  "Berger", "Costa",  "Demir", "Eklund", "Ferrari", "Gruber",
                                                      "Haddad", "Ivanov", "Jansen", "Kaur",  "Lopez",  "Marek",   "Nowak",
                                                      "Okafor", "Petit",  "Rossi",  "Silva", "Tanaka", "Weber"};

// Of ten: two over lunch, five in the evening, two through the day, one through the night. From five to ten in the morning nobody works.
constexpr std::array<Hours, 10> shifts{
    {{630, 930}, {660, 960}, {1020, 1320}, {1050, 1350}, {1080, 1350}, {1080, 1380}, {1110, 1410}, {600, 1080}, {720, 1260}, {1260, 300}}};

Vehicle draw_vehicle(RandomStream& random) noexcept {
  const std::uint64_t of_a_hundred = random.below(100);
  if (of_a_hundred < 6) return Vehicle::foot;
  if (of_a_hundred < 31) return Vehicle::bicycle;
  return of_a_hundred < 92 ? Vehicle::scooter : Vehicle::car;
}

}  // namespace

const VehicleTraits& traits(Vehicle vehicle) noexcept { return of_vehicles[static_cast<std::size_t>(vehicle)]; }

Courier draw_courier(std::uint64_t seed, std::uint32_t id, std::size_t zones) {
  RandomStream random(seed, "city", "courier", id);
  Courier courier{};
  courier.id = id;
  courier.vehicle = draw_vehicle(random);
  courier.carries = traits(courier.vehicle).carries;
  if (random.below(4) == 0 && courier.carries > 1) --courier.carries;
  courier.name = std::string(first_names[random.below(first_names.size())]).append(" ").append(last_names[random.below(last_names.size())]);
  courier.zone = draw_quarter(random) % zones;
  courier.home = draw_point(random, quarters[courier.zone].centre, quarters[courier.zone].radius_m);
  courier.shift = shifts[random.below(shifts.size())];
  return courier;
}

}  // namespace rushhour::delivery
