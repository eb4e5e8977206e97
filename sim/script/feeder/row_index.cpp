#include "sim/script/feeder/row_index.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {

std::string_view without_edges(std::string_view text, const std::string& name) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw UserError(fmt::format("{}:1: is UTF-16; save it as UTF-8", name), Exit::settings);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  }
  if (text.empty())
    throw UserError(fmt::format("{}:1: holds nothing but blank lines; a feeder wants at least one row", name), Exit::settings);
  return text;
}

std::string place_of(std::string_view file_text, const char* at, const std::string& name) {
  return fmt::format("{}:{}", name, std::count(file_text.data(), at, '\n') + 1);
}

}  // namespace rushhour::script
