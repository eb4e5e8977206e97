#include "reports/warehouse/ingest/xml/xml_prolog.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// Behind `end`, or nothing if it is not there.
std::string_view behind(std::string_view text, std::string_view end) {
  const std::size_t at = text.find(end);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + end.size());
}

}  // namespace

void check_prolog(std::string_view head, const std::string& file) {
  // In UTF-16 and UTF-32, what matters here is ASCII with NUL bytes between.
  std::string ascii(head);
  std::erase(ascii, '\0');
  std::string_view rest = ascii;
  for (const std::string_view mark : {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"})
    if (rest.starts_with(mark)) rest.remove_prefix(mark.size());
  for (;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(white_space), rest.size()));
    if (rest.starts_with("<?")) {
      rest = behind(rest, "?>");
    } else if (rest.starts_with("<!--")) {
      rest = behind(rest, "-->");
    } else if (rest.starts_with("<!")) {
      throw UserError(fmt::format("{}: it has a document type (<!DOCTYPE), with which entities come; take it out", file), Exit::settings);
    } else if (rest.starts_with("<")) {
      return;
    } else {
      throw UserError(fmt::format("{}: no element of XML begins within its first {} KiB", file, xml_prolog_max >> 10), Exit::settings);
    }
  }
}

}  // namespace rushhour::warehouse
