#include "target/autopilot/living_city.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <set>

#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::autopilot;
using delivery::OrderStatus;
using service::Method;
using namespace std::chrono_literals;

namespace {

/// A desk whose commits the living city hears of. Time stands still but for `pass`.
struct Stage : service::DeskStage {
  Inbox inbox;
  LivingCity::Settings settings;
  std::unique_ptr<LivingCity> living;
  int placed_so_far = 0;

  explicit Stage(bool plays = true, double scale = 1) {
    city_time.scale = scale;
    settings.plays = plays;
    store.prompt = true;
    committed = [this](const store::Change& change) { inbox.put(change); };
    raise();
  }

  /// A new living city over the same view, as after a restart.
  void raise() {
    living.reset();
    inbox.take();  // what was under way is gone with the process
    living = std::make_unique<LivingCity>(desk(), sessions, faults, travel, clock, service::noon, city_time, inbox, settings);
  }

  void pass(Instant time, Instant step = 1s) {
    for (const Instant until = clock.now() + time; clock.now() < until;) {
      clock.advance(step);
      living->turn();
    }
  }

  /// Orders are placed and paid, one a step.
  std::vector<std::string> order_and_pay(int count, Instant step) {
    std::vector<std::string> ids;
    for (int n = 0; n < count; ++n) {
      const int dish = (1 + placed_so_far++ % 45) * 100 + 1;
      ids.push_back(id_of(paid({}, fmt::format(R"({{"dish":{}}})", dish))));
      pass(step, step);
    }
    return ids;
  }
  std::string paid(const std::string& token, const std::string& body) {
    const std::string order = placed(token, body);
    REQUIRE(post(order + "/pay", R"({"method":"cash"})", token).status == 200);
    return order;
  }

  OrderStatus status_of(const std::string& id) const { return store.rows.at(id).status; }
  std::map<OrderStatus, int> count(const std::vector<std::string>& ids) const {
    std::map<OrderStatus, int> counts;
    for (const std::string& id : ids) ++counts[status_of(id)];
    return counts;
  }
};

}  // namespace

TEST_CASE("customers who only place and pay get their food, unless the kitchen does not take the order") {
  Stage stage;
  const std::vector<std::string> ids = stage.order_and_pay(60, 60s);
  stage.pass(3h);
  auto counts = stage.count(ids);
  CHECK(counts[OrderStatus::delivered] + counts[OrderStatus::rejected] == 60);
  CHECK(counts[OrderStatus::delivered] >= 50);
  for (const std::string& id : ids) {
    const delivery::Order& order = stage.store.rows.at(id);
    if (order.status != OrderStatus::delivered) continue;
    CHECK(order.courier >= 1);
    CHECK(stage.roster.courier(order.courier).shift.on);
    CHECK(*order.picked_up_at > order.placed_at + 5min);
    CHECK(*order.delivered_at > *order.picked_up_at);
    CHECK(*order.delivered_at < order.placed_at + 2h);
  }
}

TEST_CASE("when all is delivered nothing is left over") {
  Stage stage;
  stage.order_and_pay(20, 60s);
  stage.pass(3h);
  CHECK(stage.orders.size() == 0);
  CHECK(stage.living->figures().waiting == 0);
  CHECK(stage.living->figures().dropped == 0);
  CHECK(stage.living->figures().acts > 20 * 5);
}

TEST_CASE("the same orders at the same instants meet the same fate") {
  Stage one, two;
  const std::vector<std::string> ids = one.order_and_pay(20, 60s);
  REQUIRE(two.order_and_pay(20, 60s) == ids);
  one.pass(3h);
  two.pass(3h);
  CHECK(one.store.rows == two.store.rows);
}

TEST_CASE("no courier carries more than it may, and each order has one courier") {
  Stage stage;
  stage.settings.matching.policy = dispatch::Policy::bundled;
  stage.raise();
  const std::vector<std::string> ids = stage.order_and_pay(90, 10s);
  std::size_t most = 0;
  for (int minute = 0; minute < 240; ++minute) {
    stage.pass(60s);
    for (std::uint32_t courier = 1; courier <= 20; ++courier) {
      const std::size_t carries = stage.orders.of_courier(courier).size();
      CHECK(carries <= stage.city().courier(courier)->carries);
      most = std::max(most, carries);
    }
  }
  CHECK(most > 1);
  std::map<std::string, int> taken;
  for (const std::string& event : stage.store.events)
    if (event.find("\"order.assigned\"") != std::string::npos) ++taken[nlohmann::json::parse("{" + event)["order"]];
  for (const auto& [order, times] : taken) CHECK(times == 1);
  CHECK(taken.size() == static_cast<std::size_t>(stage.count(ids)[OrderStatus::delivered]));
}

TEST_CASE("a city that does not play itself only offers, and what was taken is offered to nobody else") {
  Stage stage(false);
  const std::string order = stage.paid({}, R"({"dish":301})");
  stage.pass(10min);
  CHECK(stage.status_of(Stage::id_of(order)) == OrderStatus::paid);
  REQUIRE(stage.post(order + "/accept", R"({"minutes":15})", stage.restaurant(3)).status == 200);
  stage.pass(2min);
  for (const std::uint32_t courier : {1U, 2U, 3U})
    REQUIRE(stage.post(fmt::format("/api/couriers/{}/shift", courier), R"({"on":true})", stage.courier(courier)).status == 200);
  const auto offered = [&] {
    std::vector<std::uint32_t> couriers;
    for (std::uint32_t courier = 1; courier <= 20; ++courier)
      if (!stage.roster.offers(courier, stage.desk().city_now()).empty()) couriers.push_back(courier);
    return couriers;
  };
  CHECK(offered().empty());  // it is ready beyond the look-ahead
  stage.pass(70s);
  const auto first = offered();
  REQUIRE(first.size() == 1);
  REQUIRE(stage.post(order + "/take", {}, stage.courier(first[0])).status == 200);
  stage.pass(10min);
  CHECK(offered().empty());
  CHECK(stage.status_of(Stage::id_of(order)) == OrderStatus::accepted);
}

TEST_CASE("an offer that nobody takes ends, and the order is offered again") {
  Stage stage(false);
  const std::string order = stage.paid({}, R"({"dish":301})");
  REQUIRE(stage.post(order + "/accept", R"({"minutes":1})", stage.restaurant(3)).status == 200);
  REQUIRE(stage.post("/api/couriers/1/shift", R"({"on":true})", stage.courier(1)).status == 200);
  std::set<WallTime> ends;
  for (int n = 0; n < 600; ++n) {
    stage.pass(1s);
    for (const service::Offer& offer : stage.roster.offers(1, stage.desk().city_now())) ends.insert(offer.until);
  }
  CHECK(ends.size() >= 4);  // ten minutes, two each
}

TEST_CASE("a paused matcher offers nothing, and makes up for it afterwards") {
  Stage stage;
  faults::Fault pause;
  pause.begin = stage.clock.now();
  pause.end = pause.begin + 1h;
  pause.effect = faults::PauseMatcher{};
  REQUIRE(stage.faults.add(pause, stage.clock.now()).has_value());
  const std::vector<std::string> ids = stage.order_and_pay(10, 60s);
  stage.pass(45min);
  CHECK(stage.living->figures().matched == 0);
  CHECK(stage.count(ids)[OrderStatus::ready] > 0);
  CHECK(stage.count(ids)[OrderStatus::delivered] == 0);
  stage.pass(3h);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 10);
}

TEST_CASE("trouble in the store delays what is done and loses nothing") {
  Stage stage;
  const std::vector<std::string> ids = stage.order_and_pay(10, 60s);
  stage.store.refuses = true;
  stage.pass(20s);
  CHECK(stage.living->figures().retried > 0);
  stage.store.refuses = false;
  stage.pass(3h);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 10);
  CHECK(stage.living->figures().dropped == 0);
}

TEST_CASE("what had to be given up in long trouble is found again when it is over") {
  Stage stage;
  const std::vector<std::string> ids = stage.order_and_pay(10, 60s);
  stage.store.refuses = true;
  stage.pass(30min);
  CHECK(stage.living->figures().dropped > 0);
  stage.store.refuses = false;
  stage.pass(4h);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 10);
}

TEST_CASE("after a restart kitchens and couriers go on with what they had") {
  Stage stage;
  const std::vector<std::string> ids = stage.order_and_pay(25, 60s);
  auto before = stage.count(ids);
  CHECK(before[OrderStatus::delivered] < 20);
  CHECK(before[OrderStatus::paid] + before[OrderStatus::accepted] + before[OrderStatus::preparing] + before[OrderStatus::ready] > 0);
  stage.raise();
  stage.pass(10min);
  stage.raise();
  stage.pass(3h);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 25);
}

TEST_CASE("a customer may cancel while the courier is on the way, and the courier is free for others") {
  Stage stage;
  const std::vector<std::string> ids = stage.order_and_pay(12, 30s);
  std::set<std::string> cancelled;
  for (int n = 0; n < 60; ++n) {
    stage.pass(30s);
    for (const std::string& id : ids)
      if (stage.store.rows.at(id).courier != 0 && cancelled.size() < 6 && stage.post("/api/orders/" + id + "/cancel", {}, {}).status == 200)
        cancelled.insert(id);
  }
  REQUIRE(cancelled.size() == 6);
  stage.pass(3h);
  for (const std::string& id : ids) CHECK((stage.status_of(id) == OrderStatus::cancelled) == (cancelled.count(id) == 1));
  const std::vector<std::string> later = stage.order_and_pay(20, 30s);
  stage.pass(3h);
  CHECK(stage.count(later)[OrderStatus::delivered] + stage.count(later)[OrderStatus::rejected] == 20);
}

TEST_CASE("a city that is reset begins anew, and what was begun before is forgotten") {
  Stage stage;
  stage.order_and_pay(10, 60s);
  REQUIRE(stage.post("/api/admin/reset", R"({"seed":43})", Stage::admin()).status == 200);
  CHECK(stage.orders.size() == 0);
  stage.pass(1min);
  CHECK(stage.roster.on_shift() == 20);
  const std::vector<std::string> ids = stage.order_and_pay(10, 60s);
  stage.pass(3h);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 10);
  CHECK(stage.store.rows.size() == 10);
}

TEST_CASE("sixty times as fast, an hour of the city takes a minute") {
  Stage stage(true, 60);
  stage.settings.match_every = 200ms;
  stage.raise();
  const std::vector<std::string> ids = stage.order_and_pay(10, 1s);
  stage.pass(110s, 20ms);
  CHECK(stage.count(ids)[OrderStatus::delivered] + stage.count(ids)[OrderStatus::rejected] == 10);
  for (const std::string& id : ids) {
    const delivery::Order& order = stage.store.rows.at(id);
    if (order.status == OrderStatus::delivered) CHECK(*order.delivered_at > order.placed_at + 10min);
  }
}

TEST_CASE("a turn tells how long there is nothing to do") {
  Stage stage;
  stage.living->turn();
  CHECK(stage.living->turn() == 2s);  // until the next match
  stage.paid({}, R"({"dish":301})");
  CHECK(stage.living->turn() == 2s);
  stage.clock.advance(500ms);
  CHECK(stage.living->turn() == 1500ms);
}

TEST_CASE("couriers who keep hours go home, and work again the next day") {
  Stage stage;
  stage.settings.matching.keep_hours = true;
  stage.raise();
  const auto works = [&](WallTime at) {
    std::size_t expected = 0;
    for (const delivery::Courier& courier : stage.city().couriers()) expected += within(courier.shift, at) ? 1 : 0;
    return expected;
  };
  for (int hour = 0; hour < 30; ++hour) {
    stage.pass(1h, 30s);
    CHECK(stage.roster.on_shift() == works(stage.desk().city_now()));
  }
}

TEST_CASE("the thread takes turns by itself, and ends when it is told to") {
  Stage stage;
  stage.living->start();
  stage.living->stop();
  stage.living->stop();
  CHECK(stage.inbox.closed());
}
