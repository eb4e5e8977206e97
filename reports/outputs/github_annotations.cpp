#include "reports/outputs/github_annotations.hpp"

#include <fmt/format.h>

#include <optional>

#include "reports/outputs/run_facts.hpp"
#include "reports/outputs/script_lines.hpp"
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
  explicit Annotations(const runs::RunRecord& record) : file_(script_path(record)) {}

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

}  // namespace

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
                    ending_line(record));
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
