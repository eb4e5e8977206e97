// The published instances of the meal delivery routing problem (Grubhub's MDRPLib, https://github.com/grubhub/mdrplib), played as its
// rules say: a courier takes every offer and is not diverted; ways and services in whole minutes. They come with no licence, so they are
// looked for in $RUSHHOUR_DATA and not part of the project.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "target/dispatch/policy.hpp"

using namespace rushhour;
using namespace rushhour::dispatch;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::minutes window{2};

WallTime minute(int n) { return WallTime{} + std::chrono::minutes(n); }

struct Instance {
  Rules rules;
  std::vector<OpenOrder> orders;
  std::vector<FreeCourier> couriers;  // free from when they come on
};

/// The rows of a file, without its line of names.
template <class Row>
void each_row(const fs::path& file, Row&& row) {
  std::ifstream in(file);
  REQUIRE(in);
  std::string names;
  std::getline(in, names);
  while (in >> std::ws && !in.eof()) row(in);
}

Instance read(const fs::path& folder) {
  Instance instance;
  each_row(folder / "instance_parameters.txt", [&](std::istream& in) {
    int speed, pick_up, drop_off, target, longest, pay, guaranteed;
    in >> speed >> pick_up >> drop_off >> target >> longest >> pay >> guaranteed;
    instance.rules.travel = straight_lines(speed, 1min, std::chrono::minutes(pick_up), std::chrono::minutes(drop_off));
  });
  std::map<std::string, delivery::Point> restaurants;
  std::string id, restaurant;
  delivery::Point at;
  int first, second;
  each_row(folder / "restaurants.txt", [&](std::istream& in) {
    in >> id >> at.x_m >> at.y_m;
    restaurants[id] = at;
  });
  each_row(folder / "orders.txt", [&](std::istream& in) {
    in >> id >> at.x_m >> at.y_m >> first >> restaurant >> second;
    instance.orders.push_back({id, restaurants.at(restaurant), at, minute(first), minute(second)});
  });
  each_row(folder / "couriers.txt", [&](std::istream& in) {
    in >> id >> at.x_m >> at.y_m >> first >> second;
    const auto number = static_cast<std::uint32_t>(std::stoul(id.substr(1)));
    instance.couriers.push_back({number, delivery::Vehicle::car, 5, at, minute(first), minute(second)});
  });
  return instance;
}

struct Day {
  std::size_t delivered = 0;
  double click_to_door_min = 0;  // mean
};

double minutes(WallTime::duration time) { return std::chrono::duration<double, std::ratio<60>>(time).count(); }

void bring(Instance& instance, const Trip& trip, Day& day) {
  for (const Stop& stop : trip.stops) {
    if (stop.pick_up) continue;
    ++day.delivered;
    day.click_to_door_min += minutes(stop.done_at - stop.order->placed_at);
  }
  for (FreeCourier& courier : instance.couriers) {
    if (courier.id != trip.courier->id) continue;
    courier.free_at = trip.stops.back().leaves_at;
    courier.at = trip.stops.back().order->to;
  }
}

/// All day long, every two minutes: who is on and free, or will be within three minutes, is matched with what was placed.
Day play(Policy policy, Instance instance) {
  Day day;
  std::vector<OpenOrder> waiting = instance.orders;
  for (WallTime now{}; now < WallTime{} + 30h && !waiting.empty(); now += window) {
    std::vector<OpenOrder> placed;
    for (const OpenOrder& order : waiting)
      if (order.placed_at <= now) placed.push_back(order);
    std::vector<FreeCourier> on;
    for (const FreeCourier& courier : instance.couriers)
      if (courier.free_at <= now + 3min && courier.off_at > now) on.push_back(courier);
    for (const Trip& trip : match(policy, instance.rules, placed, on, now)) {
      bring(instance, trip, day);
      for (const Stop& stop : trip.stops) std::erase_if(waiting, [&](const OpenOrder& order) { return order.id == stop.order->id; });
    }
  }
  day.click_to_door_min /= static_cast<double>(day.delivered);
  return day;
}

/// What others have reached: the least click-to-door that any courier could, and that of a rolling horizon (D. Reyes et al., "The Meal
/// Delivery Routing Problem", Optimization Online, 2018).
struct Reference {
  double least_min;
  double rolling_horizon_min;
};

std::map<std::string, Reference> references(const fs::path& file) {
  std::map<std::string, Reference> found;
  each_row(file, [&](std::istream& in) {
    std::string line, cell;
    std::getline(in, line);
    std::istringstream cells(line);
    std::vector<std::string> row;
    while (std::getline(cells, cell, ',')) row.push_back(cell);
    found[row.at(0)] = {std::stod(row.at(3)), std::stod(row.at(5))};
  });
  return found;
}

}  // namespace

TEST_CASE("on published instances bundled is about as quick as a published rolling horizon, and the simpler policies are no better") {
  const char* data = std::getenv("RUSHHOUR_DATA");
  if (data == nullptr) {
    std::cout << "skipped: no shared data\n";
    return;
  }
  const fs::path folder = fs::path(data) / "data" / "grubhub";
  double sum[3] = {};
  std::size_t lost[3] = {};
  for (const auto& [name, reference] : references(folder / "reference_results.csv")) {
    const Instance instance = read(folder / name);
    Day days[3];
    for (const Policy policy : {Policy::nearest, Policy::batched, Policy::bundled}) {
      const auto i = static_cast<std::size_t>(policy);
      days[i] = play(policy, instance);
      sum[i] += days[i].click_to_door_min;
      lost[i] += instance.orders.size() - days[i].delivered;
    }
    const Day& day = days[static_cast<std::size_t>(Policy::bundled)];
    INFO(name << ": " << day.delivered << " delivered, click to door " << day.click_to_door_min);
    CHECK(static_cast<double>(day.delivered) >= 0.98 * static_cast<double>(instance.orders.size()));
    CHECK(day.click_to_door_min >= reference.least_min);
    CHECK(day.click_to_door_min <= 1.05 * reference.rolling_horizon_min);
  }
  CHECK(sum[1] < sum[0]);
  CHECK(sum[2] < sum[1]);
  CHECK(lost[1] < lost[0]);
  CHECK(lost[2] < lost[1]);
}
