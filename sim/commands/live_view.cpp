#include "sim/commands/live_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "reports/verdicts/threshold.hpp"

namespace rushhour::sim {
namespace {

constexpr Instant line_every = std::chrono::seconds(10);
constexpr Instant recent_reach = std::chrono::seconds(5);
constexpr std::size_t history = 120;  // points of a sparkline that are kept

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                         [](std::uint64_t n, const auto& entry) { return n + entry.second; });
}

void keep(std::vector<std::optional<double>>& values, std::optional<double> value) {
  if (values.size() == history) values.erase(values.begin());
  values.push_back(value);
}

void merge(runs::Latency& into, const runs::Latency& other) {
  into.all.merge(other.all);
  into.bounds.merge(other.bounds);
}

// "stage 2 of 3, 150/s": the level at this instant, since that of a ramp is on its way.
std::string stage_of(const load::Scenario& scenario, Instant at) {
  Instant begin = scenario.start_time;
  for (std::size_t i = 0; i < scenario.stages.size(); ++i) {
    const load::Stage& stage = scenario.stages[i];
    if (at >= begin + stage.length) {
      begin += stage.length;
      continue;
    }
    const double level = stage.from + (stage.to - stage.from) * (seconds(at - begin) / seconds(stage.length));
    const std::string load = scenario.open() ? verdicts::format_rate(level) : fmt::format("{:.0f} users", level);
    return scenario.stages.size() == 1 ? load : fmt::format("stage {} of {}, {}", i + 1, scenario.stages.size(), load);
  }
  return {};
}

}  // namespace

std::string phase_of(const load::Plan& plan, Instant at) {
  std::string text = at < plan.warmup ? "warm-up" : "";
  const auto add = [&text](const std::string& words) {
    if (!words.empty()) text += (text.empty() ? "" : ", ") + words;
  };
  std::vector<const load::Scenario*> under_way;
  for (const load::Scenario& scenario : plan.scenarios)
    if (at >= scenario.start_time && at < scenario.end()) under_way.push_back(&scenario);
  if (plan.scenarios.size() > 1) add(fmt::format("{} of {} scenarios", under_way.size(), plan.scenarios.size()));
  if (under_way.size() == 1) {
    if (plan.scenarios.size() > 1) add(under_way.front()->name);
    add(stage_of(*under_way.front(), at));
  }
  return text;
}

std::string LiveView::tick(Instant at, const load::Handover& handover, std::vector<verdicts::ThresholdResult> crossed) {
  add(at, handover);
  figures_.crossed = std::move(crossed);
  const pages::TerminalStyle style = look_();
  if (style.moves) {
    drawn_ = true;
    return pages::live_block(figures_, style);
  }
  if (elsewhere_ == Elsewhere::silent || at - last_line_ < line_every) return {};
  last_line_ = at;
  return pages::live_line(figures_);
}

std::string LiveView::clear() { return std::exchange(drawn_, false) ? std::string(pages::live_block_away) : std::string(); }

void LiveView::add(Instant at, const load::Handover& handover) {
  const load::Tick& tick = handover.tick;
  const double span_s = std::max(seconds(at - figures_.at), 1e-9);
  total_.merge(tick);
  figures_.at = at;
  figures_.length = plan_->length();
  figures_.phase = phase_of(*plan_, at);
  figures_.offered_rate = static_cast<double>(tick.offered) / span_s;
  figures_.done_rate = static_cast<double>(tick.done) / span_s;
  figures_.request_rate = static_cast<double>(tick.requests) / span_s;
  figures_.error_rate = static_cast<double>(sum(tick.errors)) / span_s;
  figures_.offered = total_.offered;
  figures_.done = total_.done;
  figures_.dropped = total_.dropped;
  figures_.requests = total_.requests;
  figures_.errors = sum(total_.errors);
  figures_.users_busy = tick.users_busy;
  figures_.users_permitted = std::accumulate(plan_->scenarios.begin(), plan_->scenarios.end(), std::uint64_t{0},
                                             [](std::uint64_t n, const load::Scenario& scenario) { return n + scenario.max_vus; });
  figures_.waiting = tick.queued;
  figures_.cpu = tick.cpu.empty() ? 0 : *std::max_element(tick.cpu.begin(), tick.cpu.end());
  keep(figures_.rates, figures_.done_rate);
  if (handover.interval.length > Instant(0)) add_interval(handover.interval);
}

// An interval may be a minute long, late in a long run: then it is what the last seconds are.
void LiveView::add_interval(const latency::Interval& interval) {
  Slice slice{interval.begin, interval.begin + interval.length, {}, {}};
  for (const auto& [series, histogram] : interval.series) {
    if (series.kind == "response") slice.response.all.merge(histogram);
    if (series.kind == "response_bound") slice.response.bounds.merge(histogram);
    if (series.kind == "send_lag") slice.send_lag.all.merge(histogram);
  }
  recent_.push_back(std::move(slice));
  while (recent_.size() > 1 && recent_.back().end - recent_[1].begin >= recent_reach) recent_.pop_front();
  figures_.recent = {};
  figures_.send_lag = {};
  for (const Slice& one : recent_) {
    merge(figures_.recent, one.response);
    merge(figures_.send_lag, one.send_lag);
  }
  figures_.recent_length = recent_.back().end - recent_.front().begin;
  const bool carries = !figures_.recent.all.empty() && figures_.recent.supported(0.99);
  keep(figures_.p99s, carries ? std::optional(static_cast<double>(figures_.recent.all.quantile(0.99))) : std::nullopt);
}

}  // namespace rushhour::sim
