#include "target/autopilot/couriers.hpp"

#include <algorithm>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::autopilot {
namespace {

using Kind = Act::Kind;

constexpr std::chrono::seconds decide_least{5};
constexpr std::uint64_t decide_spread_s = 20;
constexpr std::chrono::seconds ask_again{60};

}  // namespace

Couriers::Couriers(const delivery::City& city, const dispatch::Travel& travel, bool keep_hours)
    : city_(city), travel_(travel), keep_hours_(keep_hours), players_(city.couriers().size()) {}

Acts Couriers::open(std::span<const std::uint32_t> working, WallTime now) const {
  Acts acts;
  for (const delivery::Courier& courier : city_.couriers()) {
    const bool is_there = std::binary_search(working.begin(), working.end(), courier.id);
    const bool works = !keep_hours_ || is_there || within(courier.shift, now);
    acts.push_back({Kind::begin_shift, works ? now : next_begin(courier.shift, now), courier.id, {}, courier.home});
  }
  return acts;
}

bool Couriers::idle(std::uint32_t courier) const noexcept {
  return courier >= 1 && courier <= players_.size() && players_[courier - 1].phase == Phase::idle;
}

Couriers::Player* Couriers::player(std::uint32_t courier) noexcept {
  return courier >= 1 && courier <= players_.size() ? &players_[courier - 1] : nullptr;
}

Acts Couriers::offered(const Errand& errand, WallTime now) {
  Player* one = player(errand.courier);
  if (one == nullptr || one->phase != Phase::idle || errand.legs.empty()) return {};
  one->phase = Phase::deciding;
  one->legs.assign(errand.legs.begin(), errand.legs.end());
  Acts acts;
  for (const Leg& leg : errand.legs) {
    if (!leg.pick_up) continue;
    RandomStream random(city_.seed(), "autopilot", leg.order, errand.courier);
    acts.push_back({Kind::take, now + decide_least + std::chrono::seconds(random.below(decide_spread_s + 1)), errand.courier, leg.order});
  }
  one->undecided = acts.size();
  return acts;
}

Acts Couriers::carry_on(const Errand& errand, delivery::Point at, WallTime now) {
  Player* one = player(errand.courier);
  if (one == nullptr || one->phase != Phase::idle || errand.legs.empty()) return {};
  one->at = at;
  one->legs.assign(errand.legs.begin(), errand.legs.end());
  return go_on(errand.courier, *one, now);
}

Acts Couriers::changed(const delivery::Order& order, WallTime now) {
  Player* one = player(order.courier);
  if (one == nullptr) return {};
  if (order.status == delivery::OrderStatus::ready) {
    for (Leg& leg : one->legs)
      if (leg.order == order.id) leg.ready = true;
    return one->phase == Phase::at_the_door ? hand_over(order.courier, *one, now) : Acts{};
  }
  if (order.status != delivery::OrderStatus::cancelled && order.status != delivery::OrderStatus::rejected) return {};
  const bool is_next = !one->legs.empty() && one->legs.front().order == order.id;
  std::erase_if(one->legs, [&](const Leg& leg) { return leg.order == order.id; });
  const bool at_its_door = is_next && (one->phase == Phase::at_the_door || one->phase == Phase::handing_over);
  return at_its_door ? go_on(order.courier, *one, now) : Acts{};
}

Acts Couriers::answered(const Act& act, Answer answer, WallTime now) {
  Player* one = player(act.who);
  if (one == nullptr) return {};
  const bool agreed = answer == Answer::agreed;
  switch (act.kind) {
    case Kind::begin_shift:
    case Kind::end_shift:
      return shift_answered(act, agreed, now);
    case Kind::take:
      if (one->phase != Phase::deciding) return {};
      if (!agreed) std::erase_if(one->legs, [&](const Leg& leg) { return leg.order == act.order; });
      return --one->undecided == 0 ? go_on(act.who, *one, now) : Acts{};
    case Kind::report:
      if (one->phase != Phase::under_way) return {};
      one->at = one->heading;
      if (one->legs.empty() || one->legs.front().at != one->at) return go_on(act.who, *one, now);
      return arrive(act.who, *one, now, now + (one->legs.front().pick_up ? travel_.pick_up_service : travel_.drop_off_service) / 2);
    default:
      return handed_over(act, *one, agreed, now);
  }
}

Acts Couriers::shift_answered(const Act& act, bool agreed, WallTime now) {
  Player& one = *player(act.who);
  const delivery::Courier& courier = *city_.courier(act.who);
  if (!agreed) {
    Act again = act;
    again.due = now + ask_again;
    return {again};
  }
  if (act.kind == Kind::end_shift) {
    one = Player();
    return {{Kind::begin_shift, next_begin(courier.shift, now), act.who, {}, courier.home}};
  }
  one.phase = Phase::idle;
  one.at = act.at;
  if (!keep_hours_) return {};
  return {{Kind::end_shift, within(courier.shift, now) ? next_end(courier.shift, now) : now + ask_again, act.who}};
}

Acts Couriers::go_on(std::uint32_t courier, Player& one, WallTime leaves_at) {
  if (one.legs.empty()) {
    one.phase = Phase::idle;
    return {};
  }
  one.phase = Phase::under_way;
  one.heading = one.legs.front().at;
  const auto way = travel_.time(city_.courier(courier)->vehicle, one.at, one.heading, leaves_at);
  return {{Kind::report, leaves_at + way, courier, {}, one.heading}};
}

Acts Couriers::arrive(std::uint32_t courier, Player& one, WallTime now, WallTime hands_free_at) {
  one.phase = Phase::at_the_door;
  one.hands_free_at = hands_free_at;
  return hand_over(courier, one, now);
}

Acts Couriers::hand_over(std::uint32_t courier, Player& one, WallTime now) {
  const Leg& leg = one.legs.front();
  if (leg.pick_up && !leg.ready) return {};
  one.phase = Phase::handing_over;
  return {{leg.pick_up ? Kind::pick_up : Kind::deliver, std::max(now, one.hands_free_at), courier, leg.order}};
}

// The answer may be of an order that has left the trip meanwhile; then it is no news.
Acts Couriers::handed_over(const Act& act, Player& one, bool agreed, WallTime now) {
  const bool is_of_now =
      one.phase == Phase::handing_over && one.legs.front().order == act.order && one.legs.front().pick_up == (act.kind == Kind::pick_up);
  if (!is_of_now) return {};
  const Leg was = one.legs.front();
  one.legs.pop_front();
  if (!agreed) std::erase_if(one.legs, [&](const Leg& leg) { return leg.order == act.order; });
  const bool stays = was.pick_up && !one.legs.empty() && one.legs.front().pick_up && one.legs.front().at == one.at;
  if (stays) return arrive(act.who, one, now, now);
  const auto service = was.pick_up ? travel_.pick_up_service : travel_.drop_off_service;
  return go_on(act.who, one, agreed ? now + (service - service / 2) : now);
}

}  // namespace rushhour::autopilot
