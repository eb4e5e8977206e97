#include "reports/warehouse/pipeline/environment.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::size_t longest_line = 65'536;

bool is_name(std::string_view text) {
  if (text.empty() || (text.front() >= '0' && text.front() <= '9')) return false;
  for (const char c : text)
    if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) return false;
  return true;
}

/// Nothing if a quote that was opened is not closed at the end.
std::optional<std::string> value_of(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return std::string(trimmed(text.substr(0, text.find(" #"))));
  if (text.size() < 2 || text.back() != text.front()) return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

std::optional<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

Environment::Environment(const std::filesystem::path& file, bool required) : file_(file) {
  std::ifstream in(file);
  if (!in) {
    if (required) throw UserError(fmt::format("{}: it cannot be read", file.string()), Exit::settings);
    return;
  }
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.starts_with("export ")) text = trimmed(text.substr(7));
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = trimmed(text.substr(0, equals));
    const auto value = equals < text.size() ? value_of(trimmed(text.substr(equals + 1))) : std::nullopt;
    if (!is_name(name) || !value || line.size() > longest_line)
      throw UserError(fmt::format("{}:{}: a line is NAME=VALUE, or a comment with # in front", file.string(), number), Exit::settings);
    lines_.insert_or_assign(std::string(name), *value);
  }
}

std::string Environment::text(std::string_view name, std::string_view otherwise) const {
  const std::string ours = fmt::format("RUSHHOUR_{}", name);
  for (const std::string& wanted : {ours, std::string(name)})
    if (auto value = from_environment(wanted); value && !value->empty()) return *value;
  for (const std::string& wanted : {ours, std::string(name)})
    if (const auto found = lines_.find(wanted); found != lines_.end() && !found->second.empty()) return found->second;
  return std::string(otherwise);
}

std::int64_t Environment::number(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const {
  const std::string value = text(name, "");
  if (value.empty()) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least || number > most)
    throw UserError(fmt::format("{} is '{}'; it must be a whole number from {} to {}", name, value, least, most), Exit::settings);
  return number;
}

}  // namespace rushhour::warehouse
