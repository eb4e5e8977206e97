#include "target/store/order_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;

TEST_CASE("the lines of an order survive their JSON text") {
  const std::vector<delivery::OrderLine> lines{{101, "Crème \"brûlée\"", 2, {450}}, {102, "Udon\\", 1, {1200}}};
  CHECK(store::decode_lines(store::encode_lines(lines)) == lines);
  CHECK(store::decode_lines(store::encode_lines({})) == std::vector<delivery::OrderLine>{});
  CHECK(store::encode_lines({{101, "Udon", 2, {980}}}) == R"([{"dish":101,"name":"Udon","price":980,"quantity":2}])");
}

TEST_CASE("a text that is not the lines of an order is refused") {
  for (const char* text :
       {"", "{", "[1]", "[{}]", R"([{"dish":"x","name":"Udon","price":980,"quantity":2}])", R"([{"dish":1,"price":1,"quantity":1}])"}) {
    INFO(text);
    CHECK_THROWS(store::decode_lines(text));
  }
}

TEST_CASE("the life of an order survives its JSON text, at its beginning and at its end") {
  delivery::Order order;
  order.to = {-1200, 340};
  delivery::Order read;
  store::decode_life(store::encode_life(order), read);
  CHECK(read == order);
  const WallTime noon{std::chrono::hours(12) + std::chrono::nanoseconds(1)};
  order.payment = {delivery::PaymentStatus::captured, "ca\"rd", 3};
  order.courier = 17;
  order.ready_by = noon;
  order.promised_at = noon + std::chrono::minutes(1);
  order.picked_up_at = noon + std::chrono::minutes(2);
  order.delivered_at = noon + std::chrono::minutes(3);
  order.stars = 5;
  order.remark = "so \"good\"\n";
  read = {};
  store::decode_life(store::encode_life(order), read);
  CHECK(read == order);
}

TEST_CASE("a row without a life leaves the order as it is, and a text that is none is refused") {
  delivery::Order order;
  store::decode_life("", order);
  CHECK(order == delivery::Order());
  for (const char* text : {"{", "[]", "{}", R"({"x":1,"y":2,"payment":"lost","attempts":0,"method":""})", R"({"x":"1","y":2})"}) {
    INFO(text);
    CHECK_THROWS(store::decode_life(text, order));
  }
}
