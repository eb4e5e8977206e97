// What customers do beside placing orders: the basket, paying, cancelling, following, reviewing.
#include "target/delivery/life.hpp"
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

struct Shop : DeskStage {
  const std::string ada = customer("ada");
  const std::string body = R"({"restaurant":3,"lines":[{"dish":301,"quantity":2}]})";

  Response put(const std::string& text, const std::string& match, const std::string& none_match = "") {
    return ask(Method::put, "/api/basket", text, ada, [&](Request& request) {
      request.if_match = match;
      request.if_none_match = none_match;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(Shop, "a basket is filled, read, changed by who knows it, ordered and gone") {
  CHECK(get("/api/basket", ada).status == 404);
  const Response made = put(body, "", "*");
  REQUIRE(made.status == 201);
  const std::string tag = field_of(made, "ETag");
  CHECK(json_of(made).at("subtotal") == 2 * city().dish(301)->price.minor);
  CHECK(json_of(get("/api/basket", ada)) == json_of(made));
  CHECK(ask(Method::get, "/api/basket", {}, ada, [&](Request& request) { request.if_none_match = tag; }).status == 304);

  const Response changed = put(R"({"dish":302})", tag);
  CHECK(changed.status == 200);
  CHECK(field_of(changed, "ETag") != tag);
  CHECK(put(body, tag).status == 412);
  const Response placed = post("/api/orders", R"({"basket":true,"to":{"x":10,"y":20}})", ada);
  REQUIRE(placed.status == 201);
  CHECK(json_of(placed).at("lines")[0].at("dish") == 302);
  CHECK(json_of(placed).at("to") == json{{"x", 10}, {"y", 20}});
  CHECK(get("/api/basket", ada).status == 404);
  CHECK(post("/api/orders", R"({"basket":true})", ada).status == 409);
}

TEST_CASE_METHOD(Shop, "who changes a basket must say which") {
  CHECK(put(body, "").status == 428);
  CHECK(put(body, "\"b1\"").status == 412);
  REQUIRE(put(body, "", "*").status == 201);
  CHECK(put(body, "", "*").status == 412);
  CHECK(put(body, "").status == 428);
  CHECK(put(body, "*").status == 200);
  const auto drop = [&](const std::string& match) {
    return ask(Method::remove, "/api/basket", {}, ada, [&](Request& request) { request.if_match = match; }).status;
  };
  CHECK(drop("") == 428);
  CHECK(drop("\"b9999\"") == 412);
  CHECK(drop(field_of(get("/api/basket", ada), "ETag")) == 204);
  CHECK(drop("*") == 404);
}

TEST_CASE_METHOD(Shop, "a basket belongs to a customer, and holds only what can be ordered") {
  CHECK(get("/api/basket").status == 401);
  CHECK(get("/api/basket", restaurant(3)).status == 403);
  CHECK(post("/api/orders", R"({"basket":true})").status == 401);
  REQUIRE(put(body, "", "*").status == 201);
  CHECK(get("/api/basket", customer("bob")).status == 404);
  for (const char* wrong : {"{}", R"({"dish":399})", R"({"basket":true})", R"({"dish":301,"quantity":0})"}) {
    INFO(wrong);
    CHECK(put(wrong, "*").status == 422);
  }
  CHECK(put("dish", "*").status == 400);
  CHECK(post("/api/orders", R"({"basket":false})", ada).status == 422);
  CHECK(post("/api/orders", R"({"basket":true,"dish":301})", ada).status == 422);
  CHECK(baskets.size() == 1);
}

TEST_CASE_METHOD(Shop, "an order is paid once, however often it is tried") {
  const std::string order = placed(ada);
  const Response first = post(order + "/pay", R"({"method":"voucher"})", ada);
  REQUIRE(first.status == 200);
  CHECK(json_of(first).at("payment") == json{{"status", "authorised"}, {"attempts", 1}, {"method", "voucher"}});
  const Response again = post(order + "/pay", R"({"method":"cash"})", ada);
  CHECK(again.status == 200);
  CHECK(json_of(again).at("payment") == json_of(first).at("payment"));
  CHECK(post(order + "/pay", R"({"method":"cash"})", customer("bob")).status == 404);
}

TEST_CASE_METHOD(Shop, "a payment that the bank refuses is 402, is remembered, and may be tried again") {
  // Chance is drawn from the order's id: look for one whose first attempt is refused.
  for (int i = 0; i < 2000; ++i) {
    const Response made = ask(Method::post, "/api/orders", R"({"dish":301})", {},
                              [&](Request& request) { request.idempotency_key = "k" + std::to_string(i); });
    const std::string order = field_of(made, "Location");
    if (delivery::payment_is_good(42, id_of(order), "card", 0)) {
      REQUIRE(post(order + "/cancel").status == 200);
      continue;
    }
    const Response refused = post(order + "/pay", R"({"method":"card"})");
    CHECK(refused.status == 402);
    CHECK(json_of(get(order)).at("payment") == json{{"status", "failed"}, {"attempts", 1}, {"method", "card"}});
    CHECK(json_of(get(order)).at("status") == "placed");
    CHECK(post(order + "/pay", R"({"method":"cash"})").status == 200);
    return;
  }
  FAIL("no bank ever refused");
}

TEST_CASE_METHOD(Shop, "what customers say with a move has bounds") {
  const std::string order = placed();
  struct Row {
    const char* move;
    std::string body;
    int status;
  };
  for (const Row& row : {Row{"/pay", "{}", 422}, Row{"/pay", R"({"method":"gold"})", 422}, Row{"/pay", "", 415}, Row{"/pay", "{", 400},
                         Row{"/pay", R"({"method":"card","card":"4111"})", 422}, Row{"/cancel", R"({"reason":7})", 422},
                         Row{"/review", R"({"stars":5})", 409}, Row{"/review", R"({"stars":6})", 422}, Row{"/review", R"({})", 422},
                         Row{"/review", R"({"stars":4.5})", 422}}) {
    INFO(row.move << " " << row.body);
    CHECK(post(order + row.move, row.body).status == row.status);
  }
  CHECK(orders.find(id_of(order))->revision == 2);
}

TEST_CASE_METHOD(Shop, "who follows an order is told again only what is new") {
  const std::string order = placed();
  const Response read = get(order);
  const std::string tag = field_of(read, "ETag");
  const auto follow = [&] { return ask(Method::get, order, {}, {}, [&](Request& request) { request.if_none_match = tag; }); };
  CHECK(follow().status == 304);
  CHECK(follow().text().empty());
  REQUIRE(post(order + "/pay", R"({"method":"cash"})").status == 200);
  CHECK(follow().status == 200);
}

TEST_CASE_METHOD(Shop, "a kitchen sees the personal orders that it cooks, and no others") {
  const std::string order = paid(ada);
  CHECK(get(order, restaurant(3)).status == 200);
  CHECK(get(order, restaurant(4)).status == 404);
  CHECK(get(order, admin()).status == 200);
  CHECK(get(order, courier(7)).status == 404);
  for (const char* move : {"/cancel", "/review", "/pay"}) {
    const std::string says = std::string(move) == "/review" ? R"({"stars":1})"
                             : std::string(move) == "/pay"  ? R"({"method":"cash"})"
                                                            : "{}";
    INFO(move);
    CHECK(post(order + move, says, restaurant(3)).status == 403);
    CHECK(post(order + move, says, courier(7)).status == 404);
  }
  CHECK(post(order + "/cancel", "", admin()).status == 200);
  CHECK(get(order, customer("bob")).status == 404);
}
