#include "reports/pages/live/live_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/live/rate_bound.hpp"
#include "reports/pages/page_assets.hpp"
#include "reports/pages/panels/verdict/banner.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;
using verdicts::Conclusion;

Instant end_of(const runs::RunRecord& record, std::size_t back) {
  const std::size_t count = record.ticks.size();
  return back < count ? runs::instant_of(record, record.ticks[count - 1 - back], "at_ns") : Instant(0);
}

std::string progress(const runs::RunRecord& record) {
  const Instant planned = runs::instant_of(record, runs::object_of(record, record.meta, "plan"), "length_ns");
  const Instant now = end_of(record, 0);
  return fmt::format("{} of {}{}", format_instant(now), without_zeros(format_duration(planned)),
                     now >= planned + std::chrono::seconds(1) ? ", waiting for what still runs" : "");
}

// Only what has a figure: so far most of what cannot be judged yet will be.
bool is_crossed(const verdicts::ThresholdResult& result) { return !result.passed() && result.has_figure(); }

std::size_t crossed(const Conclusion& conclusion) {
  return static_cast<std::size_t>(std::count_if(conclusion.thresholds.begin(), conclusion.thresholds.end(), is_crossed));
}

// "valid so far, 1 of 3 thresholds crossed".
std::string so_far(const Conclusion& conclusion) {
  std::string words = conclusion.validity.valid ? "valid so far" : "not a valid measurement so far";
  if (conclusion.thresholds.empty()) return words;
  const std::size_t count = crossed(conclusion);
  if (count == 0) return words + ", no threshold crossed";
  return fmt::format("{}, {} of {} crossed", words, count, counted(conclusion.thresholds.size(), "threshold", "thresholds"));
}

json item(const char* title, std::string value, std::string below) {
  return {{"title", title}, {"value", std::move(value)}, {"below", std::move(below)}};
}

std::uint64_t errors_in(const runs::RunRecord& record, const json& tick) {
  const json& errors = runs::object_of(record, tick, "errors");
  std::uint64_t sum = 0;
  for (const auto& [name, n] : errors.items()) sum += runs::count_of(record, errors, name.c_str());
  return sum;
}

// A latency of the last interval: the first of `percentiles` that its sample carries, or else the last one, left open.
json latency_item(const latency::Interval& interval, const std::vector<double>& percentiles) {
  runs::Latency response, service;
  for (const auto& [series, histogram] : interval.series) {
    if (series.kind == "response") response.all.merge(histogram);
    if (series.kind == "service") service.all.merge(histogram);
  }
  const auto carried = std::find_if(percentiles.begin(), percentiles.end(),
                                    [&](double percentile) { return response.supported(verdicts::quantile_of(percentile)); });
  const double percentile = carried == percentiles.end() ? percentiles.back() : *carried;
  const std::string title = "Response time " + verdicts::percentile_name(percentile);
  const auto text = [percentile](const runs::Latency& latency) -> std::string {
    const double q = verdicts::quantile_of(percentile);
    return latency.supported(q) ? format_duration(Instant(latency.all.quantile(q))) : "–";
  };
  return item(title.c_str(), text(response), "service time " + text(service));
}

json last_second(const GrowingRecord& live) {
  const runs::RunRecord& record = live.record();
  if (record.ticks.empty()) return json::array();
  const json& tick = record.ticks.back();
  const double length_s = std::max(seconds(end_of(record, 0) - end_of(record, 1)), 1e-3);
  const auto rate = [&](std::uint64_t n) { return verdicts::format_rate(static_cast<double>(n) / length_s); };
  const auto count = [&](const char* key) { return runs::count_of(record, tick, key); };
  json strip = json::array();
  strip.push_back(item("Achieved now", rate(count("done")), fmt::format("of {} offered", rate(count("offered")))));
  strip.push_back(latency_item(live.latest(), {50}));
  strip.push_back(latency_item(live.latest(), {99, 95, 90}));
  strip.push_back(item("Failed requests now", rate(errors_in(record, tick)), fmt::format("of {} sent", rate(count("requests")))));
  strip.push_back(
      item("Users busy", format_count(count("users_busy")), fmt::format("of {} permitted", format_count(count("users_permitted")))));
  return strip;
}

}  // namespace

json running_words(const GrowingRecord& live, const Conclusion* said) {
  const bool bad = said != nullptr && (!said->validity.valid || crossed(*said) > 0);
  json reasons = json::array();
  if (said != nullptr)
    for (const std::string& reason : said->validity.reasons) reasons.push_back(harmless(reason));
  if (said != nullptr)
    for (const verdicts::ThresholdResult& result : said->thresholds)
      if (is_crossed(result) && reasons.size() < 5) reasons.push_back(broken_words(result));
  return {{"state", "running"},
          {"look", bad ? "failed" : "unfinished"},
          {"words", fmt::format("Running: {}{}", progress(live.record()), said == nullptr ? std::string() : ", " + so_far(*said))},
          {"reasons", std::move(reasons)},
          {"strip", last_second(live)}};
}

json final_words(const runs::RunRecord& record, const Conclusion& conclusion) {
  return {{"state", "over"},
          {"look", conclusion.exit == Exit::passed        ? "passed"
                   : conclusion.exit == Exit::interrupted ? "unfinished"
                                                          : "failed"},
          {"words", "Over: " + verdict_words(conclusion)},
          {"reasons", verdict_reasons(record, conclusion)},
          {"strip", json::array()}};
}

std::string live_page(const json& meta) {
  const std::string script = script_name(meta);
  PageValues values = page_assets(PageKind::live, script + ": running");
  values.emplace_back("what", escape_html("Load test of " + script));
  const auto pair = [&](const char* title, const char* where) { return fact_pair(title, text_html(fact(meta, where))); };
  values.emplace_back("facts",
                      pair("Run", "/run") + fact_pair("Started", start_html(meta)) + pair("Target", "/target") + pair("Seed", "/seed"));
  const RateBound bound = rate_bound(meta);
  values.emplace_back("rate_state", bound.most > 0 ? "" : " disabled");
  values.emplace_back("rate_most", fmt::format("{}", bound.most));
  values.emplace_back("rate_bound", escape_html(bound.words));
  values.emplace_back("data", script_json({{"end_s", 1}, {"warmup_s", 0}, {"annotations", json::array()}, {"panels", json::object()}}));
  values.emplace_back("footer", escape_html(fmt::format("Shown by rushhour {} while the run goes on; its report is made when it is over.",
                                                        fact(meta, "/version"))));
  return fill(web_file("served/live.html"), values);
}

}  // namespace rushhour::pages
