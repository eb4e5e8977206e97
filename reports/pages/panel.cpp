#include "reports/pages/panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/pages/charts/time_marks.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/shape/comparison_panel.hpp"
#include "reports/pages/panels/shape/distribution_panel.hpp"
#include "reports/pages/panels/shape/rate_and_latency_panel.hpp"
#include "reports/pages/panels/shape/spectrum_panel.hpp"
#include "reports/pages/panels/steps/checks_panel.hpp"
#include "reports/pages/panels/steps/errors_panel.hpp"
#include "reports/pages/panels/steps/groups_panel.hpp"
#include "reports/pages/panels/steps/metrics_panel.hpp"
#include "reports/pages/panels/steps/phases_panel.hpp"
#include "reports/pages/panels/steps/scenarios_panel.hpp"
#include "reports/pages/panels/steps/stages_panel.hpp"
#include "reports/pages/panels/steps/steps_panel.hpp"
#include "reports/pages/panels/steps/tags_panel.hpp"
#include "reports/pages/panels/time/annotations_panel.hpp"
#include "reports/pages/panels/time/business_panel.hpp"
#include "reports/pages/panels/time/heat_map_panel.hpp"
#include "reports/pages/panels/time/latency_panel.hpp"
#include "reports/pages/panels/time/load_panel.hpp"
#include "reports/pages/panels/time/telemetry_panel.hpp"
#include "reports/pages/panels/verdict/environment_panel.hpp"
#include "reports/pages/panels/verdict/generator_panel.hpp"
#include "reports/pages/panels/verdict/headline_panel.hpp"
#include "reports/pages/panels/verdict/method_panel.hpp"
#include "reports/pages/panels/verdict/thresholds_panel.hpp"
#include "reports/pages/panels/verdict/trust_panel.hpp"

namespace rushhour::pages {
namespace {

constexpr MakePanel makers[] = {
    trust_panel,    thresholds_panel,   headline_panel,    annotations_panel,      load_panel,      latency_panel,   heat_map_panel,
    spectrum_panel, distribution_panel, steps_panel,       phases_panel,           scenarios_panel, groups_panel,    stages_panel,
    tags_panel,     errors_panel,       checks_panel,      rate_and_latency_panel, metrics_panel,   generator_panel, telemetry_panel,
    business_panel, comparison_panel,   environment_panel, method_panel,
};

}  // namespace

std::vector<Panel> panels_of(const Material& material) {
  std::vector<Panel> panels;
  for (const MakePanel make : makers)
    if (std::optional<Panel> panel = make(material)) panels.push_back(std::move(*panel));
  return panels;
}

std::string inner_html(const Panel& panel) {
  std::string out;
  if (!panel.title.empty()) out += fmt::format("<h2 id=\"{}-title\">{}</h2>\n", panel.id, text_html(panel.title));
  if (!panel.finding.empty()) out += fmt::format("<p class=\"finding\">{}</p>\n", prose_html(panel.finding));
  out += fmt::format("<div class=\"body\">{}</div>\n", panel.body);
  if (!panel.chart.empty())
    out += fmt::format("<div class=\"chart{}\" id=\"{}-chart\"><div class=\"drawing\" role=\"img\" aria-label=\"{}\"></div></div>\n",
                       panel.chart == "-" ? std::string() : " " + panel.chart, panel.id, escape_html(panel.label + " " + panel.finding));
  if (!panel.note.empty()) out += fmt::format("<p class=\"note\">{}</p>\n", prose_html(panel.note));
  if (!panel.table.empty())
    out += fmt::format("<details id=\"{}-figures\"><summary>Figures</summary>\n{}</details>\n", panel.id, panel.table);
  return out;
}

std::string html_of(const Panel& panel) {
  const std::string name = panel.title.empty() ? fmt::format("aria-label=\"{}\"", escape_html(panel.label))
                                               : fmt::format("aria-labelledby=\"{}-title\"", panel.id);
  return fmt::format("<section id=\"{}\" {}>\n{}</section>\n\n", panel.id, name, inner_html(panel));
}

nlohmann::json frame_data(const Material& material) {
  const runs::Summary& summary = material.summary();
  return {{"end_s", seconds(std::max(summary.planned, material.end()))},
          {"warmup_s", seconds(summary.warmup)},
          {"stages", stage_marks(material)},
          {"annotations", annotation_marks(material)}};
}

nlohmann::json page_data(const Material& material, const std::vector<Panel>& panels) {
  nlohmann::json data = frame_data(material);
  data["panels"] = nlohmann::json::object();
  for (const Panel& panel : panels)
    if (!panel.data.is_null()) data["panels"][panel.id] = panel.data;
  return data;
}

}  // namespace rushhour::pages
