#include "reports/warehouse/ingest/xml/nested_json.hpp"

#include <algorithm>
#include <array>

#include "reports/foundation/json_text.hpp"
#include "reports/foundation/letters.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::array<std::string_view, 4> numbers{"quantity", "price", "x", "y"};

/// As JSON has it: no plus, no leading zeros, digits on both sides of the point. Exponents are not for money.
bool is_json_number(std::string_view text) {
  const auto digits = [&text] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (!text.starts_with('.')) return text.empty();
  text.remove_prefix(1);
  return digits() > 0 && text.empty();
}

}  // namespace

void NestedJson::clear() {
  for (std::string* text : {&objects_, &members_, &members_within_, &text_}) text->clear();
  deepest_open_ = 0;
}

void NestedJson::begin(int depth, std::string_view name) {
  deepest_open_ = depth;
  text_.clear();
  if (depth == 1) {
    outer_name_ = name;
    members_within_.clear();
    holds_elements_ = false;
  } else if (depth == 2) {
    inner_name_ = name;
    holds_elements_ = true;
  }
}

void NestedJson::text(std::string_view text) {
  if (deepest_open_ == 1 || deepest_open_ == 2) text_ += text;
}

void NestedJson::end(int depth) {
  deepest_open_ = depth - 1;
  if (depth == 2) {
    add_member(members_within_, inner_name_, trimmed(text_));
  } else if (depth == 1 && holds_elements_) {
    objects_ += (objects_.empty() ? "{" : ",{") + members_within_ + "}";
  } else if (depth == 1) {
    add_member(members_, outer_name_, trimmed(text_));
  }
  text_.clear();
}

std::string NestedJson::json() const { return objects_.empty() ? "{" + members_ + "}" : "[" + objects_ + "]"; }

void NestedJson::add_member(std::string& members, std::string_view name, std::string_view value) {
  if (!members.empty()) members += ',';
  append_json_string(members, name);
  members += ':';
  const bool number = std::find(numbers.begin(), numbers.end(), name) != numbers.end() && is_json_number(value);
  if (number)
    members += value;
  else
    append_json_string(members, value);
}

}  // namespace rushhour::warehouse
