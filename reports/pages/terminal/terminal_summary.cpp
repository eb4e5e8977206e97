#include "reports/pages/terminal/terminal_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/terminal/folded.hpp"
#include "reports/pages/terminal/ink.hpp"
#include "reports/pages/terminal/sparkline.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/pages/words/trust.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

constexpr std::size_t longest_name = 48;
constexpr std::size_t most_steps = 40;
constexpr std::size_t most_errors = 6;
constexpr std::size_t most_metrics = 20;
constexpr std::size_t most_places = 3;
constexpr std::size_t most_events = 10;
constexpr std::size_t bar_points = 40;
constexpr double notable_share = 0.05;  // of a step's response time, before anything of a request was sent

// Columns as wide as their widest cell; the first to the left, the others to the right or left as told.
class Table {
 public:
  Table(std::vector<bool> to_right, const TerminalStyle& style)
      : to_right_(std::move(to_right)), widths_(to_right_.size()), utf8_(style.utf8) {}

  void add(std::vector<std::string> cells) {
    if (!utf8_)
      for (std::string& cell : cells) cell = only_ascii(cell);
    for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], display_width(cells[i]));
    rows_.push_back(std::move(cells));
  }

  std::size_t size() const { return rows_.size(); }

  std::string line(std::size_t row) const {
    std::string out;
    for (std::size_t i = 0; i < rows_[row].size(); ++i) {
      if (i > 0) out += "  ";
      out += to_right_[i] ? pad_left(rows_[row][i], widths_[i]) : pad_right(rows_[row][i], widths_[i]);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
  }

 private:
  std::vector<bool> to_right_;
  std::vector<std::size_t> widths_;
  bool utf8_;
  std::vector<std::vector<std::string>> rows_;
};

std::string head(const runs::RunRecord& record, const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  std::string line = ink(Tone::strong, "rushhour");
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) line += fmt::format("  {}{}", label, text);
  };
  add("", script_name(record.meta));
  add("run ", fact(record.meta, "/run"));
  add("", length_words(conclusion));
  add("target ", fact(record.meta, "/target"));
  add("seed ", fact(record.meta, "/seed"));
  return line + "\n\n";
}

std::string thresholds(const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  if (conclusion.thresholds.empty()) return "  THRESHOLDS  none\n";
  Table table({false, false, false, false, true, true, false}, style);
  table.add({"", "THRESHOLDS", "", "limit", "observed", "margin", ""});
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    const ThresholdWords words = words_of(result);
    table.add({words.state, clip(harmless(result.threshold.metric), 60), verdicts::aggregate_name(result.threshold), words.limit,
               words.observed, words.margin, words.remark});
  }
  // The title stands at the left edge, over the states.
  std::string title = table.line(0);
  const std::size_t at = title.find("THRESHOLDS");
  std::string out = "  " + title.substr(at, 10) + std::string(at, ' ') + title.substr(at + 10) + "\n";
  for (std::size_t i = 0; i < conclusion.thresholds.size(); ++i) {
    const bool passed = conclusion.thresholds[i].passed();
    const std::string line = table.line(i + 1);
    out += fmt::format("  {}{}\n", ink(passed ? Tone::good : Tone::bad, line.substr(0, 4)), line.substr(4));
  }
  return out;
}

// Bars over the run, warm-up inside, and what the highest of them stands for.
std::string bars(const char* edge, const std::vector<std::optional<double>>& values, const std::string& words) {
  const std::string line = sparkline(values, bar_points);
  return line.empty() ? line : fmt::format("{}{}  {}\n", edge, line, words);
}

std::string rate_bars(const runs::RunRecord& record, const TerminalStyle& style) {
  if (!style.utf8) return {};
  std::vector<std::optional<double>> rates;
  double most = 0;
  for (const RatePoint& point : rates_over_time(record, bar_points)) most = std::max(most, rates.emplace_back(point.done).value());
  return bars("           ", rates, fmt::format("done over the run, at most {}", verdicts::format_rate(most)));
}

std::string p99_bars(const Course& course, const runs::Headline& headline, const TerminalStyle& style) {
  if (!style.utf8) return {};
  const LatencyTimeline timeline = latency_over_time(course, {99}, bar_points);
  std::vector<std::optional<double>> values;
  std::int64_t most_ns = 0;
  for (const auto& value : timeline.lines.front().values) {
    values.push_back(value ? std::optional(static_cast<double>(*value)) : std::nullopt);
    most_ns = std::max(most_ns, value.value_or(0));
  }
  return bars("    ", values, fmt::format("p99 of the {} over the run, at most {}", headline.name, format_duration(Instant(most_ns))));
}

std::string load(const runs::RunRecord& record, const Conclusion& conclusion, const TerminalStyle& style) {
  const runs::LoadFigures& load = conclusion.summary.load;
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  const bool known = conclusion.validity.judged;
  std::string out = fmt::format("  LOAD     {} {}   achieved {}", known ? "offered" : "done",
                                format_count(known ? load.offered : load.done), verdicts::format_rate(load.achieved_rate));
  if (known && load.offered > 0)
    out += fmt::format(" ({:.1f} %)", 100 * static_cast<double>(load.done) / static_cast<double>(load.offered));
  if (known || load.dropped > 0) out += fmt::format("   dropped {}", format_count(load.dropped));
  if (load.censored > 0) out += fmt::format("   unfinished {}", format_count(load.censored));
  if (known || generator.users_max > 0) out += fmt::format("   users max {}", format_count(generator.users_max));
  if (generator.users_permitted > 0) out += fmt::format("/{}", format_count(generator.users_permitted));
  return out + "\n" + rate_bars(record, style);
}

std::vector<std::string> latency_row(std::string name, const runs::StepFigures& step, const runs::Latency& latency,
                                     const std::vector<double>& percentiles) {
  const bool answered = step.count > 0;
  std::vector<std::string> cells{std::move(name), format_count(answered ? step.count : latency.all.count()),
                                 answered ? share_text(step.errors, step.count) : "-"};
  for (const double percentile : percentiles) cells.push_back(percentile_text(latency, percentile));
  cells.push_back(percentile_text(latency, 100));
  return cells;
}

std::string latencies(const Course& course, const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  const runs::Summary& summary = conclusion.summary;
  const runs::Headline headline = runs::headline_of(summary);
  if ((summary.totals.*headline.time).all.empty()) return "  LATENCY  nothing was measured\n";
  std::vector<bool> to_right(conclusion.percentiles.size() + 4, true);
  to_right[0] = false;
  Table table(to_right, style);
  std::vector<std::string> titles{"LATENCY", "count", "errors"};
  for (const double percentile : conclusion.percentiles) titles.push_back(verdicts::percentile_name(percentile));
  titles.emplace_back("max");
  table.add(titles);
  const std::size_t shown = std::min(summary.steps.size(), most_steps);
  for (std::size_t i = 0; i < shown; ++i)
    table.add(latency_row("  " + clip(step_label(summary, summary.steps[i]), longest_name), summary.steps[i],
                          summary.steps[i].*headline.time, conclusion.percentiles));
  for (const auto& [name, time] :
       {std::pair("  all, response time", &summary.totals.response), {"  all, service time", &summary.totals.service}})
    if (!time->all.empty()) table.add(latency_row(name, summary.totals, *time, conclusion.percentiles));
  const runs::Latency iterations{all_of(summary.iterations), {}};
  runs::StepFigures iteration;
  iteration.count = iterations.all.count();
  iteration.errors = summary.iterations.failed.count();
  if (iteration.count > 0) table.add(latency_row("  iterations, duration", iteration, iterations, conclusion.percentiles));
  std::string out;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool total = i == shown + 1;
    if (total && shown < summary.steps.size()) out += fmt::format("    and {} more steps\n", summary.steps.size() - shown);
    out += fmt::format("  {}\n", ink(total ? Tone::strong : Tone::plain, table.line(i)));
  }
  return out + p99_bars(course, headline, style);
}

// Of a tool that keeps no samples, its own figures.
std::string stated(const runs::RunRecord& record, const TerminalStyle& style) {
  const Ink ink(style);
  const auto origin = runs::imported(record);
  if (!origin || origin->stated.empty()) return {};
  const std::vector<std::string> names = stated_names(origin->stated);
  std::vector<bool> to_right(names.size() + 3, true);
  to_right[0] = false;
  Table table(to_right, style);
  std::vector<std::string> titles{"LATENCY as " + clip(harmless(origin->tool), longest_name) + " states it", "count", "errors"};
  titles.insert(titles.end(), names.begin(), names.end());
  table.add(titles);
  const std::size_t shown = std::min(origin->stated.size(), most_steps);
  for (std::size_t i = 0; i < shown; ++i) {
    const runs::StatedStep& step = origin->stated[i];
    std::vector<std::string> cells{"  " + clip(harmless(step.step), longest_name), format_count(step.count),
                                   share_text(step.errors, step.count)};
    for (const std::string& name : names) cells.push_back(stated_text(step, name));
    table.add(std::move(cells));
  }
  std::string out;
  for (std::size_t i = 0; i < table.size(); ++i) out += fmt::format("  {}\n", table.line(i));
  if (shown < origin->stated.size()) out += fmt::format("    and {} more steps\n", origin->stated.size() - shown);
  return out + fmt::format("  {}  {}\n", ink(Tone::warning, "ROUNDED"), harmless(origin->stated_precision));
}

double total_ns(const latency::Histogram& histogram) { return histogram.mean() * static_cast<double>(histogram.count()); }

// Getting a connection is what a step's time is not for, so it is told of where it costs, and of nothing else here.
std::string phases(const Conclusion& conclusion, const TerminalStyle& style) {
  constexpr std::string_view before_sending[] = {"blocked", "dns", "connect", "tls"};
  const runs::Summary& summary = conclusion.summary;
  const runs::Headline headline = runs::headline_of(summary);
  Table table({false, false, true, true, true}, style);
  table.add({"PHASES", "", fmt::format("of {}", headline.name), "requests", "p50"});
  for (const runs::StepFigures& step : summary.steps) {
    const double whole_ns = total_ns((step.*headline.time).all);
    for (const std::string_view name : before_sending) {
      const auto found = step.phases.find(std::string(name));
      if (found == step.phases.end() || total_ns(found->second) <= notable_share * whole_ns) continue;
      table.add({"  " + clip(step_label(summary, step), longest_name), std::string(name),
                 fmt::format("{:.0f} %", 100 * total_ns(found->second) / whole_ns), format_count(found->second.count()),
                 percentile_text({found->second, {}}, 50)});
    }
  }
  if (table.size() == 1) return {};
  const std::size_t shown = std::min(table.size(), most_steps + 1);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += fmt::format("  {}\n", table.line(i));
  if (shown < table.size()) out += fmt::format("    and {} more\n", table.size() - shown);
  return out;
}

std::string errors(const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  std::vector<std::pair<std::string, std::uint64_t>> classes(conclusion.summary.errors.begin(), conclusion.summary.errors.end());
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (classes.empty()) return "  ERRORS   none\n";
  std::string out = "  ERRORS   ";
  for (std::size_t i = 0; i < std::min(classes.size(), most_errors); ++i)
    out += fmt::format("{}{} x {}", i > 0 ? "   " : "", ink(Tone::bad, clip(harmless(classes[i].first), longest_name)),
                       format_count(classes[i].second));
  if (classes.size() > most_errors) out += fmt::format("   and {} more kinds", classes.size() - most_errors);
  return out + "\n";
}

std::string checks(const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  std::uint64_t passes = 0;
  std::uint64_t fails = 0;
  std::string failing;
  for (const auto& [name, figures] : conclusion.summary.checks) {
    passes += figures.passes;
    fails += figures.fails;
    if (figures.fails > 0)
      failing += fmt::format("   {} x {}", ink(Tone::bad, clip(harmless(name), longest_name)), format_count(figures.fails));
  }
  if (passes + fails == 0) return {};
  const std::string sum = fmt::format("  CHECKS   {} of {} passed", format_count(passes), format_count(passes + fails));
  return sum + (fails > 0 ? "   failed: " + failing.substr(3) : std::string()) + "\n";
}

// Iterations that the script failed, by the places where it did.
std::string failures(const char* title, std::uint64_t count, const std::vector<runs::FailureFigures>& places, const TerminalStyle& style) {
  const Ink ink(style);
  if (count == 0) return {};
  std::string out = fmt::format("  {} {}", title, counted(count, "iteration", "iterations"));
  for (std::size_t i = 0; i < std::min(places.size(), most_places); ++i)
    out += fmt::format("   {} x {}", ink(Tone::bad, clip(harmless(places[i].message), 2 * longest_name)), format_count(places[i].count));
  if (places.size() > most_places) out += fmt::format("   and at {} more lines", places.size() - most_places);
  return out + "\n";
}

std::string metrics(const Conclusion& conclusion, const TerminalStyle& style) {
  const auto& all = conclusion.summary.metrics;
  if (all.empty()) return {};
  Table table({false, false, true, false, true, true, true, true}, style);
  table.add({"METRICS", "", "samples", "", "p50", "p90", "p99", "max"});
  for (std::size_t i = 0; i < std::min(all.size(), most_metrics); ++i) {
    const MetricWords words = words_of(conclusion.summary, all[i].kind, all[i].all);
    table.add({"  " + clip(harmless(all[i].name), longest_name), all[i].kind, format_count(all[i].all.count), words.figure, words.p50,
               words.p90, words.p99, words.max});
  }
  std::string out;
  for (std::size_t i = 0; i < table.size(); ++i) out += fmt::format("  {}\n", table.line(i));
  if (all.size() > most_metrics) out += fmt::format("    and {} more\n", all.size() - most_metrics);
  return out;
}

std::string events(const runs::Annotations& annotations, const TerminalStyle& style) {
  if (annotations.list.empty() && annotations.left_out == 0) return {};
  Table table({false, false, false, false, false}, style);
  table.add({"EVENTS of the target", "kind", "from", "until", ""});
  for (std::size_t i = 0; i < std::min(annotations.list.size(), most_events); ++i) {
    const runs::Annotation& one = annotations.list[i];
    table.add({"  " + clip(harmless(one.name), longest_name), clip(harmless(one.kind), longest_name), format_instant(one.at),
               until_text(one), clip(harmless(one.text), 2 * longest_name)});
  }
  std::string out;
  for (std::size_t i = 0; i < table.size(); ++i) out += fmt::format("  {}\n", table.line(i));
  const std::uint64_t more = annotations.list.size() + 1 - table.size() + annotations.left_out;
  if (more > 0) out += fmt::format("    and {} more\n", format_count(more));
  return out;
}

std::string trust(const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  const verdicts::Validity& validity = conclusion.validity;
  const auto [tone, word] = !validity.judged ? std::pair(Tone::warning, std::string_view("not judged"))
                            : validity.valid ? std::pair(Tone::good, std::string_view("valid"))
                                             : std::pair(Tone::bad, std::string_view("INVALID"));
  constexpr std::size_t column = 11;  // in which all sentences begin
  const auto sentence = [&](std::string_view text, std::size_t at) {
    return folded(style.utf8 ? harmless(text) : only_ascii(harmless(text)), at, column, style.fold);
  };
  std::string out = fmt::format("  TRUST    {}: {}\n", ink(tone, word), sentence(trust_line(conclusion), column + word.size() + 2));
  for (const std::string& reason : validity.reasons) out += fmt::format("           {}\n", sentence(reason, column));
  for (const std::string& warning : validity.warnings)
    out += fmt::format("  {}  {}\n", ink(Tone::warning, "WARNING"), sentence(warning, column));
  return out;
}

std::string verdict(const Conclusion& conclusion, const TerminalStyle& style) {
  const Ink ink(style);
  const Tone unless_failed = conclusion.validity.valid ? Tone::good : conclusion.validity.judged ? Tone::bad : Tone::warning;
  return fmt::format("  VERDICT  {}, exit code {}\n",
                     ink(conclusion.exit == Exit::passed ? unless_failed : Tone::bad, verdict_words(conclusion)),
                     static_cast<int>(conclusion.exit));
}

}  // namespace

std::string trust_block(const Conclusion& conclusion, const TerminalStyle& style) {
  const std::string out = trust(conclusion, style) + verdict(conclusion, style);
  return style.utf8 ? out : only_ascii(out);
}

std::string terminal_summary(const Material& material, const TerminalStyle& style) {
  const runs::RunRecord& record = material.record;
  const Conclusion& conclusion = material.conclusion;
  std::string out = head(record, conclusion, style);
  out += thresholds(conclusion, style);
  out += load(record, conclusion, style);
  const std::string of_the_tool = stated(record, style);
  out += of_the_tool.empty() ? latencies(material.course, conclusion, style) : of_the_tool;
  out += phases(conclusion, style);
  out += errors(conclusion, style);
  out += checks(conclusion, style);
  out += failures("REJECTED", conclusion.summary.load.rejected, conclusion.summary.rejections, style);
  out += failures("SCRIPT ERRORS", conclusion.summary.generator.script_errors, conclusion.summary.script_errors, style);
  out += metrics(conclusion, style);
  out += events(runs::annotations_of(record), style);
  out += trust_block(conclusion, style);
  out += fmt::format("  report   {}\n", harmless((record.directory / "report.html").string()));
  return style.utf8 ? out : only_ascii(out);
}

}  // namespace rushhour::pages
