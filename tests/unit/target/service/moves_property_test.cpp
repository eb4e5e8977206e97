// Random moves, legal and illegal, at several orders at once: many requests are under way together, and a store on paper commits or fails
// them one by one. Whatever comes of it must hold together.
#include <map>
#include <set>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/life.hpp"
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

constexpr std::size_t lanes = 8;  // requests under way at once
constexpr std::uint32_t couriers = 4;
constexpr std::uint32_t kitchens = 3;

// What the event log says of an order: all that anyone outside can know. Its own few lines of rules, apart from those of the product.
struct Model {
  std::string status = "none";
  int paid = 0, captured = 0, refunded = 0;
  std::uint32_t courier = 0;
  std::int64_t total = 0;
  std::uint64_t revision = 0;

  void see(const json& event) {
    const std::string type = event.at("type");
    ++revision;
    if (type.starts_with("order.") && type != "order.assigned") {
      static const std::map<std::string, std::set<std::string>> before{
          {"placed", {"none"}},         {"accepted", {"paid"}},      {"rejected", {"paid"}},
          {"preparing", {"accepted"}},  {"ready", {"preparing"}},    {"picked_up", {"ready"}},
          {"delivered", {"picked_up"}}, {"reviewed", {"delivered"}}, {"cancelled", {"placed", "paid", "accepted", "preparing", "ready"}}};
      const std::string to = type.substr(6);
      INFO(status << " -> " << to);
      REQUIRE(before.at(to).count(status) == 1);
      status = to;
    }
    if (type == "order.placed") total = event.at("total");
    if (type == "order.assigned") {
      REQUIRE(courier == 0);
      courier = event.at("courier");
    }
    if (type == "order.picked_up" || type == "order.delivered") REQUIRE(event.at("courier") == courier);
    if (type.starts_with("payment.") && type != "payment.pending") REQUIRE(event.at("amount") == total);
    if (type == "payment.authorised") {
      ++paid;
      status = "paid";
    }
    if (type == "payment.captured") ++captured;
    if (type == "payment.refunded") ++refunded;
  }
};

struct Play : DeskStage {
  explicit Play(std::uint64_t seed) : random(seed, "moves", "play", 0) {
    for (std::uint32_t id = 1; id <= couriers; ++id) tokens.push_back(courier(id));
    for (std::uint32_t id = 1; id <= kitchens; ++id) kitchen_tokens.push_back(restaurant(id));
  }

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random.below(n)); }

  // The move that takes one of the orders on, by whoever may make it: blind chance alone would deliver hardly any.
  void write_next(Request& request) {
    const std::string& id = ids[below(ids.size())];
    const auto row = store.rows.find(id);
    const auto& order = row->second;
    const std::string path = "/api/orders/" + id;
    const std::uint32_t rider = order.courier != 0 ? order.courier : 1 + static_cast<std::uint32_t>(below(couriers));
    const std::string& cook = kitchen_tokens[order.restaurant - 1];
    const auto post = [&](const std::string& move, const std::string& body, const std::string& token) {
      write(request, Method::post, path + move, body, token);
    };
    const bool wanted = order.courier == 0 && (order.status == delivery::OrderStatus::ready || delivery::in_kitchen(order.status));
    if (wanted && below(2) == 0) {
      roster.offer(rider, {id, noon + std::chrono::hours(9)}, noon);
      return post("/take", {}, tokens[rider - 1]);
    }
    switch (order.status) {
      case delivery::OrderStatus::placed:
        return post("/pay", R"({"method":"card"})", {});
      case delivery::OrderStatus::paid:
        return post("/accept", {}, cook);
      case delivery::OrderStatus::accepted:
        return post("/prepare", {}, cook);
      case delivery::OrderStatus::preparing:
        return post("/ready", {}, cook);
      case delivery::OrderStatus::ready:
        return post("/pick-up", {}, tokens[rider - 1]);
      case delivery::OrderStatus::picked_up:
        return post("/deliver", {}, tokens[rider - 1]);
      default:
        return post("/review", R"({"stars":4})", {});
    }
  }

  // Any request at all about any of the orders, by anybody.
  void write_any(Request& request) {
    if (!ids.empty() && below(3) > 0) return write_next(request);
    const std::string order = ids.empty() ? "/api/orders/0123456789abcdef01234567" : "/api/orders/" + ids[below(ids.size())];
    const std::uint32_t who = 1 + static_cast<std::uint32_t>(below(couriers));
    const std::string& rider = tokens[who - 1];
    const std::string& cook = kitchen_tokens[below(kitchens)];
    const auto post = [&](const std::string& target, const std::string& body = {}, const std::string& token = {}) {
      write(request, Method::post, target, body, token);
    };
    switch (below(16)) {
      case 0:
      case 1: {
        const std::string dish = std::to_string(100 * (1 + below(kitchens)) + 1);
        post("/api/orders", "{\"dish\":" + dish + ",\"quantity\":" + std::to_string(1 + below(3)) + "}");
        request.idempotency_key = "key " + std::to_string(below(60));
        return;
      }
      case 2:
      case 3:
        return post(order + "/pay", below(2) == 0 ? R"({"method":"card"})" : R"({"method":"cash"})");
      case 4:
        return below(3) == 0 ? post(order + "/cancel") : post(order + "/prepare", {}, cook);
      case 5:
      case 6:
        return post(order + "/accept", {}, cook);
      case 7:
        return below(4) == 0 ? post(order + "/reject", {}, cook) : post(order + "/ready", {}, cook);
      case 8:
        return post(order + "/prepare", {}, cook);
      case 9:
        return post(order + "/ready", {}, cook);
      case 10:
        // The matcher offers, on its own thread, whatever it likes to whomever.
        if (!ids.empty()) roster.offer(who, {ids[below(ids.size())], noon + std::chrono::hours(9)}, noon);
        return post(order + "/take", {}, rider);
      case 11:
        return post(order + "/take", {}, rider);
      case 12:
        return post(order + "/pick-up", {}, rider);
      case 13:
        return post(order + "/deliver", {}, rider);
      case 14:
        return post("/api/couriers/" + std::to_string(who) + "/shift", below(3) == 0 ? R"({"on":false})" : R"({"on":true})", rider);
      default:
        return post(order + "/review", R"({"stars":5})");
    }
  }

  void answered(PlayedTicket& ticket) {
    const int status = ticket.response.status;
    REQUIRE((status < 400 || status == 402 || status == 403 || status == 404 || status == 409 || status == 422 || status == 503));
    if (status == 201) {
      const std::string id = json_of(ticket.response).at("id");
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }

  // One thing that may happen next: a request comes, a woken one goes on, the store does something.
  void happen() {
    const std::size_t lane = below(lanes);
    Lane& one = all[lane];
    if (!one.busy) {
      write_any(one.ticket.request);
      one.woken = one.ticket.woken();
      one.busy = !desk().handle(one.ticket);
      if (!one.busy) answered(one.ticket);
    } else if (one.ticket.woken() > one.woken) {
      ++one.woken;
      one.busy = !desk().resume(one.ticket);
      if (!one.busy) answered(one.ticket);
    } else if (!store.changes.empty() && below(3) > 0) {
      store.commit_next(below(25) == 0);
      look_at_events();
    } else if (!store.look_ups.empty()) {
      store.recall_next(below(25) == 0);
    }
  }

  // The invariants, after every commit.
  void look_at_events() {
    for (; seen < store.events.size(); ++seen) {
      const json event = json::parse("{" + store.events[seen]);
      const std::string id = event.at("id");
      REQUIRE(known.insert(id).second);
      if (!event.contains("order")) {
        on_shift[event.at("courier").get<std::uint32_t>()] = event.at("type") == "courier.shift_began";
        continue;
      }
      Model& model = models[event.at("order")];
      model.see(event);
      REQUIRE(id == event.at("order").get<std::string>() + "." + std::to_string(model.revision));
      if (event.at("type") == "order.assigned" || event.at("type") == "order.delivered") REQUIRE(on_shift[model.courier]);
      REQUIRE(model.paid <= 1);
      REQUIRE(model.captured <= model.paid);
      REQUIRE(model.refunded <= model.paid);
    }
  }

  // Everything that is known in one place agrees with what is known in the others.
  void compare() {
    std::map<std::uint32_t, std::uint32_t> busy, carried;
    for (const auto& [id, order] : store.rows) {
      INFO(id);
      const Model& model = models.at(id);
      CHECK(delivery::name_of(order.status) == model.status);
      CHECK(order.revision == model.revision);
      CHECK(order.courier == model.courier);
      CHECK(order.total.minor == model.total);
      if (delivery::in_kitchen(order.status)) ++busy[order.restaurant];
      if (order.courier != 0 && !delivery::finished(order.status)) ++carried[order.courier];
      const auto live = orders.find(id);
      if (delivery::finished(order.status))
        CHECK(live == nullptr);
      else
        CHECK((live != nullptr && *live == order));
      const bool ended = order.status == delivery::OrderStatus::cancelled || order.status == delivery::OrderStatus::rejected;
      CHECK(model.refunded == (ended ? model.paid : 0));
    }
    for (std::uint32_t id = 1; id <= kitchens; ++id) {
      CHECK(orders.kitchen(id).orders == busy[id]);
      CHECK(busy[id] <= city().restaurant(id)->kitchen_capacity);
    }
    for (std::uint32_t id = 1; id <= couriers; ++id) {
      CHECK(orders.load_of(id).orders == carried[id]);
      CHECK(carried[id] <= city().courier(id)->carries);
      if (carried[id] > 0) CHECK(roster.courier(id).shift.on);
    }
    CHECK(models.size() == store.rows.size());
  }

  struct Lane {
    PlayedTicket ticket;
    bool busy = false;
    int woken = 0;
  };

  RandomStream random;
  std::vector<std::string> tokens, kitchen_tokens;
  std::array<Lane, lanes> all;
  std::vector<std::string> ids;
  std::map<std::string, Model> models;
  std::map<std::uint32_t, bool> on_shift;
  std::set<std::string> known;
  std::size_t seen = 0;
};

}  // namespace

TEST_CASE("random moves at many orders at once leave money, couriers, kitchens and events in order") {
  std::map<std::string, int> reached;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    Play play(seed);
    for (int i = 0; i < 2500; ++i) play.happen();
    while (!play.store.changes.empty()) play.store.commit_next();
    play.look_at_events();
    play.compare();
    for (const auto& [id, model] : play.models) ++reached[model.status];
  }
  // The play is worth something only if it comes everywhere.
  for (const char* status :
       {"placed", "paid", "accepted", "rejected", "preparing", "ready", "picked_up", "delivered", "reviewed", "cancelled"}) {
    INFO(status);
    CHECK(reached[status] > 0);
  }
}
