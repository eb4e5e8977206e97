#include "reports/pages/panels/shape/distribution_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/log_bins.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/mode_words.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t bins_a_decade = 20;

using nlohmann::json;

struct Outcomes {
  latency::Histogram good, failed;
};

Outcomes outcomes_of(const runs::RunRecord& record, std::string_view kind) {
  Outcomes outcomes;
  for (const latency::Interval& interval : record.intervals)
    for (const auto& [series, histogram] : interval.series)
      if (series.kind == kind && !series.warmup) (series.ok ? outcomes.good : outcomes.failed).merge(histogram);
  return outcomes;
}

// Both over the same bins.
struct Bins {
  LogBins good, failed;

  std::size_t first() const noexcept {
    if (good.counts.empty()) return failed.first;
    return failed.counts.empty() ? good.first : std::min(good.first, failed.first);
  }
  std::size_t end() const noexcept { return std::max(good.end(), failed.end()); }
};

std::string failed_words(const Outcomes& outcomes) {
  if (outcomes.failed.empty()) return " None failed.";
  const std::int64_t failed = outcomes.failed.quantile(0.5);
  std::string out =
      fmt::format(" {} failed, half of them within {}", format_count(outcomes.failed.count()), format_duration(Instant(failed)));
  if (outcomes.good.empty()) return out + "; none had a good response.";
  return out + fmt::format("; of the good ones half were there within {}.", format_duration(Instant(outcomes.good.quantile(0.5))));
}

std::string bins_table(const Bins& bins, const std::string& name, std::uint64_t all) {
  HtmlTable table(fmt::format("Requests by {}", name), {{"from", false}, {"below"}, {"good"}, {"failed"}, {"share of all"}});
  const auto time = [&](std::size_t bin) { return format_duration(Instant(std::llround(bins.good.low_of(bin)))); };
  for (std::size_t bin = bins.first(); bin < bins.end(); ++bin) {
    const std::uint64_t good = bins.good.at(bin);
    const std::uint64_t failed = bins.failed.at(bin);
    if (good + failed == 0) continue;
    table.add({time(bin),
               time(bin + 1),
               {format_count(good), std::to_string(good)},
               {format_count(failed), std::to_string(failed)},
               share_text(good + failed, all)});
  }
  return table.html("distribution-table");
}

json bins_json(const Bins& bins) {
  json out{{"bins_a_decade", bins_a_decade}, {"first", bins.first()}, {"good", json::array()}, {"failed", json::array()}};
  for (std::size_t bin = bins.first(); bin < bins.end(); ++bin) {
    out["good"].push_back(bins.good.at(bin));
    out["failed"].push_back(bins.failed.at(bin));
  }
  return out;
}

}  // namespace

std::optional<Panel> distribution_panel(const Material& material) {
  const runs::Headline headline = runs::headline_of(material.summary());
  const Outcomes outcomes = outcomes_of(material.record, headline.kind);
  latency::Histogram all = outcomes.good;
  all.merge(outcomes.failed);
  if (all.empty()) return std::nullopt;
  const Bins bins{log_bins(outcomes.good, bins_a_decade), log_bins(outcomes.failed, bins_a_decade)};
  Panel panel{.id = "distribution",
              .title = fmt::format("Distribution of the {}", headline.name),
              .finding = mode_words(all, headline.name) + failed_words(outcomes),
              .chart = "-"};
  panel.label = fmt::format("Histogram of the {}, log axis, good and failed requests stacked.", headline.name);
  panel.note =
      "All steps together, warm-up left out; failed requests (striped) stand on top of the good ones. Bars are equally wide on the log "
      "axis, twenty a decade, and a bar that holds anything is at least two pixels high. Requests that timed out stand where they were "
      "given up.";
  panel.table = bins_table(bins, headline.name, all.count());
  panel.data = bins_json(bins);
  return panel;
}

}  // namespace rushhour::pages
