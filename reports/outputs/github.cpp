// Each part has its own share of the bytes, so that a thousand thresholds do not hide the steps.

#include "reports/outputs/github.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "reports/outputs/run_facts.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/pages/words/trust.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::outputs {
namespace {

using verdicts::Conclusion;

constexpr std::size_t name_bytes = 200;
constexpr std::size_t small_part_bytes = 6'000;
constexpr std::size_t large_part_bytes = 16'000;
constexpr std::size_t most_percentiles = 8;

// By bytes: there are letters that take many of them and no place. A blank line would end the HTML, but harmless text has none.
std::string shown(std::string_view text) {
  std::string kept = pages::harmless(text);
  if (kept.size() > name_bytes) {
    std::size_t end = name_bytes;
    while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xC0U) == 0x80) --end;
    kept = kept.substr(0, end) + "...";
  }
  return pages::escape_html(kept);
}

std::string code(std::string_view text) { return fmt::format("<code>{}</code>", shown(text)); }

/// A table or list of at most so many bytes.
class Part {
 public:
  Part(std::string open, std::string close, std::size_t most) : text_(std::move(open)), close_(std::move(close)), most_(most) {}

  void add(const std::string& row) {
    // Once something is left out, so is what follows: a list with holes would look whole.
    if (left_out_ > 0 || text_.size() + row.size() > most_)
      ++left_out_;
    else
      text_ += row;
  }

  /// `more`: what they are, "steps".
  std::string take(std::string_view more) && {
    text_ += close_;
    if (left_out_ > 0) text_ += fmt::format("<p>And {} more {}; the report has all of them.</p>\n", left_out_, more);
    return std::move(text_);
  }

 private:
  std::string text_, close_;
  std::size_t most_;
  std::size_t left_out_ = 0;
};

/// A table's row: the first cell is markup already, the others are figures.
std::string row(const std::string& first, const std::vector<std::string>& cells) {
  std::string out = "<tr><td>" + first + "</td>";
  for (const std::string& cell : cells) out += fmt::format("<td align=\"right\">{}</td>", shown(cell));
  return out + "</tr>\n";
}

Part table(const std::vector<std::string>& titles, std::size_t most) {
  std::string head = "<table>\n<tr>";
  for (const std::string& title : titles) head += fmt::format("<th>{}</th>", shown(title));
  return {head + "</tr>\n", "</table>\n", most};
}

std::string list(const std::vector<std::string>& lines, std::string_view more) {
  if (lines.empty()) return {};
  Part part("<ul>\n", "</ul>\n", small_part_bytes);
  for (const std::string& line : lines) part.add(fmt::format("<li>{}</li>\n", shown(line)));
  return std::move(part).take(more);
}

// A tick, a warning sign or a cross; the words behind it say the same.
std::string_view sign_of(const Conclusion& conclusion) {
  if (conclusion.exit == Exit::passed) return conclusion.validity.valid ? "\xE2\x9C\x85" : "\xE2\x9A\xA0\xEF\xB8\x8F";
  return conclusion.exit == Exit::invalid ? "\xE2\x9A\xA0\xEF\xB8\x8F" : "\xE2\x9D\x8C";
}

std::string verdict(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::string out =
      fmt::format("## {} Load test: {}\n\n<p>{}", sign_of(conclusion), pages::verdict_words(conclusion), code(scenario_stem(record)));
  const auto add = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) out += fmt::format(", {} {}", label, code(value));
  };
  out += fmt::format(", {}", shown(pages::length_words(conclusion)));
  for (const char* key : {"target", "seed", "run", "version"}) add(key, pages::fact(record.meta, ("/" + std::string(key)).c_str()));
  std::vector<std::string> reasons = pages::verdict_reasons(record, conclusion);
  if (std::string why = pages::fact(record.meta, "/ended_because"); !why.empty()) reasons.insert(reasons.begin(), std::move(why));
  return out + "</p>\n" + list(reasons, "reasons") + "\n";
}

std::string thresholds(const Conclusion& conclusion) {
  if (conclusion.thresholds.empty()) return "### Thresholds\n\nThe scenario states none.\n\n";
  std::string out = "### Thresholds\n\n";
  if (measurement_decides(conclusion)) out += "Nothing follows from these: the measurement is invalid.\n\n";
  Part part = table({"", "limit", "observed", "margin", ""}, large_part_bytes);
  // What failed first, so that it is among what is shown.
  for (const bool passed : {false, true})
    for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
      if (result.passed() != passed) continue;
      const pages::ThresholdWords words = pages::words_of(result);
      part.add(row(fmt::format("{} {} {}", words.state, code(result.threshold.metric), shown(verdicts::aggregate_name(result.threshold))),
                   {words.limit, words.observed, words.margin, words.remark}));
    }
  return out + std::move(part).take("thresholds") + "\n";
}

std::vector<std::string> figures_of(const runs::StepFigures& step, const runs::Latency& time, const std::vector<double>& percentiles) {
  const bool answered = step.count > 0;
  std::vector<std::string> cells{std::to_string(answered ? step.count : time.all.count()),
                                 answered ? pages::share_text(step.errors, step.count) : "-"};
  for (const double percentile : percentiles) cells.push_back(pages::percentile_text(time, percentile));
  cells.push_back(pages::percentile_text(time, 100));
  return cells;
}

std::string measured_steps(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  const runs::Headline headline = runs::headline_of(summary);
  std::vector<double> percentiles = conclusion.percentiles;
  percentiles.resize(std::min(percentiles.size(), most_percentiles));
  std::vector<std::string> titles{headline.title, "count", "errors"};
  for (const double percentile : percentiles) titles.push_back(verdicts::percentile_name(percentile));
  titles.emplace_back("max");
  Part part = table(titles, large_part_bytes);
  part.add(row("all steps", figures_of(summary.totals, summary.totals.*headline.time, percentiles)));
  for (const runs::StepFigures& step : summary.steps)
    part.add(row(code(pages::step_label(summary, step)), figures_of(step, step.*headline.time, percentiles)));
  return "### Steps\n\n" + std::move(part).take("steps") + "\n";
}

std::string stated_steps(const runs::Imported& origin) {
  std::vector<std::string> names = pages::stated_names(origin.stated);
  names.resize(std::min(names.size(), most_percentiles));
  std::vector<std::string> titles{"as " + origin.tool + " states it", "count", "errors"};
  titles.insert(titles.end(), names.begin(), names.end());
  Part part = table(titles, large_part_bytes);
  for (const runs::StatedStep& step : origin.stated) {
    std::vector<std::string> cells{std::to_string(step.count), pages::share_text(step.errors, step.count)};
    for (const std::string& name : names) cells.push_back(pages::stated_text(step, name));
    part.add(row(code(step.step), cells));
  }
  return "### Steps\n\n" + std::move(part).take("steps") + "\n";
}

std::string steps(const runs::RunRecord& record, const Conclusion& conclusion) {
  if (!conclusion.summary.steps.empty()) return measured_steps(conclusion);
  const auto origin = runs::imported(record);
  return origin && !origin->stated.empty() ? stated_steps(*origin) : "### Steps\n\nNothing was measured.\n\n";
}

std::string errors(const runs::Summary& summary) {
  std::map<std::string, std::uint64_t> failed;
  for (const auto& [name, figures] : summary.checks)
    if (figures.fails > 0) failed[name] = figures.fails;
  std::string out;
  const auto add = [&](const char* title, const std::map<std::string, std::uint64_t>& counts, const char* more) {
    if (counts.empty()) return;
    Part part = table({title, "count"}, small_part_bytes);
    for (const auto& [name, n] : most_first(counts, counts.size())) part.add(row(code(name), {std::to_string(n)}));
    out += fmt::format("### {}\n\n{}\n", title, std::move(part).take(more));
  };
  add("Errors", summary.errors, "kinds");
  add("Failed checks", failed, "checks");
  return out;
}

std::string trust(const Conclusion& conclusion) {
  std::vector<std::string> lines{"measurement " + std::string(measurement_word(conclusion)), pages::trust_line(conclusion)};
  lines.insert(lines.end(), conclusion.validity.warnings.begin(), conclusion.validity.warnings.end());
  return "### Trust\n\n" + list(lines, "warnings") + "\n";
}

}  // namespace

std::string github_summary(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::string out =
      verdict(record, conclusion) + thresholds(conclusion) + steps(record, conclusion) + errors(conclusion.summary) + trust(conclusion);
  if (pages::fact(record.meta, "/command_line/1") == "bench") return out;  // which makes no report
  return out + fmt::format("<p>The whole report is {}; a workflow that keeps the run directory as an artifact has it.</p>\n",
                           code((record.directory / "report.html").string()));
}

}  // namespace rushhour::outputs
