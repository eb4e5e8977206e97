// A day of a city that plays itself, with a million orders, against a store that forgets: does its memory grow, and what does an order
// cost? One JSON object a line: {what, figure, unit, goal, met}. RUSHHOUR_BENCH_ORDERS makes the day smaller.

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "reports/foundation/clock.hpp"
#include "reports/foundation/random_stream.hpp"
#include "target/autopilot/living_city.hpp"
#include "target/service/desk.hpp"

namespace {

using namespace rushhour;
using namespace std::chrono_literals;

constexpr std::uint32_t restaurants = 10'000;
constexpr std::uint32_t couriers = 30'000;
constexpr int day_s = 86'400;
constexpr WallTime midnight{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

/// Everything is durable at once, and nothing is kept.
class ForgetfulStore final : public store::OrderStore {
 public:
  bool submit(store::Change change, WhenCommitted done) override {
    for (const store::Operation& operation : change.operations)
      if (const auto* moved = std::get_if<store::MoveOrder>(&operation))
        if (moved->order.status == delivery::OrderStatus::delivered) ++delivered;
    done({store::Verdict::committed, {}, {}, &change});
    return true;
  }
  bool look_up(store::LookUp, WhenRecalled done) override {
    done({});
    return true;
  }
  std::uint64_t opening() const noexcept override { return 1; }
  store::StoreFigures figures() const override { return {}; }
  void close() override {}

  std::uint64_t delivered = 0;
};

class OwnTicket final : public service::Ticket {
 public:
  void wake() override {}
};

struct City {
  ForgetfulStore store;
  HeldClock clock;
  service::LiveOrders orders{200'000};
  service::Roster roster{couriers};
  service::Baskets baskets{1};
  service::Sessions sessions{{"key", "customers", "staff", "admin", ""}};
  dispatch::Travel travel = dispatch::city_streets();
  faults::FaultBook faults{midnight, 1};
  autopilot::Inbox inbox;
  service::Desk desk{{.catalogue = std::make_unique<service::Catalogue>(delivery::City(1, restaurants, couriers)),
                      .orders = orders,
                      .roster = roster,
                      .baskets = baskets,
                      .sessions = sessions,
                      .travel = travel,
                      .faults = faults,
                      .store = store,
                      .clock = clock,
                      .wall_at_zero = midnight,
                      .city = {midnight, 1},
                      .committed = [this](const store::Change& change) { inbox.put(change); }}};
  autopilot::LivingCity living{
      desk,          sessions, faults,
      travel,        clock,    midnight,
      {midnight, 1}, inbox,    {.plays = true, .matching = {.policy = dispatch::Policy::bundled}, .match_every = 5s, .look_every = 60s}};

  void post(const std::string& path, const std::string& body) {
    OwnTicket ticket;
    ticket.request.method = service::Method::post;
    ticket.request.target = path;
    ticket.request.content_type = service::json_type;
    ticket.request.body = body;
    ticket.request.body_announced = true;
    ticket.arrived = clock.now();
    bool answered = desk.handle(ticket);
    while (!answered) answered = desk.resume(ticket);
    if (ticket.response.status >= 300) throw std::runtime_error(fmt::format("{}: {}", path, ticket.response.text()));
    for (const service::Field& field : ticket.response.fields)
      if (field.name == "Location") location = field.value;
  }

  void place_and_pay(RandomStream& random) {
    post("/api/orders", fmt::format(R"({{"dish":{}}})", (1 + random.below(restaurants)) * 100 + 1));
    post(location + "/pay", R"({"method":"cash"})");
  }

  std::string location;
};

std::size_t resident_bytes() {
  std::size_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * 4096;
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RUSHHOUR_BENCH_ORDERS");
  const double orders = wanted == nullptr ? 1e6 : std::atof(wanted);
  City city;
  RandomStream random(1, "bench", "day", 0);
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t placed = 0;
  std::size_t after_first_hours = 0;
  for (int second = 0; second < day_s; ++second) {
    city.clock.set(std::chrono::seconds(second));
    while (static_cast<double>(placed) < orders * (second + 1) / day_s) {
      city.place_and_pay(random);
      ++placed;
    }
    city.living.turn();
    if (second == day_s / 8) after_first_hours = resident_bytes();  // by then as many orders end as begin
  }
  const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const double growth = static_cast<double>(resident_bytes()) / static_cast<double>(after_first_hours);
  fmt::print("{{\"what\":\"memory at the end of a day of {} orders, over that after three hours\",\"figure\":{:.3f},\"unit\":\"\",", placed,
             growth);
  fmt::print("\"goal\":\"<= 1.05\",\"met\":{}}}\n", growth <= 1.05);
  fmt::print("{{\"what\":\"orders delivered in that day\",\"figure\":{},\"unit\":\"orders\"}}\n", city.store.delivered);
  fmt::print("{{\"what\":\"memory of that city\",\"figure\":{:.0f},\"unit\":\"MB\"}}\n", static_cast<double>(resident_bytes()) / 1e6);
  fmt::print("{{\"what\":\"cost of an order that plays itself\",\"figure\":{:.1f},\"unit\":\"us\"}}\n",
             took_s * 1e6 / static_cast<double>(placed));
  return city.store.delivered > 0 ? 0 : 1;
}
