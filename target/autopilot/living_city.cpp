#include "target/autopilot/living_city.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace rushhour::autopilot {
namespace {

constexpr Instant retry_first = std::chrono::milliseconds(250);
constexpr Instant retry_last = std::chrono::seconds(8);
constexpr unsigned failures_max = 20;
constexpr std::size_t inbox_of_kitchen_max = 100;

Instant backoff(unsigned failures) { return std::min(retry_last, retry_first * (std::int64_t{1} << std::min(failures, 6U))); }

bool is_trouble(const service::Ticket& ticket) {
  return ticket.delivery.reset || ticket.response.status == 429 || ticket.response.status >= 500;
}

/// A full kitchen says when to ask again; other refusals are for good.
Answer answer_of(const service::Response& response) {
  if (response.status < 300) return Answer::agreed;
  for (const service::Field& field : response.fields)
    if (response.status == 409 && field.name == "Retry-After") return Answer::later;
  return Answer::refused;
}

}  // namespace

/// An act on its way through the desk.
class Undertaking final : public service::Ticket {
 public:
  Undertaking(Inbox& inbox, Act what, unsigned failures_before, std::uint64_t of) noexcept
      : act(std::move(what)), failures(failures_before), performance(of), inbox_(inbox) {}

  void wake() override { inbox_.put(*this); }

  const Act act;
  const unsigned failures;
  const std::uint64_t performance;

 private:
  Inbox& inbox_;
};

struct LivingCity::Cast {
  Cast(const delivery::City& of, const dispatch::Travel& travel, bool keep_hours) : kitchens(of), couriers(of, travel, keep_hours) {}

  Kitchens kitchens;
  Couriers couriers;
};

LivingCity::LivingCity(service::Desk& desk, const service::Sessions& sessions, const faults::FaultBook& faults,
                       const dispatch::Travel& travel, const Clock& clock, WallTime wall_at_zero, service::CityTime city_time, Inbox& inbox,
                       Settings settings)
    : desk_(desk),
      sessions_(sessions),
      faults_(faults),
      travel_(travel),
      clock_(clock),
      wall_at_zero_(wall_at_zero),
      city_time_(city_time),
      inbox_(inbox),
      settings_(std::move(settings)),
      matcher_(desk.orders(), desk.roster(), settings_.matching),
      matched_at_ns_(clock.now().count()) {}

LivingCity::~LivingCity() { stop(); }

void LivingCity::start() {
  thread_ = std::thread([this] { run(); });
}

void LivingCity::stop() {
  inbox_.close();
  if (thread_.joinable()) thread_.join();
}

void LivingCity::run() {
  while (!inbox_.closed()) inbox_.wait(turn());
}

Instant LivingCity::turn() {
  const Instant began = clock_.now();
  const WallTime now = city_time_.at(began);
  if (settings_.plays && cast_ == nullptr) raise_curtain(now);
  read_inbox(now);
  if (began >= next_match_) {
    next_match_ = began + settings_.match_every;
    if (!faults_.matcher_paused(began)) match(now);
  }
  if (cast_ != nullptr && began >= next_look_) {
    next_look_ = began + settings_.look_every;
    look_around(now);
  }
  while (!heap_.empty() && heap_.top().act.due <= now && under_way_.size() < under_way_max) {
    Due due = heap_.top();
    heap_.pop();
    begin(std::move(due));
  }
  waiting_.store(heap_.size(), std::memory_order_relaxed);
  return until_due(clock_.now());
}

Instant LivingCity::until_due(Instant now) const {
  Instant next = next_match_;
  if (cast_ != nullptr) next = std::min(next, next_look_);
  if (!heap_.empty() && under_way_.size() < under_way_max) {
    const double city_ns = static_cast<double>((heap_.top().act.due - city_time_.at(now)).count());
    next = std::min(next, now + Instant(static_cast<std::int64_t>(city_ns / city_time_.scale) + 1));
  }
  return std::max(next - now, Instant{0});
}

void LivingCity::read_inbox(WallTime now) {
  const Inbox::Taken taken = inbox_.take();
  if (taken.reset && cast_ != nullptr) raise_curtain(now);
  if (taken.missed) next_look_ = Instant{0};
  if (cast_ != nullptr) {
    for (const delivery::Order& order : taken.orders) {
      plan(cast_->couriers.changed(order, now));
      if (heap_.size() < acts_max) plan(cast_->kitchens.see(order, now));
    }
  }
  for (Undertaking* woken : taken.woken)
    if (desk_.resume(*woken)) end(*woken);
}

void LivingCity::raise_curtain(WallTime now) {
  ++performance_;
  heap_ = {};
  cast_ = std::make_unique<Cast>(desk_.catalogue().city(), travel_, settings_.matching.keep_hours);
  std::vector<std::uint32_t> working;
  for (const service::Courier& courier : desk_.roster().working()) working.push_back(courier.shift.courier);
  plan(cast_->couriers.open(working, now));
  next_look_ = Instant{0};
}

void LivingCity::match(WallTime now) {
  matched_at_ns_.store(clock_.now().count(), std::memory_order_relaxed);
  for (const Errand& errand : matcher_.match(desk_.catalogue().city(), now)) {
    matched_.fetch_add(errand.legs.size() / 2, std::memory_order_relaxed);
    if (cast_ != nullptr) plan(cast_->couriers.offered(errand, now));
  }
}

void LivingCity::look_around(WallTime now) {
  const delivery::City& city = desk_.catalogue().city();
  for (const delivery::Restaurant& restaurant : city.restaurants())
    for (const auto& order : desk_.orders().inbox(restaurant.id, inbox_of_kitchen_max))
      if (heap_.size() < acts_max) plan(cast_->kitchens.see(*order, now));
  for (const delivery::Courier& courier : city.couriers()) {
    if (!cast_->couriers.idle(courier.id) || desk_.orders().load_of(courier.id).orders == 0) continue;
    const Errand errand = errand_of(city, courier.id, desk_.orders().of_courier(courier.id));
    plan(cast_->couriers.carry_on(errand, desk_.roster().courier(courier.id).at, now));
  }
}

void LivingCity::plan(Acts acts) {
  for (Act& act : acts) heap_.push({std::move(act), 0, ++numbers_});
}

void LivingCity::plan(std::optional<Act> act) {
  if (act) heap_.push({*std::move(act), 0, ++numbers_});
}

void LivingCity::begin(Due due) {
  auto made = std::make_unique<Undertaking>(inbox_, std::move(due.act), due.failures, performance_);
  Undertaking& undertaking = *made;
  under_way_.emplace(&undertaking, std::move(made));
  const auto role = undertaking.act.of_kitchen() ? service::Role::restaurant : service::Role::courier;
  const service::Caller staff{role, std::to_string(undertaking.act.who), undertaking.act.who};
  service::Request& request = undertaking.request;
  request.method = service::Method::post;
  request.target = path_of(undertaking.act);
  request.body = body_of(undertaking.act);
  request.body_announced = true;
  if (!request.body.empty()) request.content_type = service::json_type;
  undertaking.arrived = clock_.now();
  request.authorization = "Bearer " + sessions_.issue(staff, wall_at_zero_ + undertaking.arrived);
  if (desk_.handle(undertaking)) end(undertaking);
}

void LivingCity::end(Undertaking& undertaking) {
  const auto own = under_way_.extract(&undertaking);  // ends with this function
  if (undertaking.performance == performance_) conclude(undertaking);
}

// A fault may hold an answer, which does not matter here, or have the request asked again later: then it is made anew.
void LivingCity::conclude(const Undertaking& undertaking) {
  const Act& act = undertaking.act;
  if (undertaking.delivery.again) return make_again({act, undertaking.failures, 0}, undertaking.delivery.hold);
  Answer answer = answer_of(undertaking.response);
  if (is_trouble(undertaking)) {
    if (undertaking.failures < failures_max) {
      retried_.fetch_add(1, std::memory_order_relaxed);
      return make_again({act, undertaking.failures + 1, 0}, backoff(undertaking.failures));
    }
    dropped_.fetch_add(1, std::memory_order_relaxed);
    answer = Answer::refused;
  } else {
    (answer == Answer::agreed ? acts_ : refused_).fetch_add(1, std::memory_order_relaxed);
  }
  const WallTime now = city_time_.at(clock_.now());
  if (act.of_kitchen())
    plan(cast_->kitchens.answered(act, answer, now));
  else
    plan(cast_->couriers.answered(act, answer, now));
}

void LivingCity::make_again(const Due& due, Instant after) {
  Due again = due;
  again.act.due = city_time_.at(clock_.now() + after);
  again.number = ++numbers_;
  heap_.push(std::move(again));
}

LivingCity::Figures LivingCity::figures() const noexcept {
  const auto read = [](const std::atomic<std::uint64_t>& figure) { return figure.load(std::memory_order_relaxed); };
  return {read(matched_), read(acts_), read(refused_), read(retried_), read(dropped_), read(waiting_)};
}

}  // namespace rushhour::autopilot
