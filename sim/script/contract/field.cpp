#include "sim/script/contract/field.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/nearest_name.hpp"

namespace rushhour::script::contract {

const Field* Table::find(std::string_view key) const noexcept {
  for (const Field& field : fields)
    if (field.name == key) return &field;
  return base != nullptr ? base->find(key) : nullptr;
}

std::vector<std::string_view> Table::names() const {
  std::vector<std::string_view> all = base != nullptr ? base->names() : std::vector<std::string_view>{};
  for (const Field& field : fields) all.push_back(field.name);
  return all;
}

std::string Table::suggestion(std::string_view key) const {
  for (const Table* table = this; table != nullptr; table = table->base)
    for (const ForeignWord& foreign_word : table->foreign)
      if (foreign_word.word == key) return fmt::format("; here that is {}", foreign_word.ours);
  return did_you_mean(key, names());
}

std::vector<std::string_view> split_arguments(std::string_view arguments) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= arguments.size(); ++i) {
    const char c = i < arguments.size() ? arguments[i] : ',';
    if (c == '(' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == '>' || c == '}') --depth;
    if (c != ',' || depth > 0) continue;
    if (i > begin) parts.push_back(arguments.substr(begin, i - begin));
    begin = std::min(arguments.find_first_not_of(' ', i + 1), arguments.size());
  }
  return parts;
}

}  // namespace rushhour::script::contract
