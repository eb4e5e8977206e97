#include "reports/pages/charts/time_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/annotations.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t longest_label = 24;
constexpr std::size_t most_stages = 60;

std::string goal_words(const runs::StageFigures& stage) {
  const std::string goal = fmt::format("{:g}{}", std::round(stage.to * 10) / 10, stage.of_users ? " users" : "/s");
  return (stage.from == stage.to ? "at " : "to ") + goal;
}

// What a person did stands from its act to the next one; back at the plan there is nothing to shade.
void add_steering(const Material& material, nlohmann::json& out) {
  const std::vector<runs::SteeringAct>& acts = material.conclusion.steered;
  for (std::size_t i = 0; i < std::min(acts.size(), most_stages); ++i) {
    const double begin = rounded(seconds(acts[i].at));
    const bool lasts = acts[i].factor && *acts[i].factor != 1;
    nlohmann::json end = lasts ? nlohmann::json() : nlohmann::json(begin);
    if (lasts && i + 1 < acts.size()) end = rounded(seconds(acts[i + 1].at));
    out.push_back({{"label", acts[i].factor ? fmt::format("steered x{:.4g}", *acts[i].factor) : std::string("stopped by hand")},
                   {"begin_s", begin},
                   {"end_s", std::move(end)}});
  }
}

}  // namespace

nlohmann::json annotation_marks(const Material& material) {
  nlohmann::json out = nlohmann::json::array();
  for (const runs::Annotation& annotation : runs::annotations_of(material.record).list)
    out.push_back({{"label", clip(harmless(annotation.name), longest_label)},
                   {"begin_s", rounded(seconds(annotation.at))},
                   {"end_s", annotation.ended ? nlohmann::json(rounded(seconds(*annotation.ended))) : nlohmann::json()}});
  add_steering(material, out);
  return out;
}

nlohmann::json stage_marks(const Material& material) {
  const runs::Summary& summary = material.summary();
  nlohmann::json out = nlohmann::json::array();
  if (summary.stages.size() > most_stages) return out;
  bool several = false;
  for (const runs::StageFigures& stage : summary.stages) several = several || stage.scenario != summary.stages.front().scenario;
  for (const runs::StageFigures& stage : summary.stages) {
    if (stage.number == 1) continue;
    const std::string name = several ? stage.scenario + " " : std::string();
    out.push_back({{"begin_s", rounded(seconds(stage.begin))}, {"label", clip(harmless(name + goal_words(stage)), longest_label)}});
  }
  return out;
}

}  // namespace rushhour::pages
