#include "reports/pages/panels/verdict/generator_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/verdict/generator_lines.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

std::string finding_of(const Material& material) {
  const verdicts::Conclusion& conclusion = material.conclusion;
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  if (!conclusion.validity.valid && conclusion.validity.repeatable)
    return "It did not keep up; the reasons stand with the verdict, and the lines below show when.";
  if (!conclusion.validity.valid)
    return "Why the measurement is invalid stands with the verdict; the lines below show how the generator fared.";
  std::string out = fmt::format("It kept up: the busiest worker used {:.0f} % of a core at most", 100 * generator.cpu_max);
  if (!generator.send_lag.empty())
    out += fmt::format(", and no request left later than {}", format_duration(Instant(generator.send_lag.max())));
  return out + ".";
}

json numbers(const std::vector<std::optional<double>>& values) {
  json out = json::array();
  for (const std::optional<double>& value : values) out.push_back(value ? json(rounded(*value)) : json());
  return out;
}

json drawn(const std::vector<GeneratorLine>& lines) {
  json out = json::array();
  for (const GeneratorLine& line : lines) {
    json series = json::array();
    for (const GeneratorSeries& one : line.series) series.push_back({{"name", one.name}, {"values", numbers(one.values)}});
    out.push_back({{"title", line.title},
                   {"unit", line.unit},
                   {"limit", line.limit ? json(*line.limit) : json()},
                   {"begin_s", line.begins_s},
                   {"length_s", line.lengths_s},
                   {"series", std::move(series)}});
  }
  return {{"lines", std::move(out)}};
}

// Of each line the largest and when that was, and the last, beside its limit.
std::string table_of(const std::vector<GeneratorLine>& lines) {
  HtmlTable table("The load generator over time", {{"what", false}, {"most"}, {"when"}, {"at the end"}, {"limit"}, {"over time", false}});
  for (const GeneratorLine& line : lines)
    for (const GeneratorSeries& series : line.series) {
      std::vector<double> course;
      std::size_t most = 0;
      for (std::size_t i = 0; i < series.values.size(); ++i) {
        course.push_back(series.values[i].value_or(-1));
        if (course[i] > course[most]) most = i;
      }
      if (course.empty() || course[most] < 0) continue;
      HtmlTable::Cell drawing("");
      drawing.drawing = sparkline(course, fmt::format("{} over the run", series.name));
      table.add({name_cell(series.name == line.title ? line.title : line.title + ", " + series.name),
                 {amount_text(line.unit, course[most]), fmt::format("{}", course[most])},
                 format_instant(std::chrono::duration_cast<Instant>(std::chrono::duration<double>(line.begins_s[most]))),
                 course.back() < 0 ? "-" : amount_text(line.unit, course.back()),
                 line.limit ? amount_text(line.unit, *line.limit) : "-",
                 std::move(drawing)});
    }
  return table.html("generator-table");
}

}  // namespace

std::optional<Panel> generator_panel(const Material& material) {
  if (!material.conclusion.validity.judged) return std::nullopt;  // another tool made the run
  const std::vector<GeneratorLine> lines = generator_lines(material);
  if (lines.empty()) return std::nullopt;
  Panel panel{.id = "generator", .title = "The load generator", .finding = finding_of(material)};
  panel.chart = "small-multiples";
  panel.label = "Small charts of the generator's own health over time.";
  panel.note = "Dashed: the limit beyond which the measurement is doubted; for a lag, that of its p99 (docs/measurement.md).";
  panel.table = table_of(lines);
  panel.data = drawn(lines);
  return panel;
}

}  // namespace rushhour::pages
