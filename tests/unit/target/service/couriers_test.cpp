// The courier's side: shifts, positions, offers, and what happens to an order on its way.
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

struct Street : DeskStage {
  std::string at_work(std::uint32_t id) {
    REQUIRE(post("/api/couriers/" + std::to_string(id) + "/shift", R"({"on":true,"at":{"x":100,"y":-50}})", courier(id)).status == 200);
    return courier(id);
  }
  std::string accepted() {
    const std::string order = paid();
    REQUIRE(post(order + "/accept", "", restaurant(3)).status == 200);
    return order;
  }
  void offer(std::uint32_t id, const std::string& order, WallTime until = noon + std::chrono::minutes(1)) {
    roster.offer(id, {id_of(order), until}, noon);
  }
};

}  // namespace

TEST_CASE_METHOD(Street, "who has never worked is at home") {
  const delivery::Point home = city().courier(7)->home;
  const json at_home = json_of(post("/api/couriers/7/shift", R"({"on":false})", courier(7)));
  CHECK(at_home == json{{"courier", 7}, {"on", false}, {"at", {{"x", home.x_m}, {"y", home.y_m}}}});
}

TEST_CASE_METHOD(Street, "a shift begins where the courier is, or at home, and ends when nothing is left to bring") {
  const Response began = post("/api/couriers/7/shift", R"({"on":true})", courier(7));
  REQUIRE(began.status == 200);
  const delivery::Point home = city().courier(7)->home;
  CHECK(json_of(began) == json{{"courier", 7}, {"on", true}, {"at", {{"x", home.x_m}, {"y", home.y_m}}}});
  CHECK(post("/api/couriers/7/shift", R"({"on":true})", courier(7)).status == 200);
  CHECK(store.shifts.at(7).revision == 1);  // nothing changed
  const std::string order = accepted();
  offer(7, order);
  REQUIRE(post(order + "/take", "", courier(7)).status == 200);
  CHECK(post("/api/couriers/7/shift", R"({"on":false})", courier(7)).status == 409);
  REQUIRE(post(order + "/cancel").status == 200);
  CHECK(json_of(post("/api/couriers/7/shift", R"({"on":false})", courier(7))).at("on") == false);
  CHECK(roster.on_shift() == 0);
}

TEST_CASE_METHOD(Street, "an order that is offered is taken, picked up when it is ready, and delivered") {
  const std::string order = accepted();
  const std::string rider = at_work(7);
  offer(7, order);
  const json offers = json_of(get("/api/couriers/7/offers", rider)).at("offers");
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].at("order") == id_of(order));
  CHECK(offers[0].at("from").at("x") == city().restaurant(3)->at.x_m);

  const Response taken = post(order + "/take", "", rider);
  REQUIRE(taken.status == 200);
  CHECK(json_of(taken).at("courier") == 7);
  CHECK(orders.find(id_of(order))->promised_at > orders.find(id_of(order))->ready_by);
  CHECK(json_of(get("/api/couriers/7/offers", rider)).at("offers").empty());
  CHECK(post(order + "/take", "", rider).status == 200);  // it has it already

  CHECK(post(order + "/pick-up", "", rider).status == 409);
  REQUIRE(post(order + "/prepare", "", restaurant(3)).status == 200);
  REQUIRE(post(order + "/ready", "", restaurant(3)).status == 200);
  CHECK(json_of(post(order + "/pick-up", "", rider)).at("status") == "picked_up");
  CHECK(post(order + "/cancel").status == 409);
  CHECK(json_of(post(order + "/deliver", "", rider)).at("status") == "delivered");
  CHECK(post(order + "/review", R"({"stars":5,"text":"still warm"})").status == 200);
  CHECK(json_of(get(order)).at("stars") == 5);
}

TEST_CASE_METHOD(Street, "an order is taken only by who was offered it, in time, and has room for it") {
  const std::string order = accepted();
  const std::string rider = at_work(7);
  CHECK(post(order + "/take", "", rider).status == 409);
  offer(7, order);
  clock.set(std::chrono::minutes(1));
  CHECK(post(order + "/take", "", rider).status == 409);
  clock.set(Instant{0});
  CHECK(post(order + "/decline", "", rider).status == 204);
  CHECK(post(order + "/take", "", rider).status == 409);
  CHECK(post(order + "/decline", "", rider).status == 409);

  const std::uint32_t carries = city().courier(7)->carries;
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i <= carries; ++i) {
    all.push_back(accepted());
    offer(7, all.back());
    CHECK(post(all.back() + "/take", "", rider).status == (i < carries ? 200 : 409));
  }
}

TEST_CASE_METHOD(Street, "who is off shift takes nothing, and an order has one courier") {
  const std::string order = accepted();
  CHECK_FALSE(roster.offer(7, {id_of(order), noon + std::chrono::hours(1)}, noon));
  CHECK(post(order + "/take", "", courier(7)).status == 409);
  const std::string seven = at_work(7);
  const std::string eight = at_work(8);
  offer(7, order);
  offer(8, order);
  REQUIRE(post(order + "/take", "", seven).status == 200);
  CHECK(post(order + "/take", "", eight).status == 409);
  CHECK(json_of(get("/api/couriers/8/offers", eight)).at("offers").empty());
  REQUIRE(post(order + "/prepare", "", restaurant(3)).status == 200);
  REQUIRE(post(order + "/ready", "", restaurant(3)).status == 200);
  CHECK(post(order + "/pick-up", "", eight).status == 409);
}

TEST_CASE_METHOD(Street, "of a batch of positions the latest holds, and it is not stored") {
  const std::string rider = at_work(7);
  const std::size_t events = store.events.size();
  clock.set(std::chrono::seconds(10));
  const Response taken =
      post("/api/couriers/7/positions", R"({"positions":[{"x":1,"y":2,"ago":9},{"x":5,"y":6,"ago":0.5},{"x":3,"y":4,"ago":3}]})", rider);
  CHECK(taken.status == 202);
  CHECK(json_of(taken) == json{{"taken", 3}});
  CHECK(roster.courier(7).at == delivery::Point{5, 6});
  CHECK(roster.courier(7).seen_at == noon + std::chrono::milliseconds(9500));
  post("/api/couriers/7/positions", R"({"positions":[{"x":9,"y":9,"ago":2}]})", rider);
  CHECK(roster.courier(7).at == delivery::Point{5, 6});
  CHECK(store.events.size() == events);
}

TEST_CASE_METHOD(Street, "the ends of the integers are no places") {
  const std::string rider = at_work(7);
  for (const std::string number : {"-9223372036854775808", "9223372036854775807", "18446744073709551615"}) {
    INFO(number);
    const std::string place = R"({"x":)" + number + R"(,"y":0})";
    CHECK(post("/api/couriers/7/positions", R"({"positions":[)" + place + "]}", rider).status == 422);
    CHECK(post("/api/couriers/9/shift", R"({"on":true,"at":)" + place + "}", courier(9)).status == 422);
    CHECK(post("/api/orders", R"({"dish":301,"to":)" + place + "}").status == 422);
  }
  CHECK(roster.courier(7).at == delivery::Point{100, -50});
  CHECK(orders.size() == 0);
}

TEST_CASE_METHOD(Street, "positions that are none, too many or of nobody at work are refused") {
  const std::string rider = at_work(7);
  std::string many = R"({"positions":[)";
  for (int i = 0; i < 501; ++i) many += std::string(i == 0 ? "" : ",") + R"({"x":1,"y":1})";
  struct Row {
    std::string body;
    int status;
  };
  for (const Row& row :
       {Row{"{", 400}, Row{"[]", 422}, Row{"{}", 422}, Row{R"({"positions":[]})", 422}, Row{R"({"positions":[{}]})", 422},
        Row{R"({"positions":[{"x":1}]})", 422}, Row{R"({"positions":[{"x":1,"y":1.5}]})", 422},
        Row{R"({"positions":[{"x":1,"y":20001}]})", 422}, Row{R"({"positions":[{"x":1,"y":1,"ago":-1}]})", 422},
        Row{R"({"positions":[{"x":1,"y":1,"ago":4000}]})", 422}, Row{R"({"positions":[{"x":1,"y":1,"z":1}]})", 422},
        Row{R"({"positions":[{"x":1,"x":1,"y":1}]})", 422}, Row{R"({"positions":[{"x":1,"y":1}],"more":1})", 422}, Row{many + "]}", 422}}) {
    INFO(row.body.substr(0, 80));
    CHECK(post("/api/couriers/7/positions", row.body, rider).status == row.status);
  }
  CHECK(roster.courier(7).at == delivery::Point{100, -50});
  CHECK(post("/api/couriers/8/positions", R"({"positions":[{"x":1,"y":1}]})", courier(8)).status == 409);
}

TEST_CASE_METHOD(Street, "a courier's requests are open to that courier alone") {
  for (const char* path : {"/api/couriers/7/shift", "/api/couriers/7/positions"}) {
    INFO(path);
    CHECK(post(path, "{}").status == 401);
    CHECK(post(path, "{}", courier(8)).status == 403);
    CHECK(post(path, "{}", restaurant(7)).status == 403);
  }
  CHECK(get("/api/couriers/7/offers", courier(8)).status == 403);
  CHECK(get("/api/couriers/21/offers", courier(8)).status == 404);
  CHECK(get("/api/couriers/x/offers", courier(8)).status == 404);
  CHECK(post("/api/couriers/7/shift", R"({"on":"yes"})", courier(7)).status == 422);
  CHECK(post("/api/couriers/7/shift", R"({"on":true,"at":{"x":1}})", courier(7)).status == 422);
  CHECK(post("/api/couriers/7/shift", "", courier(7)).status == 415);
}
