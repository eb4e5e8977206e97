#include "reports/pages/charts/time_marks.hpp"

#include <fmt/format.h>

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

}  // namespace

nlohmann::json annotation_marks(const Material& material) {
  nlohmann::json out = nlohmann::json::array();
  for (const runs::Annotation& annotation : runs::annotations_of(material.record).list)
    out.push_back({{"label", clip(harmless(annotation.name), longest_label)},
                   {"begin_s", rounded(seconds(annotation.at))},
                   {"end_s", annotation.ended ? nlohmann::json(rounded(seconds(*annotation.ended))) : nlohmann::json()}});
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
