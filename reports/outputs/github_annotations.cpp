#include "reports/outputs/github_annotations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "reports/foundation/letters.hpp"
#include "reports/outputs/run_facts.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::outputs {
namespace {

constexpr std::size_t most_annotations = 10;

// The runner takes %25 for a percent sign and so on; in the properties a colon and a comma would end one.
std::string command_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : pages::harmless(text)) {
    const bool escaped = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += escaped ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
  }
  return out;
}

class Annotations {
 public:
  explicit Annotations(const runs::RunRecord& record) : file_(pages::fact(record.meta, "/script/file")) {}

  void add(const char* level, const std::string& title, const std::string& message, std::optional<std::size_t> line = {}) {
    if (++count_ > most_annotations) return;
    text_ += fmt::format("::{} ", level);
    if (!file_.empty()) text_ += fmt::format("file={},", command_text(file_, true));
    if (line && !file_.empty()) text_ += fmt::format("line={},", *line);
    text_ += fmt::format("title={}::{}\n", command_text(title, true), command_text(message, false));
  }

  std::string take() && { return std::move(text_); }

 private:
  std::string file_;
  std::string text_;
  std::size_t count_ = 0;
};

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

// The line of the scenario that a message names, as in "setup() failed: lunch.lua:4: no city".
std::optional<std::size_t> named_line(const runs::RunRecord& record) {
  const std::string text = pages::fact(record.meta, "/ended_because");
  const std::string name = std::filesystem::path(pages::fact(record.meta, "/script/file")).filename().string() + ":";
  const std::size_t at = text.find(name);
  if (name.size() == 1 || at == std::string::npos) return std::nullopt;
  std::size_t line = 0;
  const char* const begin = text.data() + at + name.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), line);
  return error == std::errc{} && end != begin && line > 0 ? std::optional(line) : std::nullopt;
}

}  // namespace

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

std::string github_annotations(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, std::string_view script) {
  Annotations annotations(record);
  const std::string words = pages::verdict_words(conclusion);
  const auto because = [](const std::vector<std::string>& reasons, const std::string& otherwise) {
    std::string all;
    for (const std::string& reason : reasons) all += (all.empty() ? "" : " ") + reason;
    return all.empty() ? otherwise : all;
  };
  const std::vector<std::string> troubles = ending_troubles(record, conclusion);
  if (!troubles.empty())
    annotations.add("error", "Load test: " + troubles.front(), because({troubles.begin() + 1, troubles.end()}, troubles.front()),
                    named_line(record));
  if (conclusion.validity.judged && !conclusion.validity.valid)
    annotations.add(conclusion.validity.tolerated ? "warning" : "error", "Load test: invalid measurement",
                    because(conclusion.validity.reasons, words));
  if (!measurement_decides(conclusion))
    for (const verdicts::ThresholdResult& result : conclusion.thresholds)
      if (!result.passed())
        annotations.add("error", "Threshold failed: " + pages::clip(pages::harmless(result.threshold.metric), 80),
                        pages::broken_words(result), threshold_line(script, result.threshold));
  for (const std::string& warning : conclusion.validity.warnings) annotations.add("warning", "Load test: mind this", warning);
  return std::move(annotations).take();
}

}  // namespace rushhour::outputs
