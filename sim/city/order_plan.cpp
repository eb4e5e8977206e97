// How an order is planned. All draws come from one stream, named by the order's number, in this order:
//
// 1. Customer, merchant (mostly of the customer's own zone, then of the city, open if one is found in a few draws), basket.
// 2. Payment: two cards of a hundred are refused; who is refused tries again, twice at most, or gives up.
// 3. Kitchen: rejects, or accepts and takes the money; prepares in its own typical time, more or less.
// 4. Courier: wanted some minutes before the food is ready; waits for it, then rides along the straight way and a bit.
// 5. Afterwards: a review, whose stars go with how late it was, and for a few the money back.
//
// Then the happenings are put in order of time, and what lies behind the end of the data is cut off.

#include "sim/city/order_plan.hpp"

#include <algorithm>
#include <cassert>

#include "sim/city/draws.hpp"
#include "sim/city/map.hpp"
#include "target/delivery/placement.hpp"

namespace rushhour::city {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using Type = delivery::OrderEventType;

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;

// Preparation as a share of the kitchen's typical time, in thousandths: a log-normal with sigma 0.35, its tails cut.
constexpr Quantiles preparation{350, 585, 669, 733, 790, 843, 894, 947, 1000, 1057, 1118, 1187, 1266, 1364, 1496, 1711, 2600};
// How long an event takes into the log, in milliseconds, unless it is late.
constexpr Quantiles lag{1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 15, 20, 35, 120};
// Speed of the streets by the hour, in thousandths of the free one.
constexpr std::array<std::int64_t, 24> flow{1000, 1000, 1000, 1000, 1000, 1000, 950, 800, 720, 780, 850, 850,
                                            800,  800,  850,  850,  780,  700,  690, 760, 850, 900, 950, 1000};
constexpr std::array<std::string_view, 4> guest_reasons{"changed my mind", "ordered twice", "takes too long", "wrong address"};
constexpr std::array<std::string_view, 3> kitchen_reasons{"kitchen is full", "out of an ingredient", "closing early"};

// Two remarks for each number of stars, from one on.
constexpr std::array<std::array<std::string_view, 2>, 5> remarks{{
    {"cold and late", "half of it was missing"},
    {"lukewarm", "the Jalapeños were forgotten"},
    {"fine", "as usual, très correct"},
    {"tasty", "good Käsespätzle"},
    {"still warm", "the crème brûlée was perfect"},
}};

class Planning {
 public:
  Planning(std::uint64_t seed, std::uint64_t number, Moment placed) : random_(seed, "city", "order", number) {
    plan_.number = number;
    plan_.placed = placed;
  }

  void choose(const Customers& customers, const Merchants& merchants, Day begin);
  void live(CourierRota& rota);
  PlannedOrder finish(Moment end);

 private:
  std::uint32_t draw_merchant(const Merchants& merchants, std::size_t home_zone);
  void fill_basket();
  bool pay();
  bool cook();
  void bring(CourierRota& rota);
  void look_back();
  void end_unserved(Type type, std::string_view reason, bool money_is_held);
  void add(Type type, std::int64_t after);
  milliseconds wait(std::int64_t least, std::int64_t most) { return milliseconds(between(random_, least, most)); }

  RandomStream random_;
  OrderPlan plan_;
  std::optional<CourierShift> shift_;
  const delivery::Restaurant* restaurant_ = nullptr;
  std::size_t zone_ = 0;  // the merchant's
  delivery::Point from_;  // the merchant's place
  std::int64_t now_ = 0;  // milliseconds since the order was placed
  std::int64_t ready_ = 0;
  std::int64_t delivered_ = 0;
};

void Planning::add(Type type, std::int64_t after) {
  assert(plan_.happening_count < OrderPlan::happenings_max);
  const bool late = chance(random_, 4);
  const std::int64_t lag_ms = late ? between(random_, second, 30 * second) : from_quantiles(random_, lag);
  plan_.happenings[plan_.happening_count++] = {static_cast<std::uint32_t>(after), static_cast<std::uint32_t>(lag_ms), type};
}

// Open merchants are preferred, without end to the search: whoever finds none orders all the same, and is rejected.
std::uint32_t Planning::draw_merchant(const Merchants& merchants, std::size_t home_zone) {
  const std::size_t in_city = city_of(home_zone) * zones_of_city;
  const std::size_t in_region = region_of(home_zone) * zones_of_region;
  const std::array<std::array<std::size_t, 2>, 4> rings{
      {{home_zone, home_zone + 1}, {in_city, in_city + zones_of_city}, {in_region, in_region + zones_of_region}, {0, zones}}};
  std::optional<std::uint32_t> closed;
  for (std::size_t ring = chance(random_, 750) ? 0 : 1; ring < rings.size(); ++ring) {
    for (int tries = 0; tries < 5; ++tries) {
      const std::optional<std::uint32_t> found = merchants.draw(random_, rings[ring][0], rings[ring][1]);
      if (!found) break;
      if (merchants.open_at(*found, plan_.placed)) return *found;
      if (!closed) closed = found;
    }
    if (closed && ring == 2) break;  // nobody orders from another region while there is a kitchen in this one
  }
  return *closed;  // the first merchant always sells, so the last ring found somebody
}

void Planning::choose(const Customers& customers, const Merchants& merchants, Day begin) {
  const auto day = static_cast<std::uint32_t>((day_of(plan_.placed) - begin).count());
  plan_.customer = customers.draw(random_, day);
  const std::size_t home_zone = customers.zone(plan_.customer);
  plan_.merchant = draw_merchant(merchants, home_zone);
  restaurant_ = &merchants.restaurant(plan_.merchant);
  zone_ = merchants.zone(plan_.merchant);
  from_ = merchants.place(plan_.merchant);
  const bool at_home = city_of(zone_) == city_of(home_zone);  // who orders in another city is there
  plan_.to = at_home ? customers.home(plan_.customer) : draw_place(random_, zone_at(zone_));
  fill_basket();
}

// A main dish stands first on every menu (target/delivery), so small baskets lean to the front of it.
void Planning::fill_basket() {
  constexpr std::array<std::uint8_t, 20> how_many{1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4};
  constexpr std::array<std::uint8_t, 20> quantities{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3};
  const auto& menu = restaurant_->dishes;
  const std::uint8_t wanted = how_many[random_.below(how_many.size())];
  delivery::Money subtotal;
  while (plan_.line_count < wanted) {
    const std::uint64_t reach = plan_.line_count == 0 ? std::min<std::uint64_t>(5, menu.size()) : menu.size();
    const auto dish = static_cast<std::uint8_t>(random_.below(reach));
    const auto end = plan_.lines.begin() + plan_.line_count;
    if (std::any_of(plan_.lines.begin(), end, [dish](OrderPlan::Line line) { return line.dish == dish; })) continue;
    const std::uint8_t quantity = quantities[random_.below(quantities.size())];
    plan_.lines[plan_.line_count++] = {dish, quantity};
    subtotal += menu[dish].price * quantity;
  }
  plan_.total = delivery::with_service_fee(subtotal);
}

void Planning::end_unserved(Type type, std::string_view reason, bool money_is_held) {
  plan_.reason = reason;
  add(type, now_);
  if (money_is_held) add(Type::payment_refunded, now_);
}

bool Planning::pay() {
  const std::uint64_t of_hundred = random_.below(100);
  plan_.method = of_hundred < 72 ? "card" : of_hundred < 88 ? "cash" : "voucher";
  add(Type::placed, 0);
  add(Type::payment_pending, 0);
  now_ = between(random_, 2 * second, 25 * second);
  if (chance(random_, 5)) {
    now_ += between(random_, minute, 10 * minute);
    end_unserved(Type::cancelled, guest_reasons[random_.below(guest_reasons.size())], false);
    return false;
  }
  for (int attempt = 1; plan_.method == "card" && chance(random_, 20); ++attempt) {
    add(Type::payment_failed, now_);
    now_ += between(random_, 10 * second, 90 * second);
    if (attempt == 3 || chance(random_, 200)) {
      end_unserved(Type::cancelled, "payment failed", false);
      return false;
    }
  }
  add(Type::payment_authorised, now_);
  return true;
}

bool Planning::cook() {
  now_ += between(random_, 15 * second, 150 * second);
  if (chance(random_, 9)) {
    end_unserved(Type::cancelled, guest_reasons[random_.below(guest_reasons.size())], true);
    return false;
  }
  const bool open = delivery::open_at(*restaurant_, plan_.placed);
  if (!open || !chance(random_, restaurant_->acceptance)) {
    end_unserved(Type::rejected, open ? kitchen_reasons[random_.below(kitchen_reasons.size())] : "closed", true);
    return false;
  }
  const std::int64_t typical = milliseconds(restaurant_->typical_preparation).count();
  plan_.ready_by = plan_.placed + milliseconds(now_ + typical + 2 * minute);
  add(Type::accepted, now_);
  add(Type::payment_captured, now_);
  const std::int64_t begun = now_ + between(random_, 20 * second, 4 * minute);
  add(Type::preparing, begun);
  const std::int64_t takes = typical * from_quantiles(random_, preparation) / 1000;
  if (chance(random_, 10)) {
    now_ = begun + takes / 3;
    end_unserved(Type::cancelled, guest_reasons[random_.below(guest_reasons.size())], true);
    return false;
  }
  ready_ = begun + takes;
  add(Type::ready, ready_);
  return true;
}

void Planning::bring(CourierRota& rota) {
  const std::int64_t assigned =
      std::max(now_ + between(random_, 5 * second, 30 * second), ready_ - between(random_, 4 * minute, 11 * minute));
  const Moment at = plan_.placed + milliseconds(assigned);
  const CourierRota::Assignment assignment = rota.take(zone_, at, plan_.placed + milliseconds(now_));
  plan_.courier = assignment.courier;
  shift_ = assignment.began;
  add(Type::assigned, assigned);
  const std::int64_t there = assigned + between(random_, 2 * minute, 9 * minute);
  const std::int64_t picked_up = std::max(ready_, there) + between(random_, 30 * second, 150 * second);
  add(Type::picked_up, picked_up);
  // Streets are a third longer than the straight line.
  const auto way_m = static_cast<std::int64_t>(delivery::distance_m(from_, plan_.to)) * 4 / 3;
  const std::int64_t free_ride = way_m * minute / delivery::traits(assignment.vehicle).speed_m_per_min;
  const Moment departs = plan_.placed + milliseconds(picked_up);
  const auto hour = static_cast<std::size_t>(std::chrono::floor<std::chrono::hours>(departs - day_of(departs)).count());
  const std::int64_t ride = free_ride * 1000 / flow[hour] + between(random_, minute, 4 * minute);
  delivered_ = picked_up + ride;
  add(Type::delivered, delivered_);
  plan_.ride_ms = static_cast<std::uint32_t>(ride);
  plan_.fixes = static_cast<std::uint32_t>(ride / fix_interval.count());
  const std::int64_t food = std::max((plan_.ready_by - plan_.placed).count(), assigned + 5 * minute);
  plan_.promised_at = plan_.placed + milliseconds(food + free_ride * 5 / 4 + 6 * minute);
  rota.released(zone_, plan_.placed + milliseconds(delivered_ + minute));
}

void Planning::look_back() {
  const std::int64_t late_min = (delivered_ - (plan_.promised_at - plan_.placed).count()) / minute;
  if (chance(random_, 350)) {
    // Stars of twenty reviews, by how late the order was.
    constexpr std::array<std::uint8_t, 20> in_time{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 2, 1};
    constexpr std::array<std::uint8_t, 20> late{5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1, 1};
    constexpr std::array<std::uint8_t, 20> very_late{5, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    const auto& stars = late_min <= 0 ? in_time : late_min <= 10 ? late : very_late;
    plan_.stars = stars[random_.below(stars.size())];
    if (chance(random_, 400)) plan_.words = remarks[plan_.stars - 1U][random_.below(2)];
    add(Type::reviewed, delivered_ + between(random_, 5 * minute, 3 * 60 * minute));
  }
  if (chance(random_, late_min > 10 ? 60 : 12)) add(Type::payment_refunded, delivered_ + between(random_, 20 * minute, 5 * 60 * minute));
}

void Planning::live(CourierRota& rota) {
  if (!pay() || !cook()) return;
  bring(rota);
  look_back();
}

PlannedOrder Planning::finish(Moment end) {
  const auto first = plan_.happenings.begin();
  const auto before = [](const Happening& a, const Happening& b) { return a.after_ms < b.after_ms; };
  for (auto at = first; at != first + plan_.happening_count; ++at) std::rotate(std::upper_bound(first, at, *at, before), at, at + 1);
  while (plan_.happening_count > 0 && plan_.at(plan_.happenings[plan_.happening_count - 1U]) >= end) --plan_.happening_count;
  const Happening* const picked_up = plan_.find(Type::picked_up);
  if (picked_up == nullptr) plan_.fixes = 0;
  while (plan_.fixes > 0 && plan_.at(*picked_up) + plan_.fixes * fix_interval >= end) --plan_.fixes;
  if (shift_ && shift_->began >= end) shift_.reset();
  return {plan_, shift_};
}

}  // namespace

const Happening* OrderPlan::find(Type type) const noexcept {
  const auto end = happenings.begin() + happening_count;
  const auto found = std::find_if(happenings.begin(), end, [type](const Happening& happening) { return happening.type == type; });
  return found == end ? nullptr : &*found;
}

std::string_view status_of(const OrderPlan& plan) noexcept {
  if (plan.find(Type::delivered) != nullptr) return plan.find(Type::payment_refunded) != nullptr ? "refunded" : "delivered";
  if (plan.find(Type::rejected) != nullptr) return "rejected";
  return plan.find(Type::cancelled) != nullptr ? "cancelled" : "placed";
}

PlannedOrder OrderPlanner::next(Moment placed) {
  Planning planning(seed_, ++planned_, placed);
  planning.choose(customers_, merchants_, begin_);
  planning.live(rota_);
  return planning.finish(midnight(end_));
}

}  // namespace rushhour::city
