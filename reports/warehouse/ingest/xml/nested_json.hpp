#pragma once

#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// Writes the elements within a field of XML as the JSON that CSV has in their place. Elements that hold others are objects in an array:
/// <items><item><sku>a</sku><price>9.50</price></item></items> is [{"sku":"a","price":9.50}]. Elements that hold text alone are members
/// of one object: <position><x>1</x></position> is {"x":1}. Whether a value is a number is a matter of its name, so that an article "007"
/// or "12" is none; what is deeper is passed over.
///
/// One thread. Calls come in the document's order; depth 1 is an element in the field, 2 one in that.
class NestedJson {
 public:
  void clear();
  void begin(int depth, std::string_view name);
  void text(std::string_view text);
  void end(int depth);

  bool empty() const noexcept { return objects_.empty() && members_.empty(); }
  std::size_t bytes() const noexcept { return objects_.size() + members_.size() + members_within_.size() + text_.size(); }

  /// REQUIRES: not empty.
  std::string json() const;

 private:
  static void add_member(std::string& members, std::string_view name, std::string_view value);

  std::string objects_;         // {...},{...}
  std::string members_;         // "x":1,"y":2 at depth 1
  std::string members_within_;  // the same of the element at depth 1 that is open
  bool holds_elements_ = false;
  int deepest_open_ = 0;
  std::string outer_name_, inner_name_, text_;
};

}  // namespace rushhour::warehouse
