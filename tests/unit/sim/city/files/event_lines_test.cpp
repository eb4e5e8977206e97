#include "sim/city/files/event_lines.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <vector>

#include "sim/city/map.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour::city;
using namespace std::chrono_literals;
using Type = rushhour::delivery::OrderEventType;

namespace {

constexpr Day begin = std::chrono::year(2025) / 3 / 1;
constexpr Moment noon = midnight(begin) + 12h;

const Merchants merchants(7, 10, begin);

OrderPlan order(std::vector<Type> types) {
  OrderPlan plan;
  plan.number = 42;
  plan.placed = noon;
  plan.customer = 3;
  plan.merchant = 2;
  plan.to = {-50, 1200};
  plan.lines[0] = {0, 2};
  plan.line_count = 1;
  plan.total = {1906};
  plan.method = "card";
  plan.courier = 9;
  plan.ready_by = noon + 20min;
  plan.promised_at = noon + 40min;
  for (const Type type : types) plan.happenings[plan.happening_count++] = {1'500, 1, type};
  return plan;
}

/// The line that `write` writes, without its end.
template <class Write>
std::string line(Write write) {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  RecordFile file(folder.path(), "a", Format::json_lines, "", "", dirt);
  EventLines lines(file, merchants);
  write(lines);
  file.close("");
  file.keep();
  const std::string all = text_of(folder.path() / "a");
  return all.substr(0, all.size() - 1);
}

std::string told(const OrderPlan& plan) {
  return line([&](EventLines& lines) { lines.happened(plan, 0, noon + 2s); });
}

/// What stands before the members of an event's own.
std::string head(const char* type) {
  return std::string(R"({"seq":1,"id":"O00000042.1","type":")") + type +
         R"(","at":"2025-03-01T12:00:01.500Z","recorded_at":"2025-03-01T12:00:02.000Z")" +
         R"(,"order":"O00000042","restaurant":"M00002","zone":")" + zone_at(merchants.zone(2)).name + "\"";
}

}  // namespace

TEST_CASE("the events of an order have the members of the event log") {
  OrderPlan reviewed = order({Type::reviewed});
  reviewed.stars = 4;
  reviewed.words = "tr\xC3\xA8s correct";
  OrderPlan rejected = order({Type::rejected});
  rejected.reason = "closed";
  CHECK(told(order({Type::payment_pending})) == head("payment.pending") + R"(,"amount":1906,"currency":"EUR"})");
  CHECK(told(order({Type::payment_failed})) == head("payment.failed") + R"(,"amount":1906,"currency":"EUR","method":"card"})");
  CHECK(told(order({Type::payment_refunded})) == head("payment.refunded") + R"(,"amount":1906,"currency":"EUR","method":"card"})");
  CHECK(told(order({Type::accepted})) == head("order.accepted") + R"(,"ready_by":"2025-03-01T12:20:00.000Z"})");
  CHECK(told(rejected) == head("order.rejected") + R"(,"reason":"closed"})");
  CHECK(told(order({Type::preparing})) == head("order.preparing") + "}");
  CHECK(told(order({Type::assigned})) == head("order.assigned") + R"(,"courier":9,"promised_at":"2025-03-01T12:40:00.000Z"})");
  CHECK(told(order({Type::delivered})) == head("order.delivered") + R"(,"courier":9})");
  CHECK(told(reviewed) == head("order.reviewed") + ",\"stars\":4,\"words\":\"tr\xC3\xA8s correct\"}");
}

TEST_CASE("a placed order tells its customer, its door and its lines") {
  const auto event = nlohmann::json::parse(told(order({Type::placed})));
  const auto& dish = merchants.restaurant(2).dishes[0];
  CHECK(event["customer"] == "3");
  CHECK(event["to"] == nlohmann::json({{"x", -50}, {"y", 1200}}));
  CHECK(event["total"] == 1906);
  CHECK(event["currency"] == "EUR");
  CHECK(event["lines"] == nlohmann::json::array({{{"dish", dish.id}, {"name", dish.name}, {"price", dish.price.minor}, {"quantity", 2}}}));
}

TEST_CASE("a courier's positions lie on the straight way, and the last is the event's own time") {
  OrderPlan plan = order({Type::picked_up});
  plan.happenings[0].after_ms = 0;
  plan.ride_ms = 300'000;
  plan.fixes = 10;
  const auto from = merchants.place(2);
  for (std::uint32_t batch = 0; batch < 3; ++batch) {
    const auto event = nlohmann::json::parse(line([&](EventLines& lines) { lines.moved(plan, batch, noon + 1h); }));
    CHECK(event["id"] == "way-O00000042." + std::to_string(batch + 1));
    CHECK(event["type"] == "courier.positions");
    CHECK(event["courier"] == 9);
    CHECK(event["order"] == "O00000042");
    REQUIRE(event["positions"].size() == (batch < 2 ? 4 : 2));
    CHECK(event["at"] == event["positions"].back()["at"]);
    const double part = (batch * 4 + 1) / 10.0;
    CHECK(std::abs(event["positions"][0]["x"].get<double>() - (from.x_m + (plan.to.x_m - from.x_m) * part)) < 1.01);
    CHECK(std::abs(event["positions"][0]["y"].get<double>() - (from.y_m + (plan.to.y_m - from.y_m) * part)) < 1.01);
  }
}

TEST_CASE("the last position of a whole way is the door") {
  OrderPlan plan = order({Type::picked_up});
  plan.ride_ms = 60'000;
  plan.fixes = 2;
  const auto event = nlohmann::json::parse(line([&](EventLines& lines) { lines.moved(plan, 0, noon + 1h); }));
  CHECK(event["positions"].back()["x"] == plan.to.x_m);
  CHECK(event["positions"].back()["y"] == plan.to.y_m);
}

TEST_CASE("shifts are numbered as the courier's events, and lines count from one") {
  const CourierShift shift{5, 2, noon, noon + 4h, {1, -2}, {3, 4}};
  const std::string text = line([&](EventLines& lines) {
    lines.shift_began(shift, noon + 5ms);
    lines.shift_ended(shift, noon + 4h);
  });
  CHECK(text == R"({"seq":1,"id":"courier-5.3","type":"courier.shift_began","at":"2025-03-01T12:00:00.000Z",)"
                R"("recorded_at":"2025-03-01T12:00:00.005Z","courier":5,"position":{"x":1,"y":-2}})"
                "\n"
                R"({"seq":2,"id":"courier-5.4","type":"courier.shift_ended","at":"2025-03-01T16:00:00.000Z",)"
                R"("recorded_at":"2025-03-01T16:00:00.000Z","courier":5,"position":{"x":3,"y":4}})");
}
