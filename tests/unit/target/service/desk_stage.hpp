#pragma once

#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "target/service/desk.hpp"
#include "tests/unit/target/service/played_store.hpp"

namespace rushhour::service {

inline const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(12)};

inline std::string field_of(const Response& response, std::string_view name) {
  for (const Field& field : response.fields)
    if (field.name == name) return field.value;
  return {};
}

/// A ticket that can be waited for: the back room wakes it on a thread of its own.
class PlayedTicket final : public Ticket {
 public:
  void wake() override {
    {
      const std::lock_guard lock(mutex_);
      ++woken_;
    }
    rang_.notify_one();
  }
  int woken() const {
    const std::lock_guard lock(mutex_);
    return woken_;
  }
  void wait_for_wake(int times) {
    std::unique_lock lock(mutex_);
    rang_.wait(lock, [&] { return woken_ >= times; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable rang_;
  int woken_ = 0;
};

/// A desk with a small city of 45 restaurants and 20 couriers, a store on paper and a clock that is held.
struct DeskStage {
  PlayedStore store;
  HeldClock clock;
  LiveOrders orders{100};
  Roster roster{20};
  Baskets baskets{100};
  std::string remote;
  Sessions sessions{{"key", "lunch", "staff lunch", "the admin's own token", remote}};
  dispatch::Travel travel = dispatch::city_streets();
  faults::FaultBook faults{noon, 1};
  CityTime city_time{noon, 1};  // this and the next two: before the desk is asked for
  bool opening_hours = false;
  std::function<void(const store::Change&)> committed;
  std::unique_ptr<Desk> desk_;

  explicit DeskStage(std::string token_of_all = {}) : remote(std::move(token_of_all)) {}

  Desk& desk() {
    if (!desk_)
      desk_ = std::make_unique<Desk>(Desk::Parts{.catalogue = std::make_unique<Catalogue>(delivery::City(42, 45, 20)),
                                                 .orders = orders,
                                                 .roster = roster,
                                                 .baskets = baskets,
                                                 .sessions = sessions,
                                                 .travel = travel,
                                                 .faults = faults,
                                                 .store = store,
                                                 .clock = clock,
                                                 .wall_at_zero = noon,
                                                 .city = city_time,
                                                 .opening_hours = opening_hours,
                                                 .committed = committed,
                                                 .snapshot = [] { return std::string("snapshot-1.db"); }});
    return *desk_;
  }
  const delivery::City& city() { return desk().catalogue().city(); }

  /// Fills in a request. `body` as JSON text; empty: none.
  static void write(Request& request, Method method, const std::string& target, const std::string& body = {},
                    const std::string& token = {}) {
    request.clear();
    request.method = method;
    request.target = target;
    request.body = body;
    request.body_announced = method != Method::get;
    if (!body.empty()) request.content_type = "application/json";
    if (!token.empty()) request.authorization = "Bearer " + token;
  }

  /// Hands a request in and stays until it is answered; the store must be prompt. `prepare` may add to the request.
  Response ask(Method method, const std::string& target, const std::string& body = {}, const std::string& token = {},
               const std::function<void(Request&)>& prepare = {}) {
    store.prompt = true;
    PlayedTicket ticket;
    write(ticket.request, method, target, body, token);
    if (prepare) prepare(ticket.request);
    ticket.arrived = clock.now();
    int wakes = 0;
    bool done = desk().handle(ticket);
    while (!done) {
      ticket.wait_for_wake(++wakes);
      done = desk().resume(ticket);
    }
    return ticket.response;
  }
  Response get(const std::string& target, const std::string& token = {}) { return ask(Method::get, target, {}, token); }
  Response post(const std::string& target, const std::string& body = {}, const std::string& token = {}) {
    return ask(Method::post, target, body, token);
  }

  std::string customer(const std::string& name) { return sessions.issue({Role::customer, name, 0}, noon); }
  std::string restaurant(std::uint32_t id) { return sessions.issue({Role::restaurant, std::to_string(id), id}, noon); }
  std::string courier(std::uint32_t id) { return sessions.issue({Role::courier, std::to_string(id), id}, noon); }
  static std::string admin() { return "the admin's own token"; }

  /// The path of an order that was placed at restaurant 3.
  std::string placed(const std::string& token = {}, const std::string& body = R"({"dish":301})") {
    const Response response = post("/api/orders", body, token);
    REQUIRE(response.status == 201);
    return field_of(response, "Location");
  }
  std::string paid(const std::string& token = {}) {
    const std::string order = placed(token);
    REQUIRE(post(order + "/pay", R"({"method":"cash"})", token).status == 200);
    return order;
  }
  static std::string id_of(const std::string& order) { return order.substr(order.rfind('/') + 1); }
  static nlohmann::json json_of(const Response& response) { return nlohmann::json::parse(response.text()); }
};

}  // namespace rushhour::service
