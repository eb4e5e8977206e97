// Each rule looks at one weakness of the generator and adds at most one sentence. docs/measurement.md gives each rule its reason; a
// change here is a change there.

#include "reports/verdicts/validity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {
namespace {

constexpr double busy_share = 0.95;
constexpr std::int64_t shortest_tick_ns = 500'000'000;  // a shorter one, as the last may be, says little about a share of a core

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

void check_send_lag(const runs::Summary& summary, Validity& validity) {
  const LagUse use = lag_use(summary);
  if (!use.late()) return;
  const std::string name = percentile_name(use.percentile);
  validity.reasons.push_back(
      fmt::format("The generator sent late: send lag {} was {}, more than 1ms and more than a tenth of the response time's {} of {}.", name,
                  format_duration(Instant(use.lag_ns)), name, format_duration(Instant(use.response_ns))));
}

void check_idle_users(const runs::Summary& summary, Validity& validity) {
  const std::uint64_t waited = summary.generator.waited_beside_idle;
  if (waited == 0) return;
  (held_back(summary) ? validity.reasons : validity.warnings)
      .push_back(fmt::format("{} of {} waited though a permitted user was idle: the generator, not the target, held them back.",
                             format_count(waited), counted(summary.load.offered, "due arrival", "due arrivals")));
}

void check_cpu(const runs::RunRecord& record, const runs::Summary& summary, Validity& validity) {
  const CpuUse use = cpu_use(record, summary.warmup);
  if (!use.exhausted()) return;
  validity.reasons.push_back(
      fmt::format("The generator ran out of CPU: its busiest worker used 95 % of a core or more in {} of {} seconds (at most {:.0f} %).",
                  use.busy_ticks, use.ticks, summary.generator.cpu_max * 100));
}

void check_sockets(const runs::Summary& summary, Validity& validity) {
  const auto count = [&](const char* name) {
    const auto found = summary.errors.find(name);
    return found == summary.errors.end() ? std::uint64_t{0} : found->second;
  };
  if (const std::uint64_t n = count("out of descriptors"); n > 0)
    validity.reasons.push_back(
        fmt::format("The generator ran out of file descriptors: {} could not be sent; raise 'ulimit -n' or use fewer "
                    "users.",
                    counted(n, "request", "requests")));
  if (const std::uint64_t n = count("out of ports"); n > 0)
    validity.reasons.push_back(
        fmt::format("The generator ran out of local ports: {} could not be sent; use fewer users or keep their "
                    "connections open.",
                    counted(n, "request", "requests")));
}

void check_script(const runs::Summary& summary, Validity& validity) {
  const std::uint64_t errors = summary.generator.script_errors;
  const std::uint64_t iterations = summary.load.started;
  if (errors == 0) return;
  const std::string figures =
      fmt::format("{} in {}", counted(errors, "script error", "script errors"), counted(iterations, "iteration", "iterations"));
  const bool more_than_slips = errors >= 5 || errors * 10 >= iterations;
  if (errors * 100 > iterations && more_than_slips)
    validity.reasons.push_back(fmt::format("The script failed too often: {}, so the load was not the one it describes.", figures));
  else
    validity.warnings.push_back(fmt::format("The script failed now and then: {}.", figures));
}

void check_samples(const runs::RunRecord& record, const runs::Summary& summary, Validity& validity) {
  if (!summary.totals.response.all.empty()) return;
  const Ending ending = ending_of(record);
  if (ending == Ending::interrupt || ending == Ending::unfinished) {
    validity.warnings.emplace_back("The run ended before anything was measured.");
    return;
  }
  validity.reasons.emplace_back(summary.load.done > 0 ? "Nothing was measured: no request falls into the main phase."
                                                      : "Nothing was measured: no iteration was finished.");
}

void warn_of_load(const runs::Summary& summary, Validity& validity) {
  const runs::LoadFigures& load = summary.load;
  if (summary.generator.waited_for_user > 0)
    validity.warnings.push_back(fmt::format("Users exhausted: {} found all {} permitted users busy; the wait is part of the response time.",
                                            counted(summary.generator.waited_for_user, "arrival", "arrivals"),
                                            format_count(summary.generator.users_permitted)));
  if (load.dropped > 0)
    validity.warnings.push_back(
        fmt::format("{} of {} arrivals were dropped and are in no latency.", format_count(load.dropped), format_count(load.offered)));
  if (load.censored > 0)
    validity.warnings.push_back(fmt::format("{} of {} iterations were unfinished at the end and count with their age, as lower bounds.",
                                            format_count(load.censored), format_count(load.offered)));
}

bool has_threshold_on_checks(const runs::RunRecord& record) {
  const auto plan = record.meta.find("plan");
  if (plan == record.meta.end() || !plan->is_object()) return false;
  const nlohmann::json thresholds = plan->value("thresholds", nlohmann::json::array());
  return std::any_of(thresholds.begin(), thresholds.end(),
                     [](const nlohmann::json& t) { return t.is_object() && t.value("metric", std::string()).starts_with("checks"); });
}

void warn_of_checks(const runs::RunRecord& record, const runs::Summary& summary, Validity& validity) {
  std::uint64_t fails = 0;
  std::uint64_t all = 0;
  for (const auto& [name, figures] : summary.checks) {
    fails += figures.fails;
    all += figures.passes + figures.fails;
  }
  if (fails == 0 || has_threshold_on_checks(record)) return;
  validity.warnings.push_back(
      fmt::format("{} of {} checks failed, and no threshold on 'checks' judges them.", format_count(fails), format_count(all)));
}

void warn_of_ending(const runs::RunRecord& record, Validity& validity) {
  switch (ending_of(record)) {
    case Ending::plan:
      break;
    case Ending::interrupt:
      validity.warnings.emplace_back("The run was interrupted; its figures cover what ran until then.");
      break;
    case Ending::unfinished:
      validity.warnings.emplace_back(
          "The run was cut short: its process ended without a word, so its figures end with the last line written.");
      break;
    case Ending::abort:
      validity.warnings.emplace_back("The script aborted the run; its figures cover what ran until then.");
      break;
    case Ending::script:
      validity.warnings.emplace_back("The script failed, which ended the run.");
      break;
  }
  for (const std::string& warning : record.warnings) validity.warnings.push_back(warning);
}

}  // namespace

LagUse lag_use(const runs::Summary& summary) {
  const latency::Histogram& lag = summary.generator.send_lag;
  const std::uint64_t n = lag.count();
  LagUse use;
  use.percentile = n >= 1000 ? 99 : n >= 100 ? 90 : n >= 20 ? 50 : 0;
  if (use.percentile == 0 || summary.totals.response.all.empty()) return {};
  const double q = quantile_of(use.percentile);
  use.lag_ns = lag.quantile(q);
  use.response_ns = summary.totals.response.all.quantile(q);
  return use;
}

CpuUse cpu_use(const runs::RunRecord& record, Instant warmup) {
  CpuUse use;
  std::int64_t before_ns = 0;
  for (const nlohmann::json& tick : record.ticks) {
    const std::int64_t at_ns = tick.value("at_ns", std::int64_t{0});
    const std::int64_t length_ns = at_ns - before_ns;
    const bool warm = before_ns + length_ns / 2 < warmup.count();
    before_ns = at_ns;
    const auto cpu = tick.find("cpu");
    if (warm || length_ns < shortest_tick_ns || cpu == tick.end() || !cpu->is_array()) continue;
    ++use.ticks;
    use.busy_ticks += std::any_of(cpu->begin(), cpu->end(),
                                  [](const nlohmann::json& share) { return share.is_number() && share.get<double>() >= busy_share; });
  }
  return use;
}

bool held_back(const runs::Summary& summary) noexcept { return summary.generator.waited_beside_idle * 1000 > summary.load.offered; }

bool schedule_reached(const runs::Summary& summary) noexcept { return summary.load.done == summary.load.offered; }

Ending ending_of(const runs::RunRecord& record) {
  if (record.interrupted) return Ending::unfinished;
  const auto ended_by = record.meta.find("ended_by");
  if (ended_by == record.meta.end() || !ended_by->is_string()) return Ending::unfinished;
  static const std::array<std::pair<const char*, Ending>, 4> endings{
      {{"plan", Ending::plan}, {"interrupt", Ending::interrupt}, {"abort", Ending::abort}, {"script", Ending::script}}};
  for (const auto& [name, ending] : endings)
    if (*ended_by == name) return ending;
  return Ending::unfinished;
}

Validity judge_measurement(const runs::RunRecord& record, const runs::Summary& summary) {
  Validity validity;
  check_samples(record, summary, validity);
  check_send_lag(summary, validity);
  check_idle_users(summary, validity);
  check_cpu(record, summary, validity);
  check_sockets(summary, validity);
  check_script(summary, validity);
  warn_of_ending(record, validity);
  warn_of_load(summary, validity);
  warn_of_checks(record, summary, validity);
  validity.valid = validity.reasons.empty();
  return validity;
}

}  // namespace rushhour::verdicts
