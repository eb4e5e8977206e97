#include "target/service/order_body.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <iterator>
#include <optional>
#include <span>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/json_text.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;
using delivery::Placement;
namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 5> order_members{"restaurant", "lines", "dish", "quantity", "customer"};
constexpr std::array<std::string_view, 2> line_members{"dish", "quantity"};
constexpr std::size_t echoed_name_max = 40;
constexpr std::size_t complaints_max = 10;

// Reads one object, member by member, and gathers what is wrong with it.
class Reader {
 public:
  Placement placement;
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
      else
        unknown("", name, order_members);
    }
    if (has_lines && (dish || quantity)) complain(dish ? "dish" : "quantity", "stands in lines, or alone without lines");
    if (!has_lines && quantity && !dish) complain("dish", "is missing");
    if (!has_lines && dish) placement.lines.push_back({*dish, quantity.value_or(1)});
  }

 private:
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

std::variant<Placement, NotJson, std::vector<Complaint>> read_order_body(std::string_view body) {
  thread_local dom::parser parser;  // keeps its memory between bodies
  dom::element document;
  if (const auto error = parser.parse(body.data(), body.size()).get(document))
    return NotJson{fmt::format("the body is not JSON: {}", simdjson::error_message(error))};
  dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return std::vector<Complaint>{{"", "the body must be an object"}};
  Reader reader;
  reader.read(object);
  if (!reader.complaints.empty()) return std::move(reader.complaints);
  return std::move(reader.placement);
}

std::string order_text(const delivery::Order& order) {
  std::string text;
  text.reserve(300 + 110 * order.lines.size());
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"id":"{}","restaurant":{},"zone":)", order.id, order.restaurant);
  append_json_string(text, order.zone);
  if (!order.customer.empty()) {
    text += R"(,"customer":)";
    append_json_string(text, order.customer);
  }
  fmt::format_to(out, R"(,"status":"{}","lines":[)", delivery::name_of(order.status));
  for (const delivery::OrderLine& line : order.lines) {
    fmt::format_to(out, R"({}{{"dish":{},"name":)", &line == order.lines.data() ? "" : ",", line.dish);
    append_json_string(text, line.name);
    fmt::format_to(out, R"(,"quantity":{},"price":{},"amount":{}}})", line.quantity, line.price.minor, line.amount().minor);
  }
  fmt::format_to(out, R"(],"subtotal":{},"service_fee":{},"total":{},"currency":"{}","placed_at":"{}","updated_at":"{}"}})",
                 order.subtotal().minor, (order.total - order.subtotal()).minor, order.total.minor, order.currency,
                 utc_text(order.placed_at), utc_text(order.updated_at));
  return text;
}

}  // namespace rushhour::service
