#include "target/service/bodies/order_body.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "reports/foundation/nearest_name.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;
using delivery::Placement;
namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 7> order_members{"restaurant", "lines", "dish", "quantity", "customer", "to", "basket"};
constexpr std::array<std::string_view, 2> line_members{"dish", "quantity"};
constexpr std::size_t echoed_name_max = 40;
using delivery::complaints_max;

// Reads one object, member by member, and gathers what is wrong with it.
class Reader {
 public:
  OrderBody body;
  std::vector<Complaint> complaints;

  void read(dom::object object) {
    std::optional<std::int64_t> dish;
    std::optional<std::int64_t> quantity;
    bool has_lines = false;
    for (const auto [name, value] : object) {
      if (full()) return;
      if (name == "restaurant")
        placement.restaurant = integer(name, value, placement.restaurant.has_value());
      else if (name == "dish")
        dish = integer(name, value, dish.has_value());
      else if (name == "quantity")
        quantity = integer(name, value, quantity.has_value());
      else if (name == "customer")
        read_customer(value);
      else if (name == "lines")
        has_lines = read_lines(value, has_lines);
      else if (name == "to")
        read_place(value);
      else if (name == "basket")
        read_basket(value);
      else
        unknown("", name, order_members);
    }
    if (has_lines && (dish || quantity)) complain(dish ? "dish" : "quantity", "stands in lines, or alone without lines");
    if (!has_lines && quantity && !dish) complain("dish", "is missing");
    if (!has_lines && dish) placement.lines.push_back({*dish, quantity.value_or(1)});
    if (body.from_basket && (has_lines || dish || placement.restaurant))
      complain("basket", "stands in place of lines, dish and restaurant");
  }

 private:
  Placement& placement = body.placement;

  bool full() const { return complaints.size() >= complaints_max; }

  void complain(std::string field, std::string detail) {
    if (!full()) complaints.push_back({std::move(field), std::move(detail)});
  }

  void unknown(std::string_view where, std::string_view name, std::span<const std::string_view> known) {
    complain(fmt::format("{}{}", where, name.substr(0, echoed_name_max)), fmt::format("is not known here{}", did_you_mean(name, known)));
  }

  std::int64_t integer(std::string_view field, dom::element value, bool again) {
    std::int64_t number = 0;
    if (again)
      complain(std::string(field), "is given twice");
    else if (value.get(number) != simdjson::SUCCESS)
      complain(std::string(field), "must be an integer");
    return number;
  }

  void read_customer(dom::element value) {
    std::string_view text;
    std::int64_t number = 0;
    if (value.get(text) == simdjson::SUCCESS)
      placement.customer = text;
    else if (value.get(number) == simdjson::SUCCESS)
      placement.customer = std::to_string(number);
    else if (!value.is_null())
      complain("customer", "must be a string or an integer");
  }

  void read_place(dom::element value) {
    dom::object place;
    std::int64_t x = 0;
    std::int64_t y = 0;
    const bool is_place = value.get(place) == simdjson::SUCCESS && place.size() == 2 && place["x"].get(x) == simdjson::SUCCESS &&
                          place["y"].get(y) == simdjson::SUCCESS && std::min(x, y) >= -delivery::reach_m &&
                          std::max(x, y) <= delivery::reach_m;
    if (!is_place)
      return complain("to", fmt::format("must be {{\"x\": .., \"y\": ..}}, whole metres within {} of the centre", delivery::reach_m));
    placement.to = {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
  }

  void read_basket(dom::element value) {
    if (value.get(body.from_basket) != simdjson::SUCCESS || !body.from_basket) complain("basket", "can only be true");
  }

  bool read_lines(dom::element value, bool again) {
    dom::array lines;
    if (again)
      complain("lines", "is given twice");
    else if (value.get(lines) != simdjson::SUCCESS)
      complain("lines", "must be an array");
    else
      for (const dom::element line : lines) {
        // One line more than is allowed is enough for the rules to refuse the order.
        if (full() || placement.lines.size() > delivery::order_lines_max) break;
        read_line(line, placement.lines.size());
      }
    return true;
  }

  void read_line(dom::element value, std::size_t index) {
    dom::object line;
    const std::string where = fmt::format("lines[{}]", index);
    std::optional<std::int64_t> dish;
    std::optional<std::int64_t> quantity;
    if (value.get(line) != simdjson::SUCCESS) {
      complain(where, "must be an object");
    } else {
      for (const auto [name, member] : line)
        if (name == "dish")
          dish = integer(where + ".dish", member, dish.has_value());
        else if (name == "quantity")
          quantity = integer(where + ".quantity", member, quantity.has_value());
        else
          unknown(where + ".", name, line_members);
      if (!dish) complain(where + ".dish", "is missing");
    }
    placement.lines.push_back({dish.value_or(0), quantity.value_or(1)});
  }
};

}  // namespace

std::variant<OrderBody, NotJson, std::vector<Complaint>> read_order_body(std::string_view body) {
  thread_local dom::parser parser;  // keeps its memory between bodies
  dom::element document;
  if (const auto error = parser.parse(body.data(), body.size()).get(document))
    return NotJson{fmt::format("the body is not JSON: {}", simdjson::error_message(error))};
  dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return std::vector<Complaint>{{"", "the body must be an object"}};
  Reader reader;
  reader.read(object);
  if (!reader.complaints.empty()) return std::move(reader.complaints);
  return std::move(reader.body);
}

}  // namespace rushhour::service
