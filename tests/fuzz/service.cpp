// One request to the whole service, as text: `ROLE METHOD TARGET`, then If-Match, If-None-Match and Idempotency-Key on a line each, then
// the body. ROLE and METHOD are a letter each; `@5` in the target stands for the id of an order that has got so far. The city holds an
// order in every state, couriers at work and not, a basket and a fault, and stays as it is from one input to the next.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/life.hpp"
#include "target/delivery/placement.hpp"
#include "target/faults/read_fault.hpp"
#include "target/service/decide.hpp"
#include "target/service/digest.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::service;
using delivery::Order;
using nlohmann::json;

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(12)};
constexpr std::uint32_t kitchen = 3, worker = 7;

void require(bool holds) {
  if (!holds) std::abort();
}

/// The life of an order of Ada's, as one order for each state: placed, paid, accepted, in preparation, ready, taken, picked up, delivered;
/// then one that was cancelled and one whose payment was refused.
std::vector<Order> orders_of_all_states(const delivery::City& city) {
  const auto priced = delivery::price(city, {.restaurant = kitchen, .lines = {{301, 2}}, .customer = "ada", .to = {}});
  std::vector<Order> all{delivery::begin_life(std::get<Order>(priced), noon).order};
  const auto next = [&](const delivery::Moved& moved) { all.push_back(std::get<delivery::Step>(moved).order); };
  next(delivery::pay(all.back(), "card", true, noon));
  next(delivery::accept(all.back(), noon, noon));
  next(delivery::prepare(all.back(), noon));
  next(delivery::make_ready(all.back(), noon));
  next(delivery::assign(all.back(), worker, noon, noon));
  next(delivery::pick_up(all.back(), worker, noon));
  next(delivery::deliver(all.back(), worker, noon));
  next(delivery::cancel(all[1], "late", noon));
  next(delivery::pay(all[0], "card", false, noon));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].id = order_id_of_key(std::to_string(i));
    all[i].fingerprint = fingerprint_of("{}");
    all[i].personal = i % 2 == 1;
  }
  Order& refused = all.back();  // and the next payment by card is refused as well
  for (int i = 0; delivery::payment_is_good(city.seed(), refused.id, "card", refused.payment.attempts); ++i)
    refused.id = order_id_of_key(fmt::format("refused {}", i));
  return all;
}

struct World {
  Catalogue catalogue{delivery::City(42, 45, 20)};
  Catalogue of_another_seed{delivery::City(43, 45, 20)};
  std::vector<Order> all = orders_of_all_states(catalogue.city());
  LiveOrders orders{100};
  Roster roster{20};
  Baskets baskets{10};
  dispatch::Travel travel = dispatch::city_streets();
  faults::FaultBook faults{noon};
  Sessions sessions{{"key", "lunch", "staff lunch", "the admin's own token", ""}};

  World() {
    for (const Order& order : all) orders.apply(order);
    delivery::Shift shift;
    shift.courier = worker;
    shift.revision = 1;
    shift.on = true;
    roster.apply(shift);
    for (const std::size_t state : {2, 3, 4}) roster.offer(worker, {all[state].id, noon + std::chrono::minutes(1)}, noon);
    baskets.put("ada", {{.restaurant = kitchen, .lines = {{302, 1}}, .customer = "ada", .to = {}}, 5});
    auto read = faults::read_fault(R"({"kind":"stall","for":60})", {Instant{0}, noon, route_names()});
    if (auto* fault = std::get_if<faults::Fault>(&read)) faults.add(std::move(*fault), Instant{0});
    require(faults.any());
  }

  View view(const Recall* recall) const {
    return {catalogue, orders, roster, baskets, sessions, travel, faults, 1, 1, false, noon, recall};
  }

  std::string token_of(char role) const {
    switch (role) {
      case 'c':
        return sessions.issue({Role::customer, "ada", 0}, noon);
      case 'r':
        return sessions.issue({Role::restaurant, "3", kitchen}, noon);
      case 'k':
        return sessions.issue({Role::courier, "7", worker}, noon);
      case 'l':
        return sessions.issue({Role::courier, "8", 8}, noon);
      case 'a':
        return "the admin's own token";
      default:
        return {};
    }
  }

  /// What the desk and its back room would come back with.
  void look_up(const Wanted& wanted, Recall& recall) const {
    recall.asked = wanted;
    recall.order.reset();
    recall.text.clear();
    if (const auto* look = std::get_if<store::LookUp>(&wanted)) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Order& order) { return order.id == look->name; });
      if (found != all.end()) recall.order = std::make_shared<const Order>(*found);
      if (look->kind != store::LookUp::Kind::account) return;
      recall.account_of = look->name;
      if (look->name == "ada") recall.account = store::Account{"ada", std::string(32, '0'), std::string(64, 'a'), noon};
    }
    if (std::holds_alternative<Derivation>(wanted)) recall.text = std::string(64, 'a');
    if (const auto* city = std::get_if<CityOf>(&wanted)) recall.catalogue = city->seed == 43 ? &of_another_seed : nullptr;
    if (std::holds_alternative<Snapshot>(wanted)) recall.text = "snapshot-1.db";
  }
};

const World& world() {
  static const World one;
  return one;
}

std::string_view line_of(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

Method method_of(char letter) {
  constexpr std::string_view letters = "ghpud";
  const std::size_t at = letters.find(letter);
  return at == std::string_view::npos ? Method::other : static_cast<Method>(at);
}

Request request_of(std::string_view text) {
  Request request;
  std::string_view first = line_of(text);
  if (first.size() < 2) return request;
  const std::string token = world().token_of(first[0]);
  if (!token.empty()) request.authorization = "Bearer " + token;
  if (first[0] == 'x') request.authorization = "Bearer 9999999999.Y2FkYQ.x";
  request.method = method_of(first[1]);
  for (std::size_t i = 2; i < first.size(); ++i) {
    const bool names_order = first[i] == '@' && i + 1 < first.size() && first[i + 1] >= '0' && first[i + 1] <= '9';
    if (names_order)
      request.target += world().all[static_cast<std::size_t>(first[++i] - '0')].id;
    else
      request.target += first[i];
  }
  request.if_match = line_of(text);
  request.if_none_match = line_of(text);
  if (const std::string_view key = line_of(text); !key.empty()) request.idempotency_key = key;
  request.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  request.body = text;
  request.body_announced = request.method != Method::get && request.method != Method::head;
  if (!text.empty()) request.content_type = "application/json";
  request.number = 1;
  return request;
}

void check_refusal(const Decision& decision) {
  const Response& response = decision.response;
  const json document = json::parse(response.text(), nullptr, false);
  require(response.content_type == problem_type && document.is_object());
  require(document.value("status", 0) == response.status && document.value("detail", "") != "");
  constexpr std::array<std::string_view, 5> members{"type", "title", "status", "detail", "errors"};
  for (const auto& [name, value] : document.items()) require(std::find(members.begin(), members.end(), name) != members.end());
  require(decision.effects.empty());
  require(response.status == 402 ? decision.change.operations.size() == 1 : decision.change.empty() && decision.change.events.empty());
}

void check(const Request& request, const Decision& decision) {
  constexpr std::array known{200, 201, 202, 204, 304, 400, 401, 402, 403, 404, 405, 409, 411, 412, 414, 415, 422, 428};
  const Response& response = decision.response;
  require(std::find(known.begin(), known.end(), response.status) != known.end());
  if (response.status >= 400)
    check_refusal(decision);
  else
    require(response.text().empty() || json::accept(response.text()));
  require(!decision.changes_anything() || (request.method != Method::get && request.method != Method::head));
  // An event is a line, and a field of the head another.
  for (const std::string& event : decision.change.events) {
    require(json::accept("{" + event));
    require(event.find_first_of("\r\n") == std::string::npos);
  }
  for (const Field& field : response.fields) require(field.value.find_first_of("\r\n") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Request request = request_of({reinterpret_cast<const char*>(data), size});
  Decision decision = decide(request, world().view(nullptr), noon);
  Recall recall;
  for (int asked = 0; decision.waits(); ++asked) {
    require(asked < 3);
    require(!decision.changes_anything());
    world().look_up(decision.wanted, recall);
    decision = decide(request, world().view(&recall), noon);
  }
  check(request, decision);
  // Who is refused by the head alone is refused for the same by head and body.
  if (const auto refused = refuse_head(request, world().view(nullptr))) require(refused->status == decision.response.status);
  return 0;
}
