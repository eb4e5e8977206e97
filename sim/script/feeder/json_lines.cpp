#include "sim/script/feeder/json_lines.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

// An empty text if it is JSON, or what is wrong with it.
std::string trouble_of(std::string_view line, simdjson::dom::parser& parser) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return "is blank; each line is a JSON value";
  const simdjson::error_code error = parser.parse(line.data(), line.size()).error();
  return error == simdjson::SUCCESS ? std::string() : fmt::format("is not JSON: {}", simdjson::error_message(error));
}

}  // namespace

JsonLines::JsonLines(const std::filesystem::path& file, const std::string& name)
    : file_(file, name), text_(without_edges(file_.text(), name)) {
  simdjson::dom::parser parser;
  for (std::size_t at = 0; at < text_.size();) {
    const std::size_t end = end_of_line(at);
    const std::string trouble = trouble_of(text_.substr(at, end - at), parser);
    if (!trouble.empty()) throw UserError(fmt::format("{}: {}", place_of(file_.text(), text_.data() + at, name), trouble), Exit::settings);
    index_.add(at);
    at = end + 1;
  }
  index_.close();
}

JsonLines::JsonLines(std::string lines) : own_(std::make_unique<const std::string>(std::move(lines))), text_(*own_) {
  for (std::size_t at = 0; at < text_.size(); at = end_of_line(at) + 1) index_.add(at);
  index_.close();
}

std::string_view JsonLines::row(std::uint64_t number) const noexcept {
  const RowIndex::Walk walk = index_.walk_to(number);
  std::size_t at = walk.from;
  for (unsigned i = 0; i < walk.rows; ++i) at = std::min(end_of_line(at) + 1, text_.size());
  return text_.substr(at, end_of_line(at) - at);
}

std::size_t JsonLines::end_of_line(std::size_t at) const noexcept { return std::min(text_.find('\n', at), text_.size()); }

}  // namespace rushhour::script
