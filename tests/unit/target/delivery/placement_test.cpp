#include "target/delivery/placement.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::delivery;

namespace {

const City& city() {
  static const City small(42, 20);
  return small;
}

std::vector<Complaint> complaints(const Placement& placement) {
  const auto outcome = price(city(), placement);
  REQUIRE(std::holds_alternative<std::vector<Complaint>>(outcome));
  return std::get<std::vector<Complaint>>(outcome);
}

}  // namespace

TEST_CASE("an order costs its lines and a fee of 2.5 percent") {
  const auto outcome = price(city(), {3, {{301, 2}, {304, 1}}, "ada"});
  REQUIRE(std::holds_alternative<Order>(outcome));
  const Order& order = std::get<Order>(outcome);
  const std::int64_t subtotal = 2 * city().dish(301)->price.minor + city().dish(304)->price.minor;
  CHECK(order.subtotal().minor == subtotal);
  CHECK(order.total.minor == subtotal + divide_half_even(subtotal * 25, 1000));
  CHECK(order.restaurant == 3);
  CHECK(order.zone == city().zones()[city().restaurant(3)->zone].name);
  CHECK(order.customer == "ada");
  CHECK(order.currency == "EUR");
  CHECK(order.status == OrderStatus::placed);
  REQUIRE(order.lines.size() == 2);
  CHECK(order.lines[0].name == city().dish(301)->name);
}

TEST_CASE("an order without a restaurant goes to that of its first dish") {
  const auto outcome = price(city(), {std::nullopt, {{705, 1}}, ""});
  REQUIRE(std::holds_alternative<Order>(outcome));
  CHECK(std::get<Order>(outcome).restaurant == 7);
}

TEST_CASE("what is wrong with a placement is said field by field") {
  struct Row {
    const char* says;
    Placement placement;
    std::vector<std::string> fields;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing was ordered", {3, {}, ""}, {"lines"}},
      {"nothing at all was said", {std::nullopt, {}, ""}, {"restaurant"}},
      {"the restaurant is not there", {21, {{301, 1}}, ""}, {"restaurant"}},
      {"restaurant zero is not there", {0, {{301, 1}}, ""}, {"restaurant"}},
      {"a dish of another restaurant", {3, {{301, 1}, {401, 1}}, ""}, {"lines[1].dish"}},
      {"a dish that is not on the menu", {3, {{399, 1}}, ""}, {"lines[0].dish"}},
      {"a dish that is nowhere", {std::nullopt, {{990001, 1}}, ""}, {"dish"}},
      {"none of a dish", {3, {{301, 0}}, ""}, {"lines[0].quantity"}},
      {"less than none of a dish", {3, {{301, -1}}, ""}, {"lines[0].quantity"}},
      {"more than anyone eats", {3, {{301, 51}}, ""}, {"lines[0].quantity"}},
      {"two mistakes in one line", {3, {{-1, INT64_MIN}}, ""}, {"lines[0].dish", "lines[0].quantity"}},
      {"a customer of great length", {3, {{301, 1}}, std::string(101, 'a')}, {"customer"}},
  }));
  INFO(row.says);
  std::vector<std::string> fields;
  for (const Complaint& complaint : complaints(row.placement)) fields.push_back(complaint.field);
  CHECK(fields == row.fields);
}

TEST_CASE("the bounds of a placement are themselves allowed") {
  Placement most{3, {}, std::string(100, 'a')};
  for (std::size_t i = 0; i < order_lines_max; ++i) most.lines.push_back({301, quantity_max});
  CHECK(std::holds_alternative<Order>(price(city(), most)));
  most.lines.push_back({301, 1});
  CHECK(complaints(most) == std::vector<Complaint>{{"lines", "must hold at most 40 lines"}});
}

TEST_CASE("a long list of mistakes is cut") {
  Placement placement{3, {}, ""};
  for (int i = 0; i < 40; ++i) placement.lines.push_back({0, 0});
  CHECK(complaints(placement).size() == 10);
}

TEST_CASE("an address is kept if it lies within reach") {
  Placement placement{3, {{301, 1}}, "", Point{reach_m, -reach_m}};
  CHECK(std::get<Order>(price(city(), placement)).to == Point{reach_m, -reach_m});
  for (const Point far : {Point{reach_m + 1, 0}, Point{0, -reach_m - 1}, Point{INT32_MIN, INT32_MIN}}) {
    placement.to = far;
    REQUIRE(complaints(placement).size() == 1);
    CHECK(complaints(placement).front().field == "to");
  }
}
