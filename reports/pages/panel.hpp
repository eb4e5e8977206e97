#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/pages/charts/course.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// All that a report is made of. Of a run that goes on `record` holds what there is so far, with earlier intervals merged into few, so what
/// is drawn over time comes from `course`.
struct Material {
  const runs::RunRecord& record;
  const verdicts::Conclusion& conclusion;
  const Course& course;
  const Material* baseline = nullptr;  ///< the run to compare with, if one is wanted

  const runs::Summary& summary() const noexcept { return conclusion.summary; }

  /// The end of what there is of the run.
  Instant end() const noexcept { return std::max(summary().actual, course.end()); }
};

/// One panel of the report: what it says in words, what script draws, and the same as a table. Texts are plain and escaped when the panel
/// becomes HTML, unless they are called HTML here.
struct Panel {
  std::string id;       ///< of its section; script finds its data under this name
  std::string title;    ///< empty: the panel is named by `label` for those who do not see it
  std::string finding;  ///< one sentence or two: what a hurried reader should take from it
  std::string body{};   ///< HTML that is always to be seen
  std::string chart{};  ///< classes of the place that script draws in ("tall"); "-" for none beyond the usual; empty: nothing is drawn
  std::string note{};   ///< how to read the drawing
  std::string table{};  ///< HTML behind "Figures"
  std::string label{};
  nlohmann::json data{};  ///< what script draws; docs/formats.md does not promise it to anyone else
};

/// Makes a panel, a pure function of the material; nothing where the run has nothing of the kind.
using MakePanel = std::optional<Panel> (*)(const Material&);

/// The panels of a report in their order.
std::vector<Panel> panels_of(const Material& material);

/// Everything that stands inside of the panel's section.
std::string inner_html(const Panel& panel);

/// The whole section.
std::string html_of(const Panel& panel);

/// What script needs besides the panels' own data: the end of the run, its warm-up and what is marked on every time axis.
nlohmann::json frame_data(const Material& material);

/// Everything that script draws: `frame_data` with the data of the panels under "panels", by id.
nlohmann::json page_data(const Material& material, const std::vector<Panel>& panels);

}  // namespace rushhour::pages
