// Signing in, and what it means for orders. The world is that of one store which commits everything.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "target/service/decide.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(12)};
const std::string target_token = "a-secret-of-many-characters";

struct World {
  Catalogue catalogue{delivery::City(42, 10)};
  LiveOrders orders{100};
  Sessions sessions{"key", "lunch"};
  std::uint64_t requests = 0;
  std::string wanted_token;
  WallTime now = noon;

  Decision ask(Request request, const Recall* recall = nullptr) {
    request.number = ++requests;
    return decide(request, {catalogue, orders, sessions, 1, wanted_token, recall}, now);
  }

  Response settle(const Request& request) {
    Decision decision = ask(request);
    if (!decision.wanted.empty()) {
      const Recall nothing{decision.wanted, nullptr};
      decision = ask(request, &nothing);
    }
    for (const store::Operation& operation : decision.operations) orders.apply(store::order_of(operation));
    return decision.response;
  }

  Response get(const std::string& target, const std::string& bearer = "") {
    Request request;
    request.target = target;
    if (!bearer.empty()) request.authorization = "Bearer " + bearer;
    return settle(request);
  }

  Response post(const std::string& target, const std::string& body, const std::string& bearer = "", const std::string& key = "") {
    Request request;
    request.method = Method::post;
    request.target = target;
    request.content_type = "application/json";
    request.body_announced = true;
    request.body = body;
    if (!bearer.empty()) request.authorization = "Bearer " + bearer;
    if (!key.empty()) request.idempotency_key = key;
    return settle(request);
  }

  std::string token_of(const std::string& customer, const std::string& bearer = "") {
    const Response response = post("/api/sessions", json{{"customer", customer}, {"password", "lunch"}}.dump(), bearer);
    REQUIRE(response.status == 201);
    return json::parse(response.text()).at("token");
  }
};

std::string place_of(const Response& response) {
  REQUIRE(response.status == 201);
  return "/api/orders/" + json::parse(response.text()).at("id").get<std::string>();
}

const std::string any_order = R"({"dish":301})";

}  // namespace

TEST_CASE_METHOD(World, "who signs in gets a token for an hour, and is known by it") {
  const Response signed_in = post("/api/sessions", R"({"customer":"Zoë \"Z\"","password":"lunch"})");
  REQUIRE(signed_in.status == 201);
  const json session = json::parse(signed_in.text());
  CHECK(session.at("customer") == "Zoë \"Z\"");
  CHECK(session.at("expires_in") == 3600);
  const Response me = get("/api/me", session.at("token"));
  CHECK(me.status == 200);
  CHECK(json::parse(me.text()) == json{{"customer", "Zoë \"Z\""}});
  now += Sessions::lifetime;
  CHECK(get("/api/me", session.at("token")).status == 401);
}

TEST_CASE_METHOD(World, "a sign-in that is not valid says which member is wrong") {
  struct Row {
    const char* body;
    int status;
    std::vector<std::string> fields;
  };
  const std::string long_name(101, 'a');
  const std::string too_long = R"({"password":"lunch","customer":")" + long_name + "\"}";
  const std::vector<Row> rows{
      {"customer=ada", 400, {}},
      {"[]", 422, {""}},
      {"{}", 422, {"customer", "password"}},
      {R"({"customer":"ada"})", 422, {"password"}},
      {R"({"customer":"","password":"lunch"})", 422, {"customer"}},
      {R"({"customer":17,"password":"lunch"})", 422, {"customer"}},
      {R"({"customer":"ada","password":null})", 422, {"password"}},
      {R"({"custumer":"ada","password":"lunch"})", 422, {"custumer"}},
      {too_long.c_str(), 422, {"customer"}},
      {R"({"customer":"ada","password":"dinner"})", 401, {}},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    const Response response = post("/api/sessions", row.body);
    CHECK(response.status == row.status);
    CHECK(response.content_type == problem_type);
    std::vector<std::string> fields;
    const json document = json::parse(response.text());
    if (document.contains("errors"))
      for (const json& error : document.at("errors")) fields.push_back(error.at("field"));
    CHECK(fields == row.fields);
  }
  CHECK_THAT(std::string(post("/api/sessions", R"({"custumer":"a"})").text()), Catch::Contains("did you mean 'customer'?"));
}

TEST_CASE_METHOD(World, "nobody is somebody without a token, and a token that is none is refused wherever it is shown") {
  CHECK(get("/api/me").status == 401);
  CHECK(get("/api/city").status == 200);
  for (const char* path : {"/api/me", "/api/city", "/api/restaurants/1/menu"}) {
    const Response refused = get(path, "no-token-of-ours");
    CHECK(refused.status == 401);
    CHECK(refused.fields == std::vector<Field>{{"WWW-Authenticate", "Bearer"}});
  }
  CHECK(post("/api/orders", any_order, "no-token-of-ours").status == 401);
  CHECK(orders.size() == 0);
  CHECK(get("/health", "no-token-of-ours").status == 200);
}

TEST_CASE_METHOD(World, "an order takes its customer from the token, and one that names another is forbidden") {
  const std::string ada = token_of("ada");
  CHECK(json::parse(post("/api/orders", any_order, ada).text()).at("customer") == "ada");
  CHECK(post("/api/orders", R"({"dish":301,"customer":"ada"})", ada).status == 201);
  CHECK(orders.size() == 2);
  CHECK(post("/api/orders", R"({"dish":301,"customer":"bob"})", ada).status == 403);
  CHECK(orders.size() == 2);
}

TEST_CASE_METHOD(World, "a personal order is there for its customer alone") {
  const std::string ada = token_of("ada");
  const std::string bob = token_of("bob");
  const std::string order = place_of(post("/api/orders", any_order, ada));
  CHECK(get(order).status == 404);
  CHECK(get(order, bob).status == 404);
  CHECK(get(order, ada).status == 200);
  CHECK(post(order + "/cancel", "").status == 404);
  CHECK(post(order + "/cancel", "", bob).status == 404);
  CHECK(orders.size() == 1);
  CHECK(post(order + "/cancel", "", ada).status == 200);
}

TEST_CASE_METHOD(World, "a personal order that the store recalls is personal still") {
  const std::string ada = token_of("ada");
  const std::string order = place_of(post("/api/orders", any_order, ada));
  const auto stored = orders.find(order.substr(order.rfind('/') + 1));
  REQUIRE(stored);
  const Recall recall{stored->id, stored};
  World fresh;
  Request request;
  request.target = order;
  CHECK(fresh.ask(request, &recall).response.status == 404);
  request.authorization = "Bearer " + ada;
  CHECK(fresh.ask(request, &recall).response.status == 200);
}

TEST_CASE_METHOD(World, "an order without a token is everybody's, whatever name stands in it") {
  const std::string order = place_of(post("/api/orders", R"({"dish":301,"customer":"ada"})"));
  CHECK(get(order).status == 200);
  CHECK(get(order, token_of("bob")).status == 200);
  CHECK(post(order + "/cancel", "").status == 200);
}

TEST_CASE_METHOD(World, "a retry is one only if the same customer makes it") {
  const std::string ada = token_of("ada");
  const Response first = post("/api/orders", any_order, ada, "k1");
  REQUIRE(first.status == 201);
  CHECK(post("/api/orders", any_order, ada, "k1").body == first.body);
  CHECK(post("/api/orders", any_order, token_of("bob"), "k1").status == 422);
  CHECK(post("/api/orders", any_order, "", "k1").status == 422);
  REQUIRE(post("/api/orders", R"({"dish":301,"customer":"ada"})", "", "k2").status == 201);
  CHECK(post("/api/orders", R"({"dish":301,"customer":"ada"})", ada, "k2").status == 422);
  CHECK(orders.size() == 2);
}

TEST_CASE_METHOD(World, "a target that asks for its token takes a customer's in its place, and gives those only to who has it") {
  wanted_token = target_token;
  CHECK(post("/api/sessions", R"({"customer":"ada","password":"lunch"})").status == 401);
  const std::string ada = token_of("ada", target_token);
  CHECK(get("/api/city", ada).status == 200);
  CHECK(json::parse(get("/api/me", ada).text()).at("customer") == "ada");
  CHECK(get("/api/me", target_token).status == 401);
  const std::string order = place_of(post("/api/orders", any_order, ada));
  CHECK(get(order, target_token).status == 404);
  CHECK(get(order, ada).status == 200);
}
