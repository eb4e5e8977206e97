#include "reports/outputs/script_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "reports/foundation/letters.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::outputs {
namespace {

bool is_of_a_name(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

// Whether what stands from `at` on is the whole metric: response_time is not response_time{step:pay}, nor my_response_time.
bool stands_alone(std::string_view script, std::size_t at, std::size_t size) {
  if (at > 0 && is_of_a_name(script[at - 1])) return false;
  return at + size >= script.size() || (!is_of_a_name(script[at + size]) && script[at + size] != '{');
}

bool in_comment(std::string_view script, std::size_t at) {
  const std::size_t line = at == 0 ? std::string_view::npos : script.rfind('\n', at - 1);
  return trimmed(script.substr(line == std::string_view::npos ? 0 : line + 1)).starts_with("--");
}

std::size_t find_live(std::string_view script, std::string_view text, std::size_t from) {
  std::size_t at = script.find(text, from);
  while (at != std::string_view::npos && in_comment(script, at)) at = script.find(text, at + 1);
  return at;
}

}  // namespace

std::string script_path(const runs::RunRecord& record) {
  std::string name = pages::fact(record.meta, "/script/file");
  const std::filesystem::path file = std::filesystem::path(name).filename();
  if (name.empty() || !record.meta.contains("command_line") || !record.meta["command_line"].is_array()) return name;
  for (const nlohmann::json& word : record.meta["command_line"]) {
    const std::filesystem::path path = word.is_string() ? word.get<std::string>() : std::string();
    const bool is_setting = path.native().find('=') != std::string::npos;
    if (path.filename() == file && !is_setting) return pages::harmless(path.lexically_normal().string());
  }
  return name;
}

std::optional<std::size_t> threshold_line(std::string_view script, const verdicts::Threshold& threshold) {
  std::size_t best = std::string_view::npos;
  std::size_t nearest = std::string_view::npos;
  if (threshold.metric.empty() || threshold.expression.empty()) return std::nullopt;
  for (std::size_t metric = find_live(script, threshold.metric, 0); metric != std::string_view::npos;
       metric = find_live(script, threshold.metric, metric + 1)) {
    const std::size_t behind = metric + threshold.metric.size();
    if (!stands_alone(script, metric, threshold.metric.size())) continue;
    const std::size_t expression = find_live(script, threshold.expression, behind);
    if (expression == std::string_view::npos) break;
    if (expression - behind >= nearest) continue;
    nearest = expression - behind;
    best = expression;
  }
  if (best == std::string_view::npos) return std::nullopt;
  return 1 + static_cast<std::size_t>(std::count(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(best), '\n'));
}

std::optional<std::size_t> ending_line(const runs::RunRecord& record) {
  const std::string text = pages::fact(record.meta, "/ended_because");
  const std::string name = std::filesystem::path(pages::fact(record.meta, "/script/file")).filename().string() + ":";
  const std::size_t at = text.find(name);
  if (name.size() == 1 || at == std::string::npos) return std::nullopt;
  std::size_t line = 0;
  const char* const begin = text.data() + at + name.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), line);
  return error == std::errc{} && end != begin && line > 0 ? std::optional(line) : std::nullopt;
}

}  // namespace rushhour::outputs
