#include "sim/load/field_list.hpp"

#include "reports/foundation/letters.hpp"

namespace rushhour::load {

std::optional<std::string_view> FieldList::find(std::string_view name) const {
  for (const Field& field : *this)
    if (same_name(field.name, name)) return field.value;
  return std::nullopt;
}

}  // namespace rushhour::load
