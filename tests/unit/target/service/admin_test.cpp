// What the admin does, and what everybody may read of it.
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

TEST_CASE_METHOD(DeskStage, "everything of the admin asks for the admin's token") {
  for (const Route& route : routes()) {
    if (route.pattern().find("/admin/") == std::string_view::npos) continue;
    INFO(route.name);
    CHECK(route.role == Role::admin);
  }
  CHECK(get("/api/admin/statistics").status == 401);
  CHECK(get("/api/admin/statistics", customer("ada")).status == 403);
  CHECK(get("/api/admin/statistics", "the admin's own tokeN").status == 401);
  CHECK(get("/api/admin/statistics", admin()).status == 200);
}

TEST_CASE_METHOD(DeskStage, "a fault is switched on, listed, felt, announced, and switched off") {
  const Response made = post("/api/admin/faults", R"({"kind":"errors","status":503,"routes":["GET /api/city"]})", admin());
  REQUIRE(made.status == 201);
  const auto id = json_of(made).at("id").get<int>();
  CHECK(json_of(get("/api/admin/faults", admin())).at("faults").size() == 1);
  CHECK(get("/api/city").status == 503);
  CHECK(get("/api/restaurants/1").status == 200);
  CHECK(get("/health").status == 200);
  faults.advance(clock.now());
  const Response told = get("/api/annotations");
  CHECK(told.content_type == faults::annotations_type);
  REQUIRE(json_of(told).at("annotations").size() == 1);
  CHECK(json_of(told).at("annotations")[0].at("name") == "errors");

  CHECK(ask(Method::remove, "/api/admin/faults/" + std::to_string(id), {}, admin()).status == 204);
  CHECK(get("/api/city").status == 200);
  CHECK(ask(Method::remove, "/api/admin/faults/" + std::to_string(id), {}, admin()).status == 404);
  CHECK_FALSE(json_of(get("/api/annotations")).at("annotations")[0].at("ended_at").is_null());
}

TEST_CASE_METHOD(DeskStage, "a stalled request asks again until the fault is over, and its wait is in the queue") {
  REQUIRE(post("/api/admin/faults", R"({"kind":"stall","for":"1s"})", admin()).status == 201);
  PlayedTicket ticket;
  write(ticket.request, Method::get, "/api/city");
  ticket.arrived = clock.now();
  int rounds = 0;
  while (desk().handle(ticket) && ticket.delivery.again) {
    REQUIRE(++rounds < 100);
    clock.advance(ticket.delivery.hold);
  }
  CHECK(ticket.response.status == 200);
  CHECK(clock.now() >= std::chrono::seconds(1));
  CHECK(ticket.timing.queue >= std::chrono::seconds(1));
  CHECK(ticket.delivery.plain());
}

TEST_CASE_METHOD(DeskStage, "a delay, a reset and a drip are told to whoever carries the answer") {
  REQUIRE(post("/api/admin/faults", R"({"kind":"delay","delay":"50ms","routes":["GET /api/city"]})", admin()).status == 201);
  REQUIRE(post("/api/admin/faults", R"({"kind":"reset","routes":["GET /api/me"]})", admin()).status == 201);
  REQUIRE(post("/api/admin/faults", R"({"kind":"drip","bytes_per_s":1000,"routes":["GET /api/restaurants"]})", admin()).status == 201);
  const auto meet = [&](const std::string& target) {
    PlayedTicket ticket;
    write(ticket.request, Method::get, target);
    REQUIRE(desk().handle(ticket));
    return ticket.delivery;
  };
  CHECK(meet("/api/city").hold == std::chrono::milliseconds(50));
  CHECK(meet("/api/me").reset);
  CHECK(meet("/api/restaurants").drip_bytes_per_s == 1000);
  CHECK(meet("/api/restaurants/1").plain());
}

TEST_CASE_METHOD(DeskStage, "a fault that is not valid is refused and leaves nothing") {
  for (const char* body : {R"({})", R"({"kind":"earthquake"})", R"({"kind":"delay"})", R"({"kind":"errors","routes":["GET /nowhere"]})"}) {
    INFO(body);
    CHECK(post("/api/admin/faults", body, admin()).status == 422);
  }
  CHECK(post("/api/admin/faults", "{", admin()).status == 400);
  CHECK_FALSE(faults.any());
}

TEST_CASE_METHOD(DeskStage, "a note stands among the annotations") {
  REQUIRE(post("/api/admin/annotations", R"({"text":"build 17 is out"})", admin()).status == 204);
  CHECK(post("/api/admin/annotations", R"({"text":""})", admin()).status == 422);
  const json told = json_of(get("/api/annotations?since=0"));
  REQUIRE(told.at("annotations").size() == 1);
  CHECK(told.at("annotations")[0].at("kind") == "note");
  CHECK(told.at("annotations")[0].at("text") == "build 17 is out");
  CHECK(json_of(get("/api/annotations?since=" + std::to_string(told.at("next").get<int>()))).at("annotations").empty());
  CHECK(get("/api/annotations?since=x").status == 422);
}

TEST_CASE_METHOD(DeskStage, "a reset leaves an empty city, of another seed if one is named") {
  placed(customer("ada"));
  REQUIRE(post("/api/couriers/7/shift", R"({"on":true})", courier(7)).status == 200);
  const std::string menu(get("/api/restaurants/1/menu").text());
  REQUIRE(post("/api/admin/reset", "", admin()).status == 200);
  CHECK(orders.size() == 0);
  CHECK(roster.on_shift() == 0);
  CHECK(store.rows.empty());
  CHECK(get("/api/restaurants/1/menu").text() == menu);

  REQUIRE(post("/api/admin/reset", R"({"seed":43})", admin()).status == 200);
  CHECK(get("/api/restaurants/1/menu").text() != menu);
  CHECK(json_of(get("/api/city")).at("seed") == 43);
  REQUIRE(post("/api/admin/reset", R"({"seed":42})", admin()).status == 200);
  CHECK(get("/api/restaurants/1/menu").text() == menu);
  CHECK(store.events.back().find("city.reset") != std::string::npos);
}

TEST_CASE_METHOD(DeskStage, "the cities of eight seeds can be held, and no more") {
  for (int seed = 1; seed < 8; ++seed) CHECK(post("/api/admin/reset", "{\"seed\":" + std::to_string(seed) + "}", admin()).status == 200);
  CHECK(post("/api/admin/reset", R"({"seed":8})", admin()).status == 409);
  CHECK(post("/api/admin/reset", R"({"seed":42})", admin()).status == 200);
}

TEST_CASE_METHOD(DeskStage, "a reset waits for what is under way, and what comes meanwhile waits for it") {
  PlayedTicket order, reset, late;
  write(order.request, Method::post, "/api/orders", R"({"dish":301})");
  write(reset.request, Method::post, "/api/admin/reset", "", admin());
  write(late.request, Method::post, "/api/orders", R"({"dish":302})");
  REQUIRE_FALSE(desk().handle(order));
  REQUIRE_FALSE(desk().handle(reset));
  REQUIRE_FALSE(desk().handle(late));
  CHECK(store.changes.size() == 1);
  store.commit_next();
  REQUIRE(desk().resume(order));
  CHECK(reset.woken() == 1);
  CHECK(late.woken() == 0);
  REQUIRE_FALSE(desk().resume(reset));
  store.commit_next();
  REQUIRE(desk().resume(reset));
  CHECK(late.woken() == 1);
  REQUIRE_FALSE(desk().resume(late));
  store.commit_next();
  REQUIRE(desk().resume(late));
  CHECK(late.response.status == 201);
  CHECK(store.rows.size() == 1);
}

TEST_CASE_METHOD(DeskStage, "statistics tell what is in motion, and a snapshot its name") {
  placed();
  paid();
  const json told = json_of(get("/api/admin/statistics", admin()));
  CHECK(told.at("orders_in_motion").at("all") == 2);
  CHECK(told.at("orders_in_motion").at("paid") == 1);
  CHECK(told.at("restaurants") == 45);
  CHECK(json_of(post("/api/admin/snapshot", "", admin())) == json{{"snapshot", "snapshot-1.db"}});
}
