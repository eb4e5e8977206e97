// The restaurant's side: the inbox, and what a kitchen does with an order.
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

TEST_CASE_METHOD(DeskStage, "a kitchen sees what is paid, takes it, prepares it and calls it ready") {
  const std::string order = paid();
  const std::string cook = restaurant(3);
  const json inbox = json_of(get("/api/restaurants/3/inbox", cook));
  CHECK(inbox.at("in_kitchen") == 0);
  CHECK(inbox.at("capacity") == city().restaurant(3)->kitchen_capacity);
  REQUIRE(inbox.at("orders").size() == 1);
  CHECK(inbox.at("orders")[0].at("id") == id_of(order));

  const Response accepted = post(order + "/accept", R"({"minutes":20})", cook);
  REQUIRE(accepted.status == 200);
  CHECK(json_of(accepted).at("status") == "accepted");
  CHECK(json_of(accepted).at("payment").at("status") == "captured");
  CHECK(json_of(accepted).at("ready_by") == "2026-03-01T12:20:00.000000000Z");
  CHECK(json_of(get("/api/restaurants/3/inbox", cook)).at("in_kitchen") == 1);
  CHECK(post(order + "/ready", "", cook).status == 409);
  CHECK(json_of(post(order + "/prepare", "", cook)).at("status") == "preparing");
  CHECK(json_of(post(order + "/ready", "", cook)).at("status") == "ready");
  CHECK(json_of(get("/api/restaurants/3/inbox", cook)).at("in_kitchen") == 0);
}

TEST_CASE_METHOD(DeskStage, "a kitchen that names no minutes is thought to take as long as the city says") {
  const std::string order = paid();
  const auto& restaurant_3 = *city().restaurant(3);
  const auto expected = noon + city().preparation_time(restaurant_3, id_of(order));
  REQUIRE(post(order + "/accept", "", restaurant(3)).status == 200);
  CHECK(orders.find(id_of(order))->ready_by == expected);
}

TEST_CASE_METHOD(DeskStage, "a kitchen that is full takes no further order until one is ready") {
  const std::uint32_t capacity = city().restaurant(3)->kitchen_capacity;
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i <= capacity; ++i) all.push_back(paid());
  for (std::uint32_t i = 0; i < capacity; ++i) REQUIRE(post(all[i] + "/accept", "", restaurant(3)).status == 200);
  const Response full = post(all[capacity] + "/accept", "", restaurant(3));
  CHECK(full.status == 409);
  CHECK(field_of(full, "Retry-After") == "1");
  REQUIRE(post(all[0] + "/prepare", "", restaurant(3)).status == 200);
  CHECK(post(all[capacity] + "/accept", "", restaurant(3)).status == 409);
  REQUIRE(post(all[0] + "/ready", "", restaurant(3)).status == 200);
  CHECK(post(all[capacity] + "/accept", "", restaurant(3)).status == 200);
}

TEST_CASE_METHOD(DeskStage, "of two orders that want the last place in a kitchen at once one gets it") {
  const std::uint32_t capacity = city().restaurant(3)->kitchen_capacity;
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i <= capacity; ++i) all.push_back(paid());
  for (std::uint32_t i = 0; i + 1 < capacity; ++i) REQUIRE(post(all[i] + "/accept", "", restaurant(3)).status == 200);
  store.prompt = false;
  PlayedTicket one, two;
  write(one.request, Method::post, all[capacity - 1] + "/accept", "", restaurant(3));
  write(two.request, Method::post, all[capacity] + "/accept", "", restaurant(3));
  REQUIRE_FALSE(desk().handle(one));
  REQUIRE_FALSE(desk().handle(two));
  CHECK(store.changes.size() == 1);
  store.commit_next();
  REQUIRE(desk().resume(one));
  CHECK(one.response.status == 200);
  REQUIRE(desk().resume(two));
  CHECK(two.response.status == 409);
}

TEST_CASE_METHOD(DeskStage, "an order that is rejected gives the money back") {
  const std::string order = paid();
  const Response rejected = post(order + "/reject", R"({"reason":"no more dough"})", restaurant(3));
  REQUIRE(rejected.status == 200);
  CHECK(json_of(rejected).at("status") == "rejected");
  CHECK(json_of(rejected).at("payment").at("status") == "refunded");
  CHECK(json_of(rejected).at("remark") == "no more dough");
  CHECK(orders.find(id_of(order)) == nullptr);
}

TEST_CASE_METHOD(DeskStage, "a kitchen's moves are open to that kitchen alone") {
  const std::string order = paid();
  for (const char* move : {"/accept", "/reject", "/prepare", "/ready"}) {
    INFO(move);
    CHECK(post(order + move, "", "").status == 401);
    CHECK(post(order + move, "", customer("ada")).status == 403);
    CHECK(post(order + move, "", courier(3)).status == 403);
    CHECK(post(order + move, "", restaurant(4)).status == 403);
  }
  CHECK(get("/api/restaurants/3/inbox", restaurant(4)).status == 403);
  CHECK(get("/api/restaurants/99/inbox", restaurant(4)).status == 404);
  CHECK(get("/api/restaurants/3/inbox").status == 401);
  CHECK(orders.find(id_of(order))->status == delivery::OrderStatus::paid);
}

TEST_CASE_METHOD(DeskStage, "what a kitchen may say with its move has bounds") {
  const std::string order = paid();
  for (const char* body : {R"({"minutes":0})", R"({"minutes":241})", R"({"minutes":"20"})", R"({"minuets":20})"}) {
    INFO(body);
    CHECK(post(order + "/accept", body, restaurant(3)).status == 422);
  }
  CHECK(post(order + "/accept", "{", restaurant(3)).status == 400);
  CHECK(post(order + "/reject", R"({"reason":")" + std::string(501, 'a') + "\"}", restaurant(3)).status == 422);
  CHECK(orders.find(id_of(order))->status == delivery::OrderStatus::paid);
}

TEST_CASE_METHOD(DeskStage, "a restaurant that is closed takes no order if the city keeps its hours") {
  opening_hours = true;
  const delivery::Restaurant& one = *city().restaurant(3);
  const bool open_now = delivery::open_at(one, noon);
  CHECK(post("/api/orders", R"({"dish":301})").status == (open_now ? 201 : 409));
  const WallTime closed = delivery::next_end(one.open, noon);
  clock.set(closed - noon);
  CHECK(post("/api/orders", R"({"dish":301})").status == 409);
  clock.set(delivery::next_begin(one.open, closed) - noon);
  CHECK(post("/api/orders", R"({"dish":301})").status == 201);
}
