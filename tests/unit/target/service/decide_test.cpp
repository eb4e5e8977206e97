#include "target/service/decide.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "target/delivery/life.hpp"
#include "target/service/digest.hpp"
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using nlohmann::json;

namespace {

const std::string token = "a-secret-of-many-characters";

Request get(const std::string& target) {
  Request request;
  request.target = target;
  return request;
}

Request post(const std::string& target, const std::string& body, const std::string& type = "application/json") {
  Request request = get(target);
  request.method = Method::post;
  request.content_type = type;
  request.body_announced = true;
  request.body = body;
  request.number = 1;
  return request;
}

Request keyed(Request request, const std::string& key) {
  request.idempotency_key = key;
  return request;
}

Request with(Request request, Method method) {
  request.method = method;
  return request;
}

Request authorized(Request request, const std::string& authorization) {
  request.authorization = authorization;
  return request;
}

const delivery::Order& order_of(const store::Operation& operation) {
  if (const auto* placed = std::get_if<store::PlaceOrder>(&operation)) return placed->order;
  return std::get<store::MoveOrder>(operation).order;
}

// Decides, and plays a store that commits everything, one request after the other.
struct World {
  Catalogue catalogue{delivery::City(42, 45, 20)};
  LiveOrders orders{100};
  Roster roster{20};
  Baskets baskets{10};
  dispatch::Travel travel = dispatch::city_streets();
  faults::FaultBook faults{noon};
  Sessions sessions{{"key", "lunch", "staff lunch", "the admin's own token", ""}};
  std::uint64_t requests = 0;

  World() = default;
  explicit World(const std::string& wanted_token) : sessions({"key", "lunch", "staff lunch", "the admin's own token", wanted_token}) {}

  View view(const Recall* recall = nullptr) const {
    return {catalogue, orders, roster, baskets, sessions, travel, faults, 1, 0, false, noon, recall};
  }

  Decision ask(Request request, const Recall* recall = nullptr) {
    request.number = ++requests;
    return decide(request, view(recall), noon);
  }

  Response settle(const Request& request) {
    Decision decision = ask(request);
    if (decision.waits()) {
      Recall nothing;
      nothing.asked = decision.wanted;
      decision = ask(request, &nothing);
    }
    for (const store::Operation& operation : decision.change.operations) orders.apply(order_of(operation));
    return decision.response;
  }
};

Recall recall_of(const delivery::Order& order) {
  Recall recall;
  recall.asked = store::LookUp{store::LookUp::Kind::order, order.id};
  recall.order = std::make_shared<delivery::Order>(order);
  return recall;
}

const std::string valid_body = R"({"restaurant":3,"lines":[{"dish":301,"quantity":2}]})";

}  // namespace

struct StatusRow {
  const char* says;
  int status;
  Request request;
};

void check_statuses(const std::vector<StatusRow>& rows) {
  for (const StatusRow& row : rows) {
    INFO(row.says);
    World world;
    const Response response = world.settle(row.request);
    CHECK(response.status == row.status);
    CHECK(response.content_type == (row.status < 400 ? json_type : problem_type));
    const json document = json::parse(response.text());
    if (row.status >= 400) CHECK(document.at("status") == row.status);
    CHECK(world.orders.size() == (row.status == 201 ? 1 : 0));
  }
}

TEST_CASE("what is asked well is answered") {
  check_statuses({
      {"health", 200, get("/health")},
      {"health, head only", 200, with(get("/health"), Method::head)},
      {"the city", 200, get("/api/city")},
      {"restaurants", 200, get("/api/restaurants")},
      {"restaurants, the second page", 200, get("/api/restaurants?cursor=20&limit=20")},
      {"restaurants that are open", 200, get("/api/restaurants?open=1")},
      {"restaurants by words", 200, get("/api/restaurants?q=Golden+F")},
      {"restaurants of a zone", 200, get("/api/restaurants?zone=old-town")},
      {"restaurants of a zone, escaped", 200, get("/api/restaurants?zone=old%2dtown&limit=1")},
      {"a query that nobody asked for is let be", 200, get("/api/city?x=1&&=&%")},
      {"a page past the last is empty", 200, get("/api/restaurants?cursor=999")},
      {"an absolute target means the same", 200, get("http://127.0.0.1:80/api/city")},
      {"a restaurant", 200, get("/api/restaurants/45")},
      {"a menu", 200, get("/api/restaurants/1/menu")},
      {"an order by restaurant and lines", 201, post("/api/orders", valid_body)},
      {"an order in the short form", 201, post("/api/orders", R"({"dish":302})")},
      {"an order with a charset in its type", 201, post("/api/orders", valid_body, "Application/JSON; charset=utf-8")},
      {"an order with a customer by number", 201, post("/api/orders", R"({"dish":302,"quantity":3,"customer":17})")},
  });
}

TEST_CASE("what cannot be read gets 400, what is not there 404") {
  check_statuses({
      {"no JSON", 400, post("/api/orders", "dish=301")},
      {"an empty body", 400, post("/api/orders", "")},
      {"JSON cut short", 400, post("/api/orders", R"({"dish":301)")},
      {"JSON and then something", 400, post("/api/orders", R"({"dish":301} x)")},
      {"a number that no integer holds", 400, post("/api/orders", R"({"dish":18446744073709551616})")},
      {"no UTF-8", 400, post("/api/orders", "{\"customer\":\"\xff\"}")},
      {"nested beyond reason", 400, post("/api/orders", std::string(5000, '[') + std::string(5000, ']'))},
      {"an empty key", 400, keyed(post("/api/orders", valid_body), "")},
      {"a key with a control character", 400, keyed(post("/api/orders", valid_body), "a\tb")},
      {"a key of 256 characters", 400, keyed(post("/api/orders", valid_body), std::string(256, 'k'))},
      {"a key of 255 characters is a key", 201, keyed(post("/api/orders", valid_body), std::string(255, 'k'))},

      {"nothing at the root", 404, get("/")},
      {"nothing at no path", 404, get("")},
      {"a path that goes on", 404, get("/health/")},
      {"a path that goes back", 404, get("/api/../health")},
      {"a restaurant of no number", 404, get("/api/restaurants/seven")},
      {"a restaurant beyond the last", 404, get("/api/restaurants/46")},
      {"restaurant zero", 404, get("/api/restaurants/0")},
      {"a restaurant with a sign", 404, get("/api/restaurants/+1")},
      {"a restaurant with a leading zero", 404, get("/api/restaurants/01")},
      {"a restaurant beyond all numbers", 404, get("/api/restaurants/99999999999999999999/menu")},
      {"a menu of no restaurant", 404, get("/api/restaurants//menu")},
      {"an order that never was", 404, get("/api/orders/0123456789abcdef01234567")},
      {"an order whose id is none", 404, get("/api/orders/1%27%20or%201=1")},
      {"cancelling an order that never was", 404, post("/api/orders/0123456789abcdef01234567/cancel", "")},
      {"cancelling what is no id", 404, post("/api/orders/x/cancel", "")},
  });
}

TEST_CASE("what may not be done so gets its exact status") {
  check_statuses({
      {"posting to the city", 405, post("/api/city", "{}")},
      {"reading all orders", 405, get("/api/orders")},
      {"deleting an order", 405, with(get("/api/orders/0123456789abcdef01234567"), Method::other)},
      {"reading a cancellation", 405, with(get("/api/orders/0123456789abcdef01234567/cancel"), Method::head)},

      {"an order without a body", 411,
       [] {
         Request r = post("/api/orders", "");
         r.body_announced = false;
         return r;
       }()},
      {"a target of great length", 414, get("/api/restaurants?zone=" + std::string(2048, 'a'))},
      {"an order as a form", 415, post("/api/orders", valid_body, "application/x-www-form-urlencoded")},
      {"an order of no type", 415, post("/api/orders", valid_body, "")},
      {"an order of a type that begins well", 415, post("/api/orders", valid_body, "application/jsonp")},

      {"an array", 422, post("/api/orders", "[]")},
      {"a bare number", 422, post("/api/orders", "3")},
      {"an empty object", 422, post("/api/orders", "{}")},
      {"no lines", 422, post("/api/orders", R"({"restaurant":3,"lines":[]})")},
      {"a dish of another restaurant", 422, post("/api/orders", R"({"restaurant":3,"lines":[{"dish":401}]})")},
      {"a quantity of nothing", 422, post("/api/orders", R"({"dish":301,"quantity":0})")},
      {"a page of nothing", 422, get("/api/restaurants?limit=0")},
      {"a page of too many", 422, get("/api/restaurants?limit=101")},
      {"a limit that is no number", 422, get("/api/restaurants?limit=two")},
      {"a cursor that is none", 422, get("/api/restaurants?cursor=")},
      {"a word that is not known", 422, get("/api/restaurants?page=2")},
      {"a cuisine that is not there", 422, get("/api/restaurants?cuisine=martian")},
      {"neither open nor closed", 422, get("/api/restaurants?open=yes")},
      {"a zone that is not there", 422, get("/api/restaurants?zone=atlantis")},
  });
}

TEST_CASE("a refusal names the field that is wrong") {
  struct Row {
    const char* body;
    std::vector<std::string> fields;
  };
  const Row row = GENERATE(values<Row>({
      {"[]", {""}},
      {"{}", {"restaurant"}},
      {R"({"restaurant":3})", {"lines"}},
      {R"({"restaurant":"3","lines":[{"dish":301}]})", {"restaurant"}},
      {R"({"restaurant":3.5,"lines":[{"dish":301}]})", {"restaurant"}},
      {R"({"restaurant":99,"lines":[{"dish":301}]})", {"restaurant"}},
      {R"({"restaurant":3,"lines":{"dish":301}})", {"lines"}},
      {R"({"restaurant":3,"lines":[301]})", {"lines[0]"}},
      {R"({"restaurant":3,"lines":[{"quantity":1}]})", {"lines[0].dish"}},
      {R"({"restaurant":3,"lines":[{"dish":"301"}]})", {"lines[0].dish"}},
      {R"({"restaurant":3,"lines":[{"dish":301},{"dish":302,"quantity":true}]})", {"lines[1].quantity"}},
      {R"({"restaurant":3,"lines":[{"dish":301,"quantity":18446744073709551615}]})", {"lines[0].quantity"}},
      {R"({"restaurant":3,"lines":[{"dish":301,"quantitiy":2}]})", {"lines[0].quantitiy"}},
      {R"({"restaurant":3,"line":[{"dish":301}]})", {"line"}},
      {R"({"dish":301,"lines":[{"dish":301}]})", {"dish"}},
      {R"({"quantity":2})", {"dish"}},
      {R"({"dish":301,"dish":302})", {"dish"}},
      {R"({"dish":301,"customer":[]})", {"customer"}},
      {R"({"dish":990101})", {"dish"}},
      {R"({"restaurant":null,"dish":"a","quantity":{}})", {"restaurant", "dish", "quantity"}},
  }));
  INFO(row.body);
  World world;
  const Response response = world.settle(post("/api/orders", row.body));
  REQUIRE(response.status == 422);
  std::vector<std::string> fields;
  const json document = json::parse(response.text());
  for (const json& error : document.at("errors")) fields.push_back(error.at("field"));
  CHECK(fields == row.fields);
}

TEST_CASE("a slip in a member's name is met with the name that was meant") {
  World world;
  const Response response = world.settle(post("/api/orders", R"({"restaurant":3,"lines":[{"dish":301,"quantitiy":2}]})"));
  CHECK_THAT(std::string(response.text()), Catch::Contains("did you mean 'quantity'?"));
}

TEST_CASE("an order that was placed is told in full, and its place is named") {
  World world;
  const Response placed =
      world.settle(post("/api/orders", R"({"restaurant":3,"lines":[{"dish":301,"quantity":2},{"dish":302}],"customer":"Zoë \"Z\""})"));
  REQUIRE(placed.status == 201);
  const json order = json::parse(placed.text());
  CHECK(field_of(placed, "Location") == "/api/orders/" + order.at("id").get<std::string>());
  CHECK(order.at("customer") == "Zoë \"Z\"");
  CHECK(order.at("status") == "placed");
  CHECK(order.at("restaurant") == 3);
  CHECK(order.at("lines").size() == 2);
  CHECK(order.at("lines")[0].at("amount") == 2 * order.at("lines")[0].at("price").get<int>());
  CHECK(order.at("subtotal").get<int>() + order.at("service_fee").get<int>() == order.at("total").get<int>());
  CHECK(order.at("placed_at") == "2026-03-01T12:00:00.000000000Z");
  CHECK(world.settle(get("/api/orders/" + order.at("id").get<std::string>())).body == placed.body);
}

TEST_CASE("what a placement leaves to the store is the order and its body byte for byte") {
  World world;
  const std::string body = "{ \"dish\" : 301 }\r\n";
  const Decision decision = world.ask(keyed(post("/api/orders", body), "k1"));
  REQUIRE(decision.change.operations.size() == 1);
  const auto& placed = std::get<store::PlaceOrder>(decision.change.operations.front());
  CHECK(placed.body == body);
  CHECK(placed.idempotency_key == "k1");
  CHECK(placed.order.id == order_id_of_key("k1"));
  CHECK(placed.order.fingerprint == fingerprint_of(body));
  CHECK_FALSE(decision.waits());
}

TEST_CASE("a key makes a retry of a repetition, and another order of none") {
  World world;
  const Response first = world.settle(keyed(post("/api/orders", valid_body), "k1"));
  REQUIRE(first.status == 201);
  const std::string order = field_of(first, "Location");

  const Response again = world.settle(keyed(post("/api/orders", valid_body), "k1"));
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(field_of(again, "Location") == order);
  CHECK(field_of(again, "Idempotency-Replayed") == "true");
  CHECK(field_of(first, "Idempotency-Replayed").empty());

  CHECK(world.settle(keyed(post("/api/orders", R"({"dish":302})"), "k1")).status == 422);
  CHECK(world.settle(keyed(post("/api/orders", valid_body + " "), "k1")).status == 422);
  CHECK(field_of(world.settle(keyed(post("/api/orders", valid_body), "k2")), "Location") != order);
  CHECK(field_of(world.settle(post("/api/orders", valid_body)), "Location") != order);
  CHECK(world.orders.size() == 3);
}

TEST_CASE("a retry is answered from the store when the order has left the view, as it was at first") {
  World world;
  const Request request = keyed(post("/api/orders", valid_body), "k1");
  Decision first = world.ask(request);
  const delivery::Order placed = order_of(first.change.operations.front());
  const auto moved = delivery::cancel(placed, "too late", noon + std::chrono::hours(1));
  const Recall recall = recall_of(std::get<delivery::Step>(moved).order);
  const Decision again = world.ask(request, &recall);
  CHECK(again.change.operations.empty());
  CHECK(again.response.status == 201);
  CHECK(again.response.body == first.response.body);
}

TEST_CASE("ids without a key depend on seed, opening and number, and on nothing else") {
  World world;
  const Decision one = world.ask(post("/api/orders", valid_body));
  CHECK(order_of(one.change.operations.front()).id == order_id_of_number(42, 1, 1));
  CHECK(order_id_of_number(42, 1, 1) != order_id_of_number(42, 1, 2));
  CHECK(order_id_of_number(42, 1, 1) != order_id_of_number(42, 2, 1));
  CHECK(order_id_of_number(42, 1, 1) != order_id_of_number(43, 1, 1));
  CHECK(order_id_of_number(1, 11, 1) != order_id_of_number(11, 1, 1));
  CHECK(looks_like_order_id(order_id_of_number(1, 1, 1)));
  CHECK(looks_like_order_id(order_id_of_key("")));
  CHECK_FALSE(looks_like_order_id("0123456789ABCDEF01234567"));
  CHECK_FALSE(looks_like_order_id("0123456789abcdef0123456"));
}

TEST_CASE("a placed order can be cancelled once") {
  World world;
  const std::string order = field_of(world.settle(post("/api/orders", valid_body)), "Location");
  const Decision decision = world.ask(post(order + "/cancel", ""));
  REQUIRE(decision.change.operations.size() == 1);
  const auto& moved = std::get<store::MoveOrder>(decision.change.operations.front());
  CHECK(moved.from == 2);
  CHECK(moved.order.status == delivery::OrderStatus::cancelled);
  CHECK(decision.claims == std::vector<Claim>{{Claim::Kind::order, moved.order.id, 2}});
  const Response cancelled = world.settle(post(order + "/cancel", ""));
  CHECK(cancelled.status == 200);
  CHECK(json::parse(cancelled.text()).at("status") == "cancelled");
  CHECK(world.orders.size() == 0);

  // It is finished, so only the store can tell what it is.
  const Decision asks = world.ask(post(order + "/cancel", ""));
  const Wanted of_store = store::LookUp{store::LookUp::Kind::order, moved.order.id};
  CHECK(asks.wanted == of_store);
  const Recall recall = recall_of(moved.order);
  CHECK(world.ask(post(order + "/cancel", ""), &recall).response.status == 409);
  CHECK(world.ask(get(order), &recall).response.status == 200);
  Recall of_another = recall;
  of_another.asked = store::LookUp{store::LookUp::Kind::order, order_id_of_key("x")};
  CHECK(world.ask(get(order), &of_another).wanted == of_store);
}

TEST_CASE("a token, once asked for, is asked for everywhere but at health") {
  struct Row {
    const char* says;
    int status;
    Request request;
  };
  const std::vector<Row> rows{
      {"health needs none", 200, get("/health")},
      {"the city does", 401, get("/api/city")},
      {"an unknown path does not tell that it is unknown", 401, get("/secret")},
      {"nor a wrong method", 401, post("/api/city", "")},
      {"a wrong token", 401, authorized(get("/api/city"), "Bearer a-secret-of-many-character5")},
      {"a token cut short", 401, authorized(get("/api/city"), "Bearer a-secret")},
      {"another scheme", 401, authorized(get("/api/city"), "Basic " + token)},
      {"no scheme", 401, authorized(get("/api/city"), token)},
      {"the scheme alone", 401, authorized(get("/api/city"), "Bearer ")},
      {"the token", 200, authorized(get("/api/city"), "Bearer " + token)},
      {"the token, the scheme in small letters", 200, authorized(get("/api/city"), "bearer " + token)},
      {"the token on an order", 201, authorized(post("/api/orders", valid_body), "Bearer " + token)},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    World world(token);
    const Response response = world.settle(row.request);
    CHECK(response.status == row.status);
    CHECK((field_of(response, "WWW-Authenticate") == "Bearer") == (row.status == 401));
  }
}

TEST_CASE("a head is refused when its whole request would be, so far as the head tells") {
  const World world;
  const View view = world.view();
  CHECK_FALSE(refuse_head(post("/api/orders", ""), view));
  CHECK(refuse_head(post("/api/orders", "", "text/plain"), view)->status == 415);
  CHECK(refuse_head(post("/nowhere", ""), view)->status == 404);
  CHECK(refuse_head(post("/health", ""), view)->status == 405);
  const Request adas = authorized(post("/api/orders", ""), "Bearer " + world.sessions.issue({Role::customer, "ada", 0}, noon));
  CHECK_FALSE(refuse_head(adas, view));
  View later = world.view();
  later.real_now = noon + Sessions::lifetime;
  CHECK(refuse_head(adas, later)->status == 401);
}
