#include "reports/imports/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/jtl.hpp"

namespace rushhour::imports {
namespace {

constexpr const char* sent_to_done = "from sending a request to the end of its answer; what it waited before that is not in it";

constexpr Format known[] = {
    {"jtl", "JMeter", "results as CSV", "service", sent_to_done, is_like_jtl, read_jtl},
    {"jtl-xml", "JMeter", "results as XML (told apart, but not read)", "service", sent_to_done, is_like_jtl_xml, refuse_jtl_xml},
};

std::string names() {
  std::string list;
  for (const Format& format : known) list += fmt::format("{}{}", list.empty() ? "" : ", ", format.name);
  return list;
}

}  // namespace

std::span<const Format> formats() noexcept { return known; }

const Format& format_called(std::string_view name) {
  std::vector<std::string_view> all;
  for (const Format& format : known) {
    if (format.name == name) return format;
    all.emplace_back(format.name);
  }
  throw UserError(fmt::format("import: there is no format '{}'{}; there are {}", name, did_you_mean(name, all), names()), Exit::flags);
}

const Format& format_of(Input& in) {
  const std::string_view head = in.head();
  if (head.find_first_not_of(" \t\r\n") == std::string_view::npos) throw UserError(in.name() + ": it is empty", Exit::settings);
  for (const Format& format : known)
    if (format.is_like(head)) return format;
  const bool binary = head.find('\0') != std::string_view::npos;
  throw UserError(fmt::format("{}: {}; known are {} (docs/imports.md), and --format says which one it is meant to be", in.name(),
                              binary ? "it is no text, and no known format" : "it is of no known format", names()),
                  Exit::settings);
}

}  // namespace rushhour::imports
