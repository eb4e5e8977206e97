#include "sim/load/field_list.hpp"

#include <algorithm>

namespace rushhour::load {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::optional<std::string_view> FieldList::find(std::string_view name) const {
  for (const Field& field : *this)
    if (std::equal(field.name.begin(), field.name.end(), name.begin(), name.end(), [](char a, char b) { return lower(a) == lower(b); }))
      return field.value;
  return std::nullopt;
}

}  // namespace rushhour::load
