#include "reports/pages/words/trust.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/imported.hpp"
#include "reports/runs/record_fields.hpp"
#include "reports/verdicts/generator_use.hpp"

namespace rushhour::pages {
namespace {

using Mark = TrustItem::Mark;
using verdicts::Conclusion;

// Beyond a millisecond and yet not too late, because the response time is so much longer: what a reader wonders at.
std::string allowed_words(const verdicts::LagUse& use) {
  if (use.late() || use.lag_ns <= verdicts::LagUse::harmless_ns) return {};
  return fmt::format(" That is allowed while it is less than a tenth of the response time ({} {}).",
                     verdicts::percentile_name(use.percentile), format_duration(Instant(use.response_ns)));
}

// "p99 412us"; of a handful of samples the worst.
std::string lag_text(const latency::Histogram& lag, const verdicts::LagUse& use) {
  if (lag.empty()) return "not measured";
  if (use.percentile == 0) return "max " + format_duration(Instant(lag.max()));
  return fmt::format("{} {}", verdicts::percentile_name(use.percentile), format_duration(Instant(use.lag_ns)));
}

std::uint64_t less(std::uint64_t from, std::uint64_t what) { return from > what ? from - what : 0; }

// Of a run that goes on: what is under way is neither lost nor late. What is due and not begun is late only if users were missing.
void say_so_far(TrustItem& item, const Conclusion& conclusion) {
  const runs::LoadFigures& load = conclusion.summary.load;
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  const std::uint64_t under_way = less(load.started, load.done + load.censored);
  const std::uint64_t to_begin = less(load.offered, load.started + load.dropped);
  const bool late = to_begin > 0 && generator.waited_for_user + generator.waited_beside_idle > 0;
  if (load.dropped > 0) item.words += fmt::format(", {} dropped", format_count(load.dropped));
  if (load.censored > 0) item.words += fmt::format(", {} cut off", format_count(load.censored));
  if (under_way > 0) item.words += fmt::format(", {} under way", format_count(under_way));
  if (late) item.words += fmt::format(", {} still {} for a user", format_count(to_begin), to_begin == 1 ? "waits" : "wait");
  item.words = item.words.empty() ? "The load that was asked for is the load that was done so far." : "So far" + item.words.substr(1) + ".";
  if (late || load.dropped > 0 || load.censored > 0) item.mark = Mark::warning;
}

TrustItem schedule_item(const runs::RunRecord& record, const Conclusion& conclusion) {
  const runs::LoadFigures& load = conclusion.summary.load;
  TrustItem item{Mark::good, "schedule", {}, {}};
  item.value = fmt::format("{} of {} iterations", format_count(load.done), format_count(load.offered));
  if (load.offered == 0) return {Mark::warning, "schedule", item.value, "Nothing was offered, so there is nothing to be late for."};
  if (load.offered > 0) item.value += fmt::format(" ({})", share_text(load.done, load.offered));
  if (record.running) {
    say_so_far(item, conclusion);
    return item;
  }
  if (verdicts::schedule_reached(conclusion.summary)) {
    item.words = "The load that was asked for is the load that was done.";
    return item;
  }
  item.mark = verdicts::generator_missed_schedule(record, conclusion.summary) ? Mark::bad : Mark::warning;
  item.words =
      fmt::format("{} dropped, {} unfinished at the end: {} achieved of {} offered.", format_count(load.dropped),
                  format_count(load.censored), verdicts::format_rate(load.achieved_rate), verdicts::format_rate(load.offered_rate));
  if (load.censored > 0) item.words += " What was unfinished counts with its age, as a lower bound.";
  return item;
}

TrustItem send_lag_item(const Conclusion& conclusion) {
  const latency::Histogram& lag = conclusion.summary.generator.send_lag;
  const verdicts::LagUse use = verdicts::send_lag_use(conclusion.summary);
  if (lag.empty()) return {Mark::warning, "send lag", lag_text(lag, use), "The record holds no send lag."};
  TrustItem item{use.late() ? Mark::bad : Mark::good, "send lag", lag_text(lag, use), {}};
  item.words = fmt::format("Requests left {} after they were due, at worst {} late.{}", use.late() ? "too long" : "when or shortly",
                           format_duration(Instant(lag.max())), allowed_words(use));
  return item;
}

TrustItem loop_lag_item(const Conclusion& conclusion) {
  const latency::Histogram& lag = conclusion.summary.generator.loop_lag;
  const verdicts::LagUse use = verdicts::loop_lag_use(conclusion.summary);
  TrustItem item{use.late() ? Mark::bad : Mark::good, "loop lag", lag_text(lag, use), {}};
  item.words = fmt::format("The generator turned to what was due, answers to be read included, {}; at worst {} late.{}",
                           use.late() ? "too late" : "in time", format_duration(Instant(lag.max())), allowed_words(use));
  return item;
}

std::string at_most(double share) { return fmt::format("{:.0f} % max", share * 100); }

TrustItem cpu_item(const runs::RunRecord& record, const Conclusion& conclusion) {
  const verdicts::CpuUse use = verdicts::cpu_use(record, conclusion.summary.warmup);
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  TrustItem item{use.exhausted() ? Mark::bad : Mark::good, "generator CPU", at_most(generator.cpu_max), {}};
  if (use.wanted.beyond == 0)
    item.words = fmt::format("Its busiest worker had room left in every second; {:.0f} % of a core on average.", generator.cpu_mean * 100);
  else if (use.computed.beyond == use.wanted.beyond)
    item.words = fmt::format("Its busiest worker was at 95 % of a core or more in {} of {} seconds.", use.wanted.beyond, use.wanted.ticks);
  else
    item.words = fmt::format("A worker had no idle time in {} of {} seconds: it computed, or waited for its core.", use.wanted.beyond,
                             use.wanted.ticks);
  return item;
}

// What others took of the machine: bad only where the generator was late as well, as in the verdict.
void add_machine(std::vector<TrustItem>& items, const runs::RunRecord& record, const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  const auto add = [&](const char* title, const std::optional<runs::ShareFigures>& share, const verdicts::TickUse& use, const char* words) {
    if (!share) return;
    const Mark mark = !use.often() ? Mark::good : verdicts::came_late(summary) ? Mark::bad : Mark::warning;
    items.push_back({mark, title, at_most(share->max), words});
  };
  const runs::GeneratorFigures& generator = summary.generator;
  add("wait for a core", generator.core_wait, verdicts::core_wait_use(record, summary.warmup),
      "Of the time, in which a worker was ready to run and another program had its core.");
  add("steal", generator.steal, verdicts::steal_use(record, summary.warmup), "Of the machine's CPU time, which its host gave to others.");
  add("throttled", generator.throttled, verdicts::throttled_use(record, summary.warmup),
      "Of the scheduler's periods, in which the generator stood still because its CPU limit was used up.");
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

TrustItem lost_item(const runs::RunRecord& record, const Conclusion& conclusion) {
  verdicts::LostTime lost;
  runs::each_tick(record, [&](const nlohmann::json& tick, Instant begin, Instant end) { lost += verdicts::lost_in(tick, begin, end); });
  if (lost.all > Instant(0))
    return {Mark::warning, "lost seconds", format_duration(lost.all),
            fmt::format("For that long the generator wrote nothing, the longest time from {} on: it stood still.",
                        format_instant(lost.longest_at))};
  if (verdicts::ending_of(record) == verdicts::Ending::unfinished && !record.running)
    return {Mark::warning, "lost seconds", "from " + format_instant(conclusion.summary.actual) + " on",
            "There is nothing from the time after that; what stands before it is whole."};
  return {Mark::good, "lost seconds", record.running ? "none so far" : "none", "Each second of the run has its line of counters."};
}

std::string sentence(std::string words) {
  if (words.empty()) return "The tool does not say what its times are.";
  return capitalised(std::move(words)) + ".";
}

}  // namespace

std::vector<TrustItem> trust_items(const runs::RunRecord& record, const Conclusion& conclusion) {
  if (const auto origin = runs::imported(record))
    return {{Mark::warning, "generator", "not known", fmt::format("{} does not record how late it was itself.", origin->tool)},
            {Mark::warning, "times", runs::headline_of(conclusion.summary).name, sentence(origin->meaning)}};
  std::vector<TrustItem> items{schedule_item(record, conclusion), send_lag_item(conclusion)};
  if (!conclusion.summary.generator.loop_lag.empty()) items.push_back(loop_lag_item(conclusion));
  items.push_back(cpu_item(record, conclusion));
  add_machine(items, record, conclusion);
  items.push_back(users_item(conclusion));
  items.push_back(warmup_item(conclusion));
  if (!record.ticks.empty()) items.push_back(lost_item(record, conclusion));
  if (const std::uint64_t errors = conclusion.summary.generator.script_errors; errors > 0)
    items.push_back(
        {Mark::warning, "script", counted(errors, "error", "errors"), "Iterations that failed in the script itself end early."});
  return items;
}

std::string trust_line(const Conclusion& conclusion) {
  if (!conclusion.validity.judged) return "send lag, generator cpu and schedule are not in what was imported";
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  std::string line = "send lag " + lag_text(generator.send_lag, verdicts::send_lag_use(conclusion.summary));
  if (!generator.loop_lag.empty()) line += ", loop lag " + lag_text(generator.loop_lag, verdicts::loop_lag_use(conclusion.summary));
  return line + fmt::format(", generator cpu {}, schedule {}", at_most(generator.cpu_max),
                            verdicts::schedule_reached(conclusion.summary) ? "reached" : "not reached");
}

}  // namespace rushhour::pages
