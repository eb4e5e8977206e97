// Signing in, and what it means for orders.
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

const std::string target_token = "a-secret-of-many-characters";

struct World : DeskStage {
  using DeskStage::DeskStage;

  Response keyed(const std::string& body, const std::string& bearer, const std::string& key) {
    return ask(Method::post, "/api/orders", body, bearer, [&](Request& request) { request.idempotency_key = key; });
  }

  std::string token_of(const std::string& who, const std::string& bearer = "") {
    const Response response = post("/api/sessions", json{{"customer", who}, {"password", "lunch"}}.dump(), bearer);
    REQUIRE(response.status == 201);
    return json_of(response).at("token");
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
  clock.set(Sessions::lifetime);
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
      {"[]", 400, {}},
      {"{}", 422, {"customer", "password"}},
      {R"({"customer":"ada"})", 422, {"password"}},
      {R"({"customer":"","password":"lunch"})", 422, {"customer"}},
      {R"({"customer":17,"password":"lunch"})", 422, {"customer"}},
      {R"({"customer":"ada","password":null})", 422, {"password"}},
      {R"({"custumer":"ada","password":"lunch"})", 422, {"customer", "custumer"}},
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
  orders.clear();  // only the store has it now
  CHECK(get(order).status == 404);
  CHECK(get(order, ada).status == 200);
}

TEST_CASE_METHOD(World, "an order without a token is everybody's, whatever name stands in it") {
  const std::string order = place_of(post("/api/orders", R"({"dish":301,"customer":"ada"})"));
  CHECK(get(order).status == 200);
  CHECK(get(order, token_of("bob")).status == 200);
  CHECK(post(order + "/cancel", "").status == 200);
}

TEST_CASE_METHOD(World, "a retry is one only if the same customer makes it") {
  const std::string ada = token_of("ada");
  const Response first = keyed(any_order, ada, "k1");
  REQUIRE(first.status == 201);
  CHECK(keyed(any_order, ada, "k1").body == first.body);
  CHECK(keyed(any_order, token_of("bob"), "k1").status == 422);
  CHECK(keyed(any_order, "", "k1").status == 422);
  REQUIRE(keyed(R"({"dish":301,"customer":"ada"})", "", "k2").status == 201);
  CHECK(keyed(R"({"dish":301,"customer":"ada"})", ada, "k2").status == 422);
  CHECK(orders.size() == 2);
}

TEST_CASE("a target that asks for its token takes a customer's in its place, and gives those only to who has it") {
  World world(target_token);
  CHECK(world.post("/api/sessions", R"({"customer":"ada","password":"lunch"})").status == 401);
  const std::string ada = world.token_of("ada", target_token);
  CHECK(world.get("/api/city", ada).status == 200);
  CHECK(json::parse(world.get("/api/me", ada).text()).at("customer") == "ada");
  CHECK(world.get("/api/me", target_token).status == 401);
  const std::string order = place_of(world.post("/api/orders", any_order, ada));
  CHECK(world.get(order, target_token).status == 404);
  CHECK(world.get(order, ada).status == 200);
}

TEST_CASE_METHOD(World, "who signs up has a password of its own from then on, and only one can have a name") {
  REQUIRE(post("/api/customers", R"({"customer":"ada","password":"differential"})").status == 201);
  CHECK(post("/api/customers", R"({"customer":"ada","password":"something else"})").status == 409);
  CHECK(post("/api/sessions", R"({"customer":"ada","password":"lunch"})").status == 401);
  CHECK(post("/api/sessions", R"({"customer":"ada","password":"differentiaL"})").status == 401);
  const Response signed_in = post("/api/sessions", R"({"customer":"ada","password":"differential"})");
  REQUIRE(signed_in.status == 201);
  CHECK(json_of(get("/api/me", json_of(signed_in).at("token"))) == json{{"customer", "ada"}});
  CHECK(post("/api/sessions", R"({"customer":"bob","password":"lunch"})").status == 201);

  const store::Account& account = store.accounts.at("ada");
  CHECK(account.key.size() == 64);
  CHECK(account.key.find("differential") == std::string::npos);
  REQUIRE(store.events.size() == 1);
  CHECK_THAT(store.events.front(), Catch::Contains("customer.signed_up") && !Catch::Contains("ada"));
}

TEST_CASE_METHOD(World, "a sign-up that is not valid stores nothing") {
  struct Row {
    const char* body;
    int status;
  };
  for (const Row& row : {Row{"[]", 400}, Row{"{", 400}, Row{"{}", 422}, Row{R"({"customer":"ada","password":"short"})", 422},
                         Row{R"({"customer":"","password":"long enough"})", 422}, Row{R"({"customer":"ada","password":12345678})", 422}}) {
    INFO(row.body);
    CHECK(post("/api/customers", row.body).status == row.status);
  }
  CHECK(store.accounts.empty());
}

TEST_CASE_METHOD(World, "restaurants and couriers sign in by their number with the password of the staff") {
  struct Row {
    const char* body;
    int status;
  };
  for (const Row& row : {Row{R"({"restaurant":45,"password":"staff lunch"})", 201}, Row{R"({"courier":20,"password":"staff lunch"})", 201},
                         Row{R"({"restaurant":45,"password":"lunch"})", 401}, Row{R"({"restaurant":46,"password":"staff lunch"})", 422},
                         Row{R"({"courier":0,"password":"staff lunch"})", 422}, Row{R"({"courier":"1","password":"staff lunch"})", 422},
                         Row{R"({"courier":1,"restaurant":1,"password":"staff lunch"})", 422},
                         Row{R"({"customer":"ada","courier":1,"password":"staff lunch"})", 422}}) {
    INFO(row.body);
    CHECK(post("/api/sessions", row.body).status == row.status);
  }
  const auto session = json_of(post("/api/sessions", R"({"courier":20,"password":"staff lunch"})"));
  CHECK(session.at("courier") == 20);
  CHECK(json_of(get("/api/me", session.at("token"))) == json{{"courier", 20}});
  CHECK(json_of(get("/api/me", admin())) == json{{"admin", true}});
}
