#include "reports/pages/words/breakdown_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

constexpr std::size_t longest_name = 60;

// The rarest of three percentiles that every, or else some, of `all` support; 0 if none does any.
double percentile_for(const std::vector<const runs::Latency*>& all) {
  const auto supports = [](double percentile) {
    return [percentile](const runs::Latency* latency) { return latency->supported(verdicts::quantile_of(percentile)); };
  };
  for (const double percentile : {99.0, 90.0, 50.0})
    if (std::all_of(all.begin(), all.end(), supports(percentile))) return percentile;
  for (const double percentile : {99.0, 90.0, 50.0})
    if (std::any_of(all.begin(), all.end(), supports(percentile))) return percentile;
  return 0;
}

// Of those that support the percentile, the one with the highest.
std::size_t slowest_at(const std::vector<const runs::Latency*>& all, double percentile) {
  const double q = verdicts::quantile_of(percentile);
  const auto figure = [&](const runs::Latency* latency) { return latency->supported(q) ? latency->all.quantile(q) : -1; };
  const auto slowest = std::max_element(all.begin(), all.end(), [&](const auto* a, const auto* b) { return figure(a) < figure(b); });
  return static_cast<std::size_t>(slowest - all.begin());
}

std::string short_name(std::string_view name) { return clip(harmless(name), longest_name); }

std::string number_text(double value) {
  const double size = std::abs(value);
  if (size < 1e15 && (size >= 1e5 || value == std::floor(value)))
    return (value < 0 ? "-" : "") + format_count(static_cast<std::uint64_t>(std::llround(size)));
  return fmt::format("{:.6g}", value);
}

// A value that a trend's histogram gives back: of three significant digits, because it holds no more. A seven is 7, and not 7.003.
std::string measured_text(double thousandths) {
  const double value = thousandths / 1000;
  if (value == 0) return "0";
  const double grain = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
  return number_text(std::stod(fmt::format("{:.6g}", std::round(value / grain) * grain)));
}

std::string percentile_of(const runs::MetricSums& sums, const std::string& kind, double percentile) {
  const runs::Latency latency{sums.values, {}};
  if (kind == "time") return percentile_text(latency, percentile);
  const double q = verdicts::quantile_of(percentile);
  if (!latency.supported(q)) return "-";
  return measured_text(static_cast<double>(percentile >= 100 ? sums.values.max() : sums.values.quantile(q)));
}

std::string figure_of(const runs::Summary& summary, const std::string& kind, const runs::MetricSums& sums) {
  const double length_s = seconds(runs::main_length(summary));
  if (kind == "counter") return number_text(sums.sum) + (length_s > 0 ? ", " + verdicts::format_rate(sums.sum / length_s) : std::string());
  if (kind == "gauge") return "last " + number_text(sums.last);
  if (kind == "rate") return share_text(sums.hits, sums.count);
  return "mean " + (kind == "time" ? time_text(sums.values.mean()) : measured_text(sums.values.mean()));
}

bool several_scenarios(const runs::Summary& summary) { return summary.scenarios.size() > 1; }

}  // namespace

latency::Histogram all_of(const runs::IterationTimes& times) {
  latency::Histogram all = times.ok;
  all.merge(times.failed);
  return all;
}

std::string scenarios_finding(const runs::Summary& summary) {
  std::vector<runs::Latency> times;
  for (const runs::ScenarioFigures& scenario : summary.scenarios) times.push_back({all_of(scenario.iterations), {}});
  std::vector<const runs::Latency*> all;
  for (const runs::Latency& latency : times) all.push_back(&latency);
  const double percentile = percentile_for(all);
  if (percentile == 0) return "Too few iterations for a percentile of how long they took.";
  const std::size_t slowest = slowest_at(all, percentile);
  const std::string figure = percentile_text(times[slowest], percentile);
  const std::string name = verdicts::percentile_name(percentile);
  std::string out = all.size() == 1 ? fmt::format("An iteration took {} at its {}", figure, name)
                                    : fmt::format("Iterations of '{}' took longest, with a {} of {}",
                                                  short_name(summary.scenarios[slowest].scenario), name, figure);
  if (summary.load.rejected > 0) out += fmt::format("; the script rejected {}", counted(summary.load.rejected, "iteration", "iterations"));
  return out + ".";
}

std::string groups_finding(const runs::Summary& summary) {
  std::vector<runs::Latency> lengths;
  for (const runs::GroupFigures& group : summary.groups) lengths.push_back({group.lengths, {}});
  std::vector<const runs::Latency*> all;
  for (const runs::Latency& latency : lengths) all.push_back(&latency);
  const double percentile = percentile_for(all);
  if (percentile == 0) return "No group was passed often enough for a percentile.";
  const std::size_t slowest = slowest_at(all, percentile);
  return fmt::format("'{}' took longest, with a {} of {}; think times and inner groups are inside.",
                     short_name(summary.groups[slowest].path), verdicts::percentile_name(percentile),
                     percentile_text(lengths[slowest], percentile));
}

std::string stages_finding(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  std::vector<const runs::Latency*> all;
  for (const runs::StageFigures& stage : summary.stages) all.push_back(&stage.totals.response);
  const double percentile = percentile_for(all);
  if (percentile == 0) return "No stage has enough samples for a percentile.";
  const runs::StageFigures& slowest = summary.stages[slowest_at(all, percentile)];
  return fmt::format("{} of the response time was highest in {} ({}, from {} on): {}.", verdicts::percentile_name(percentile),
                     stage_label(summary, slowest), stage_load(slowest), format_instant(slowest.begin),
                     percentile_text(slowest.totals.response, percentile));
}

std::string tags_finding(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  std::vector<const runs::Latency*> all;
  const runs::Headline headline = runs::headline_of(summary);
  for (const runs::TagFigures& tag : summary.tags) all.push_back(&(tag.totals.*headline.time));
  const double percentile = percentile_for(all);
  if (percentile == 0) return "No value of a tag has enough samples for a percentile.";
  const runs::TagFigures& slowest = summary.tags[slowest_at(all, percentile)];
  return fmt::format("Slowest are the requests with {} = {}: {} of the {} is {}.", short_name(slowest.tag), short_name(slowest.value),
                     verdicts::percentile_name(percentile), headline.name, percentile_text(slowest.totals.*headline.time, percentile));
}

std::string metrics_finding(const runs::Summary& summary) {
  std::vector<std::string> words;
  for (const runs::MetricFigures& metric : summary.metrics)
    if (words.size() < 3) words.push_back(fmt::format("{}: {}", short_name(metric.name), figure_of(summary, metric.kind, metric.all)));
  const std::size_t more = summary.metrics.size() - words.size();
  return fmt::format("{}{}.", fmt::join(words, "; "), more > 0 ? fmt::format("; and {} more", more) : std::string());
}

std::string annotations_finding(const runs::Annotations& annotations) {
  std::string words = annotations.list.empty() ? std::string("The target told of itself what could not be read or kept")
                                               : fmt::format("The target told of {} in the run; the charts over time show when",
                                                             counted(annotations.list.size(), "event", "events"));
  if (annotations.left_out > 0) words += fmt::format(". {} more were left out", format_count(annotations.left_out));
  return words + ".";
}

std::string until_text(const runs::Annotation& annotation) {
  if (!annotation.ended) return "after the run";
  return *annotation.ended == annotation.at ? std::string() : format_instant(*annotation.ended);
}

std::vector<GroupPlace> group_places(const std::vector<runs::GroupFigures>& groups) {
  std::set<std::pair<std::string, std::string>> known;
  std::vector<GroupPlace> places;
  for (const runs::GroupFigures& group : groups) {
    known.insert({group.scenario, group.path});
    const std::size_t slash = group.path.rfind('/');
    const bool inside = slash != std::string::npos && known.contains({group.scenario, group.path.substr(0, slash)});
    const auto depth = inside ? static_cast<std::size_t>(std::count(group.path.begin(), group.path.end(), '/')) : 0;
    places.push_back({inside ? group.path.substr(slash + 1) : group.path, depth});
  }
  return places;
}

std::string stage_label(const runs::Summary& summary, const runs::StageFigures& stage) {
  const bool several = summary.stages.front().scenario != summary.stages.back().scenario;
  return (several ? short_name(stage.scenario) + ": " : std::string()) + fmt::format("stage {}", stage.number);
}

std::string stage_load(const runs::StageFigures& stage) {
  const auto one = [&](double value) {
    return stage.of_users ? fmt::format("{:.0f}", value) : without_zeros(verdicts::format_rate(value));
  };
  const char* users = stage.of_users ? " users" : "";
  return stage.from == stage.to ? one(stage.from) + users : fmt::format("{} to {}{}", one(stage.from), one(stage.to), users);
}

MetricWords words_of(const runs::Summary& summary, const std::string& kind, const runs::MetricSums& sums) {
  MetricWords words;
  words.figure = figure_of(summary, kind, sums);
  if (kind == "gauge") {
    words.min = number_text(sums.min);
    words.max = number_text(sums.max);
  }
  if (kind != "time" && kind != "trend") return words;
  words.p50 = percentile_of(sums, kind, 50);
  words.p90 = percentile_of(sums, kind, 90);
  words.p99 = percentile_of(sums, kind, 99);
  words.min = kind == "time" ? time_text(static_cast<double>(sums.values.min())) : measured_text(static_cast<double>(sums.values.min()));
  words.max = percentile_of(sums, kind, 100);
  return words;
}

std::string part_label(const runs::Summary& summary, const runs::MetricPart& part) {
  std::vector<std::string> words;
  if (several_scenarios(summary)) words.push_back(harmless(part.scenario));
  for (const auto& [name, value] : part.tags) words.push_back(harmless(name) + " " + harmless(value));
  return words.empty() ? "no tags" : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace rushhour::pages
