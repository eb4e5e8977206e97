#include "target/autopilot/kitchens.hpp"

#include <algorithm>
#include <cmath>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::autopilot {
namespace {

using delivery::OrderStatus;

constexpr std::chrono::seconds look_least{15};
constexpr std::uint64_t look_spread_s = 60;
constexpr std::chrono::seconds ask_again{60};
constexpr unsigned asks_max = 30;
constexpr double preparation_sigma = 0.12;

}  // namespace

std::optional<Act> Kitchens::see(const delivery::Order& order, WallTime now) {
  const delivery::Restaurant* restaurant = city_.restaurant(order.restaurant);
  const bool waits_for_kitchen =
      order.status == OrderStatus::paid || order.status == OrderStatus::accepted || order.status == OrderStatus::preparing;
  if (restaurant == nullptr || !waits_for_kitchen) {
    about_.erase(order.id);
    return std::nullopt;
  }
  const auto [known, is_new] = about_.try_emplace(order.id, order.status);
  if (!is_new && known->second == order.status) return std::nullopt;
  known->second = order.status;
  if (order.status == OrderStatus::paid) {
    RandomStream random(city_.seed(), "look", order.id, 0);
    const auto look_at = now + look_least + std::chrono::seconds(random.below(look_spread_s + 1));
    return Act{city_.accepts(*restaurant, order.id) ? Act::Kind::accept : Act::Kind::reject, look_at, order.restaurant, order.id};
  }
  if (order.status == OrderStatus::accepted) return Act{Act::Kind::prepare, now, order.restaurant, order.id};
  RandomStream random(city_.seed(), "prepare", order.id, 0);
  const auto foretold = static_cast<double>(city_.preparation_time(*restaurant, order.id).count());
  const std::chrono::seconds takes(std::llround(foretold * std::exp(preparation_sigma * random.normal())));
  return Act{Act::Kind::make_ready, std::max(now, order.updated_at + takes), order.restaurant, order.id};
}

std::optional<Act> Kitchens::answered(const Act& act, Answer answer, WallTime now) {
  if (answer == Answer::agreed) return std::nullopt;  // the order is seen again as it was committed
  if (answer == Answer::refused) {
    about_.erase(act.order);
    return std::nullopt;
  }
  Act again = act;
  again.due = now + ask_again;
  if (++again.attempts > asks_max) again = {Act::Kind::reject, now, act.who, act.order};
  return again;
}

}  // namespace rushhour::autopilot
