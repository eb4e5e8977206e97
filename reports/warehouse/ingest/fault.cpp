#include "reports/warehouse/ingest/fault.hpp"

#include <array>

namespace rushhour::warehouse {

std::string_view name_of(FaultKind kind) noexcept {
  constexpr std::array<std::string_view, 13> names{"missing_value",  "bad_date",           "bad_number",  "negative_amount", "bad_json",
                                                   "mixed_encoding", "unterminated_quote", "stray_quote", "column_count",    "nul_byte",
                                                   "too_long",       "broken_json",        "broken_xml"};
  static_assert(names.size() == static_cast<std::size_t>(FaultKind::broken_xml) + 1);
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace rushhour::warehouse
