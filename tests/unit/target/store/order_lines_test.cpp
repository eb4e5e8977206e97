#include "target/store/order_lines.hpp"

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
    CHECK_FALSE(store::decode_lines(text));
  }
}
