#include "reports/warehouse/pipeline/masking.hpp"

#include <algorithm>
#include <cctype>

namespace rushhour::warehouse {
namespace {

constexpr std::size_t shown_at_most = 60;

bool contains(std::string_view text, std::string_view part) noexcept { return text.find(part) != std::string_view::npos; }

/// Where the character that begins at `at` ends: a letter beyond ASCII is not cut in two.
std::size_t end_of_character(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end;
}

std::string first_letter(std::string_view text) {
  if (text.empty()) return {};
  return std::string(text.substr(0, end_of_character(text, 0))) + "***";
}

/// jane@example.com -> j***@***.com
std::string masked_email(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::size_t dot = text.rfind('.');
  std::string shown = first_letter(text.substr(0, at)) + "@***";
  if (dot != std::string_view::npos && dot > at) shown += text.substr(dot, 8);
  return shown;
}

/// +4915112345678 -> ***78
std::string masked_number(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) digits += c;
  return "***" + (digits.size() > 4 ? digits.substr(digits.size() - 2) : std::string());
}

/// Jane van Doe -> J*** v*** D***
std::string masked_name(std::string_view text) {
  std::string shown;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) shown += (shown.empty() ? "" : " ") + first_letter(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return shown;
}

/// Ten digits or more with nothing between them but what people write into telephone numbers. Times and amounts have other signs.
bool looks_dialled(std::string_view text) noexcept {
  std::ptrdiff_t digits = 0;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0)
      ++digits;
    else if (!contains("+-/() ", std::string_view(&c, 1)))
      return false;
  }
  return digits >= 10;
}

}  // namespace

std::string masked(std::string_view column, std::string_view value) {
  const bool id = column.ends_with("_id") || column == "id";
  if (contains(value, "@")) return masked_email(value);
  if (contains(column, "mobile") || contains(column, "phone") || (!id && looks_dialled(value))) return masked_number(value);
  if (column == "customer_name" || column == "name" || column == "email") return masked_name(value);
  if (column == "birth_date") return value.size() > 4 ? std::string(value.substr(0, 4)) + "-**-**" : std::string("***");
  if (value.size() <= shown_at_most) return std::string(value);
  std::size_t cut = 0;
  for (std::size_t next = 0; (next = end_of_character(value, cut)) <= shown_at_most;) cut = next;
  return std::string(value.substr(0, cut)) + "...";
}

}  // namespace rushhour::warehouse
