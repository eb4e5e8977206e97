// Bundles by insertion, in the spirit of D. Reyes et al., "The Meal Delivery Routing Problem" (Optimization Online, 2018):
//
// 1. Orders come by readiness. Each is tried in the latest open bundles that begin at a restaurant close to its own, and goes where it
//    gains most; where nothing is gained it opens a bundle.
// 2. All pick-ups of a trip come before its drop-offs. An insertion tries every place among either.
// 3. Trips are compared on a scooter that sets out at the first restaurant, whoever takes them later.
// 4. Gain = worth * (courier's time for both trips by themselves - for the common one) - what customers wait longer, all in seconds. A
//    courier's time is worth its share, times orders per courier where couriers are scarce. A trip by itself also needs a courier to come,
//    which is reckoned with `approach`.
// 5. No customer may wait longer than delay_max beyond what a trip of its own would take.

#include "target/dispatch/bundling.hpp"

#include <algorithm>

namespace rushhour::dispatch {
namespace {

constexpr std::size_t tried_bundles_max = 8;
constexpr double worth_factor_max = 4;
constexpr std::chrono::minutes approach{5};

struct OpenBundle {
  Bundle visits;
  double takes_s = 0;  // the courier's time, without the approach
  double waits_s = 0;  // of all customers, from readiness
};

double seconds_of(WallTime::duration time) { return std::chrono::duration<double>(time).count(); }

class Bundler {
 public:
  Bundler(const Rules& rules, double worth, std::uint32_t load_max, WallTime now)
      : rules_(rules), worth_(worth), load_max_(load_max), now_(now) {}

  void add(const OpenOrder& order) {
    OpenBundle single = measured(alone(order)).value();
    OpenBundle* target = nullptr;
    OpenBundle best;
    double most = 0;
    std::size_t tried = 0;
    for (auto open = bundles_.rbegin(); open != bundles_.rend() && tried < tried_bundles_max; ++open) {
      if (orders_in(open->visits) >= load_max_ || !close(*open, order)) continue;
      ++tried;
      if (const auto [gain, merged] = best_insertion(*open, single, order); gain > most) {
        most = gain;
        best = merged;
        target = &*open;
      }
    }
    if (target == nullptr)
      bundles_.push_back(std::move(single));
    else
      *target = std::move(best);
  }

  Bundles take() {
    Bundles taken;
    taken.reserve(bundles_.size());
    for (OpenBundle& bundle : bundles_) taken.push_back(std::move(bundle.visits));
    return taken;
  }

 private:
  bool close(const OpenBundle& open, const OpenOrder& order) const {
    return delivery::distance_m(open.visits.front().order->from, order.from) <= rules_.close_m;
  }

  std::pair<double, OpenBundle> best_insertion(const OpenBundle& open, const OpenBundle& single, const OpenOrder& order) {
    std::pair<double, OpenBundle> best{0, {}};
    const std::size_t picks = orders_in(open.visits);
    for (std::size_t pick = 0; pick <= picks; ++pick)
      for (std::size_t drop = 0; drop <= picks; ++drop) {
        Bundle visits = open.visits;
        visits.insert(visits.begin() + static_cast<std::ptrdiff_t>(picks + drop), {false, &order});
        visits.insert(visits.begin() + static_cast<std::ptrdiff_t>(pick), {true, &order});
        std::optional<OpenBundle> merged = measured(std::move(visits));
        if (!merged) continue;
        const double saved_s = open.takes_s + single.takes_s + seconds_of(approach) - merged->takes_s;
        const double gain = worth_ * saved_s - (merged->waits_s - open.waits_s - single.waits_s);
        if (gain > best.first) best = {gain, *std::move(merged)};
      }
    return best;
  }

  // The bundle with what it takes; nothing if it makes somebody wait too long.
  std::optional<OpenBundle> measured(Bundle visits) {
    const WallTime begin = now_;
    walk(rules_.travel, delivery::Vehicle::scooter, visits.front().order->from, begin, visits, stops_);
    OpenBundle bundle;
    for (const Stop& stop : stops_) {
      if (stop.pick_up) continue;
      const WallTime possible_at = std::max(now_, stop.order->ready_at);
      bundle.waits_s += seconds_of(stop.done_at - possible_at);
      if (orders_in(visits) > 1 && stop.done_at > directly(*stop.order) + rules_.delay_max) return std::nullopt;
    }
    // Waiting for the first order is no part of the trip: a courier may be sent later.
    bundle.takes_s = seconds_of(stops_.back().leaves_at - std::max(begin, visits.front().order->ready_at));
    bundle.visits = std::move(visits);
    return bundle;
  }

  WallTime directly(const OpenOrder& order) const {
    const auto& travel = rules_.travel;
    const WallTime leaves_at = std::max(now_ + travel.pick_up_service / 2, order.ready_at) + travel.pick_up_service / 2;
    return leaves_at + travel.time(delivery::Vehicle::scooter, order.from, order.to, leaves_at) + travel.drop_off_service / 2;
  }

  const Rules& rules_;
  double worth_;
  std::uint32_t load_max_;
  WallTime now_;
  std::vector<OpenBundle> bundles_;
  std::vector<Stop> stops_;
};

}  // namespace

Bundles bundle_up(const Rules& rules, std::span<const OpenOrder* const> orders, std::size_t couriers, std::uint32_t load_max,
                  WallTime now) {
  const double scarcity = static_cast<double>(orders.size()) / static_cast<double>(std::max<std::size_t>(couriers, 1));
  Bundler bundler(rules, rules.courier_share * std::clamp(scarcity, 1.0, worth_factor_max), load_max, now);
  for (const OpenOrder* order : orders) bundler.add(*order);
  return bundler.take();
}

}  // namespace rushhour::dispatch
