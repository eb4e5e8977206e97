#include "reports/warehouse/ingest/fault.hpp"

#include <array>

namespace rushhour::warehouse {

std::string_view name_of(FaultKind kind) noexcept {
  constexpr std::array<std::string_view, 14> names{"missing_value",  "bad_date",           "bad_number",  "negative_amount", "bad_json",
                                                   "mixed_encoding", "unterminated_quote", "stray_quote", "column_count",    "nul_byte",
                                                   "too_long",       "broken_json",        "broken_xml",  "schema_violation"};
  static_assert(names.size() == static_cast<std::size_t>(FaultKind::schema_violation) + 1);
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace rushhour::warehouse
