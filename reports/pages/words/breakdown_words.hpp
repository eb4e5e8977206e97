#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/runs/annotations.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// One sentence above each breakdown: what a hurried reader should take from it. Plain text; names in it are harmless but not escaped.
/// REQUIRES: there is something to break down.
std::string scenarios_finding(const runs::Summary& summary);
std::string groups_finding(const runs::Summary& summary);
std::string stages_finding(const verdicts::Conclusion& conclusion);
std::string tags_finding(const verdicts::Conclusion& conclusion);
std::string metrics_finding(const runs::Summary& summary);
std::string annotations_finding(const runs::Annotations& annotations);

latency::Histogram all_of(const runs::IterationTimes& times);

/// When it ended: "0:36"; empty for what has no length, "after the run" for what still lasted then.
std::string until_text(const runs::Annotation& annotation);

/// Where a group stands in the tree of its scenario: under the group around it if that is known. Its name is what tells it from its
/// neighbours.
struct GroupPlace {
  std::string name;
  std::size_t depth = 0;
};
std::vector<GroupPlace> group_places(const std::vector<runs::GroupFigures>& groups);

/// "stage 2", with its scenario before it if several have stages.
std::string stage_label(const runs::Summary& summary, const runs::StageFigures& stage);

/// "20/s to 200/s", "200 users".
std::string stage_load(const runs::StageFigures& stage);

/// A metric's figures for people, "-" where its kind has no such figure.
struct MetricWords {
  std::string figure;  ///< "7,200, 120.0/s", "last 17", "25 %", "mean 12.5ms"
  std::string p50 = "-", p90 = "-", p99 = "-", min = "-", max = "-";
};
MetricWords words_of(const runs::Summary& summary, const std::string& kind, const runs::MetricSums& sums);

/// "diners, zone north": what tells a part of a metric from the others. Harmless.
std::string part_label(const runs::Summary& summary, const runs::MetricPart& part);

}  // namespace rushhour::pages
