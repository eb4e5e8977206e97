#include "reports/pages/trust.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/pages/figures.hpp"

namespace rushhour::pages {
namespace {

using Mark = TrustItem::Mark;
using verdicts::Conclusion;

// "p99 412us"; of a handful of samples the worst.
std::string lag_text(const Conclusion& conclusion) {
  const latency::Histogram& lag = conclusion.summary.generator.send_lag;
  if (lag.empty()) return "not measured";
  const verdicts::LagUse use = verdicts::lag_use(conclusion.summary);
  if (use.percentile == 0) return "max " + format_duration(Instant(lag.max()));
  return fmt::format("{} {}", verdicts::percentile_name(use.percentile), format_duration(Instant(use.lag_ns)));
}

TrustItem schedule_item(const Conclusion& conclusion) {
  const runs::LoadFigures& load = conclusion.summary.load;
  TrustItem item{Mark::good, "schedule", {}, {}};
  item.value = fmt::format("{} of {} iterations", format_count(load.done), format_count(load.offered));
  if (load.offered > 0) item.value += fmt::format(" ({})", share_text(load.done, load.offered));
  if (verdicts::schedule_reached(conclusion.summary)) {
    item.words = "The load that was asked for is the load that was done.";
    return item;
  }
  item.mark = Mark::warning;
  item.words =
      fmt::format("{} dropped, {} unfinished at the end: {} achieved of {} offered.", format_count(load.dropped),
                  format_count(load.censored), verdicts::format_rate(load.achieved_rate), verdicts::format_rate(load.offered_rate));
  if (load.censored > 0) item.words += " What was unfinished counts with its age, as a lower bound.";
  return item;
}

TrustItem lag_item(const Conclusion& conclusion) {
  const bool late = verdicts::lag_use(conclusion.summary).late();
  TrustItem item{late ? Mark::bad : Mark::good, "send lag", lag_text(conclusion), {}};
  const latency::Histogram& histogram = conclusion.summary.generator.send_lag;
  if (histogram.empty())
    item.words = "The record holds no send lag.";
  else
    item.words = fmt::format("Requests left {} after they were due, at worst {} late.", late ? "too long" : "when or shortly",
                             format_duration(Instant(histogram.max())));
  return item;
}

TrustItem cpu_item(const runs::RunRecord& record, const Conclusion& conclusion) {
  const verdicts::CpuUse use = verdicts::cpu_use(record, conclusion.summary.warmup);
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  TrustItem item{use.exhausted() ? Mark::bad : Mark::good, "generator CPU", fmt::format("{:.0f} % max", generator.cpu_max * 100), {}};
  if (use.busy_ticks == 0)
    item.words = fmt::format("Its busiest worker had room left in every second; {:.0f} % of a core on average.", generator.cpu_mean * 100);
  else
    item.words = fmt::format("Its busiest worker was at 95 % of a core or more in {} of {} seconds.", use.busy_ticks, use.ticks);
  return item;
}

TrustItem users_item(const Conclusion& conclusion) {
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  TrustItem item{Mark::good, "users", {}, "Every arrival found a free user at once."};
  item.value = format_count(generator.users_max);
  if (generator.users_permitted > 0) item.value += " of " + format_count(generator.users_permitted);
  if (generator.waited_for_user > 0) {
    item.mark = Mark::warning;
    item.words = counted(generator.waited_for_user, "arrival", "arrivals") +
                 " waited because all users were busy with the target; the wait is inside the response time.";
  }
  if (generator.waited_beside_idle > 0) {
    item.mark = verdicts::held_back(conclusion.summary) ? Mark::bad : Mark::warning;
    item.words = counted(generator.waited_beside_idle, "arrival", "arrivals") + " waited although a user was idle.";
  }
  return item;
}

TrustItem warmup_item(const Conclusion& conclusion) {
  const Instant warmup = conclusion.summary.warmup;
  if (warmup.count() == 0) return {Mark::good, "warm-up", "none", "Every sample counts, those of the cold start too."};
  return {Mark::good, "warm-up", without_zeros(format_duration(warmup)),
          "Samples that were due in it are in no figure of this page but the charts over time."};
}

}  // namespace

std::vector<TrustItem> trust_items(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::vector<TrustItem> items{schedule_item(conclusion), lag_item(conclusion), cpu_item(record, conclusion), users_item(conclusion),
                               warmup_item(conclusion)};
  if (const std::uint64_t errors = conclusion.summary.generator.script_errors; errors > 0)
    items.push_back(
        {Mark::warning, "script", counted(errors, "error", "errors"), "Iterations that failed in the script itself end early."});
  return items;
}

std::string trust_line(const Conclusion& conclusion) {
  const bool reached = verdicts::schedule_reached(conclusion.summary);
  return fmt::format("send lag {}, generator cpu {:.0f} % max, schedule {}", lag_text(conclusion),
                     conclusion.summary.generator.cpu_max * 100, reached ? "reached" : "not reached");
}

}  // namespace rushhour::pages
