// Each rule looks at one weakness of the generator and adds at most one sentence. docs/measurement.md gives each rule its reason; a
// change here is a change there.

#include "reports/verdicts/validity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/runs/beside/steering.hpp"
#include "reports/runs/imported.hpp"
#include "reports/verdicts/generator_use.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {
namespace {

/// A verdict as it grows, sentence by sentence.
struct Judging : Validity {
  bool strict = false;
  bool scripts_fault = false;  // or that of whoever keeps the record: to be had again by running again

  /// What does not make a measurement invalid unless it is judged strictly.
  void doubt(std::string sentence) { (strict ? reasons : warnings).push_back(std::move(sentence)); }
};

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

void check_lag(const char* what, const char* name, const LagUse& use, Judging& validity) {
  if (!use.late()) return;
  const std::string percentile = percentile_name(use.percentile);
  validity.reasons.push_back(fmt::format("{}: {} {} was {}, more than 1ms and more than a tenth of the response time's {} of {}.", what,
                                         name, percentile, format_duration(Instant(use.lag_ns)), percentile,
                                         format_duration(Instant(use.response_ns))));
}

void check_idle_users(const runs::Summary& summary, Judging& validity) {
  const std::uint64_t waited = summary.generator.waited_beside_idle;
  if (waited == 0) return;
  (held_back(summary) || validity.strict ? validity.reasons : validity.warnings)
      .push_back(fmt::format("{} of {} waited though a permitted user was idle: the generator, not the target, held them back.",
                             format_count(waited), counted(summary.load.offered, "due arrival", "due arrivals")));
}

void check_cpu(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  const CpuUse use = cpu_use(record, summary.warmup);
  if (!use.exhausted()) return;
  const runs::GeneratorFigures& generator = summary.generator;
  if (use.starved())
    validity.reasons.push_back(
        fmt::format("The generator did not get its core: in {} of {} seconds a worker was never idle, but waited up to {:.0f} % of the "
                    "time for a core that "
                    "others kept busy; give it one of its own (taskset), or ask for less.",
                    use.wanted.beyond, use.wanted.ticks, generator.core_wait.value_or(runs::ShareFigures{}).max * 100));
  else
    validity.reasons.push_back(
        fmt::format("The generator ran out of CPU: its busiest worker used 95 % of a core or more in {} of {} seconds (at most {:.0f} %); "
                    "give it more workers (--threads), or ask for less.",
                    use.wanted.beyond, use.wanted.ticks, generator.cpu_max * 100));
}

// What may have made the generator late. Where it was, this is why; where it was not, it is worth knowing.
void check_machine(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  std::vector<std::string>& where = came_late(summary) || validity.strict ? validity.reasons : validity.warnings;
  const runs::GeneratorFigures& generator = summary.generator;
  const runs::ShareFigures none;
  if (const TickUse use = core_wait_use(record, summary.warmup); use.often() && !cpu_use(record, summary.warmup).starved())
    where.push_back(fmt::format(
        "The generator did not get its core at once: a worker was ready and waited for one a fifth of the time or more in {} of {} "
        "seconds (at most {:.0f} %); something else keeps its core busy.",
        use.beyond, use.ticks, generator.core_wait.value_or(none).max * 100));
  if (const TickUse use = steal_use(record, summary.warmup); use.often())
    where.push_back(
        fmt::format("The machine is a guest whose host gave a tenth of its CPU time or more to others in {} of {} seconds (steal, at "
                    "most {:.0f} %).",
                    use.beyond, use.ticks, generator.steal.value_or(none).max * 100));
  if (const TickUse use = throttled_use(record, summary.warmup); use.often())
    where.push_back(
        fmt::format("The generator's CPU limit held it still: its control group was throttled in a tenth of the scheduler's periods "
                    "or more in {} of {} seconds (at most {:.0f} %); raise the limit (cpu.max, or the container's).",
                    use.beyond, use.ticks, generator.throttled.value_or(none).max * 100));
}

void check_schedule(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  if (!generator_missed_schedule(record, summary)) return;
  const runs::LoadFigures& load = summary.load;
  validity.reasons.push_back(fmt::format("The schedule was not reached because of the generator: {} of {} were done.",
                                         format_count(load.done), counted(load.offered, "iteration", "iterations")));
}

// Users that had no connection yet when the run began. Whether it was for want of descriptors or ports is told here; requests that failed
// for the same want tell more.
void check_prefetch(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  const auto event = std::find_if(record.events.begin(), record.events.end(), [](const nlohmann::json& line) {
    return line.is_object() && line.value("event", nlohmann::json()) == "prefetch";
  });
  if (event == record.events.end()) return;
  const auto figure = [&](const char* key) {
    const nlohmann::json value = event->value(key, nlohmann::json());
    return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
  };
  const auto words = [&](const char* key) {
    const nlohmann::json value = event->value(key, nlohmann::json());
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  const std::uint64_t wanted = figure("wanted");
  const std::uint64_t opened = figure("opened");
  if (opened >= wanted) return;
  const std::string error = words("error");
  const std::string short_by =
      fmt::format("Connection shortfall: {} of {} users were connected when the run began", format_count(opened), format_count(wanted));
  if (summary.errors.contains(error) && (error == "out of descriptors" || error == "out of ports")) return;
  if (error == "out of descriptors")
    validity.reasons.push_back(
        fmt::format("{}: the generator ran out of file descriptors; raise the limit with 'ulimit -n', or use fewer "
                    "users.",
                    short_by));
  else if (error == "out of ports")
    validity.reasons.push_back(
        fmt::format("{}: the generator ran out of local ports; --source gives it more addresses, each with ports of its own.", short_by));
  else
    validity.warnings.push_back(
        fmt::format("{} ({}); the others connect with their first request, as part of its response time.", short_by, words("message")));
}

void check_sockets(const runs::Summary& summary, Judging& validity) {
  const auto count = [&](const char* name) {
    const auto found = summary.errors.find(name);
    return found == summary.errors.end() ? std::uint64_t{0} : found->second;
  };
  const std::uint64_t limit = summary.generator.descriptor_limit;
  if (const std::uint64_t n = count("out of descriptors"); n > 0)
    validity.reasons.push_back(fmt::format(
        "The generator ran out of file descriptors{}: {} could not be sent; raise the limit with 'ulimit -n', or use fewer users.",
        limit > 0 ? fmt::format(" (it may have {})", format_count(limit)) : std::string(), counted(n, "request", "requests")));
  if (const std::uint64_t n = count("out of ports"); n > 0)
    validity.reasons.push_back(fmt::format(
        "The generator ran out of local ports: {} could not be sent; --source gives it more addresses, each with ports of its own, "
        "and connections that are kept open need fewer.",
        counted(n, "request", "requests")));
}

void check_script(const runs::Summary& summary, Judging& validity) {
  const std::uint64_t errors = summary.generator.script_errors;
  const std::uint64_t iterations = summary.load.started;
  if (errors == 0) return;
  const std::string figures =
      fmt::format("{} in {}", counted(errors, "script error", "script errors"), counted(iterations, "iteration", "iterations"));
  const bool more_than_slips = errors >= 5 || errors * 10 >= iterations;
  const bool too_often = errors * 100 > iterations && more_than_slips;
  validity.scripts_fault = validity.scripts_fault || validity.strict || too_often;
  if (too_often)
    validity.reasons.push_back(fmt::format("The script failed too often: {}, so the load was not the one it describes.", figures));
  else
    validity.doubt(fmt::format("The script failed now and then: {}.", figures));
}

// A scenario whose code ran away was stopped, so that the others could go on: the load was not the one that the plan describes.
void check_stopped_scenarios(const runs::RunRecord& record, Judging& validity) {
  for (const nlohmann::json& event : record.events) {
    if (!event.is_object() || event.value("event", nlohmann::json()) != "scenario_stopped") continue;
    const auto words = [&](const char* key) {
      const nlohmann::json value = event.value(key, nlohmann::json());
      return value.is_string() ? value.get<std::string>() : std::string("?");
    };
    validity.reasons.push_back(fmt::format("The scenario '{}' was stopped, because its code overran its limits again and again: {}.",
                                           words("scenario"), words("message")));
    validity.scripts_fault = true;
  }
}

void check_samples(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  if (!summary.totals.response.all.empty() || !summary.totals.service.all.empty()) return;
  if (record.running) return;
  const Ending ending = ending_of(record);
  if (ending == Ending::interrupt || ending == Ending::steered || ending == Ending::unfinished) {
    validity.warnings.emplace_back("The run ended before anything was measured.");
    return;
  }
  validity.scripts_fault = true;
  if (ending == Ending::trouble)
    validity.reasons.emplace_back("Nothing was measured.");
  else
    validity.reasons.emplace_back(summary.load.done > 0 ? "Nothing was measured: no request falls into the main phase."
                                                        : "Nothing was measured: no iteration was finished.");
}

void warn_of_connections(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
  const std::uint64_t waited = summary.generator.waited_for_connection;
  if (waited == 0) return;
  const auto limit = record.meta.value(nlohmann::json::json_pointer("/plan/http/max_connections"), nlohmann::json());
  validity.warnings.push_back(
      fmt::format("Connections exhausted: {} found {} connections open, as many as 'max_connections' permits; the wait is part of the "
                  "response time.",
                  counted(waited, "request", "requests"), limit.is_number_unsigned() ? format_count(limit.get<std::uint64_t>()) : "all"));
}

void warn_of_load(const runs::Summary& summary, Judging& validity) {
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

void warn_of_checks(const runs::RunRecord& record, const runs::Summary& summary, Judging& validity) {
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

constexpr std::array<std::string_view, 10> ending_names{"plan", "interrupt", "abort",   "script",     "threshold",
                                                        "data", "lost",      "steered", "unfinished", "trouble"};

// Why, in the words of whoever ended it; empty where nobody said.
std::string because(const runs::RunRecord& record) {
  const auto reason = record.meta.find("ended_because");
  return reason != record.meta.end() && reason->is_string() ? ": " + reason->get<std::string>() : std::string();
}

void warn_of_ending(const runs::RunRecord& record, Judging& validity) {
  switch (ending_of(record)) {
    case Ending::plan:
    case Ending::trouble:  // in which nothing was measured
      break;
    case Ending::interrupt:
      validity.warnings.emplace_back("The run was interrupted; its figures cover what ran until then.");
      break;
    case Ending::steered:
      validity.warnings.emplace_back("The run was stopped by hand; its figures cover what ran until then.");
      break;
    case Ending::unfinished:
      if (record.running) break;
      validity.warnings.emplace_back(
          "The run was cut short: its process ended without a word, so its figures end with the last line written.");
      break;
    case Ending::abort:
      validity.warnings.push_back(fmt::format("The script aborted the run{}; its figures cover what ran until then.", because(record)));
      break;
    case Ending::script:
      validity.warnings.push_back(fmt::format("The script failed, which ended the run{}.", because(record)));
      break;
    case Ending::threshold:
      validity.warnings.push_back(
          fmt::format("A threshold ended the run early{}; its figures cover what ran until then.", because(record)));
      break;
    case Ending::data:
      validity.warnings.push_back(fmt::format("The run ended when its data was used up{}.", because(record)));
      break;
    case Ending::lost:
      validity.reasons.push_back(
          fmt::format("A worker of the generator was lost{}; its figures end with the last line written.", because(record)));
      break;
  }
}

void doubt_record(const runs::RunRecord& record, Judging& validity) {
  for (const std::string& warning : record.warnings) validity.doubt(warning);
  validity.scripts_fault = validity.scripts_fault || (validity.strict && !record.warnings.empty());
}

// Whoever reads the figures must know that they are not those of the plan.
void doubt_steering(const runs::RunRecord& record, Judging& validity) {
  const std::string words = runs::words_of(runs::steering_of(record));
  if (words.empty()) return;
  validity.doubt(words);
  validity.scripts_fault = validity.scripts_fault || validity.strict;
}

// What the run was asked for, or null.
nlohmann::json setting(const runs::RunRecord& record, const char* name) {
  const nlohmann::json::json_pointer at(fmt::format("/settings/{}/value", name));
  return record.meta.contains(at) ? record.meta.at(at) : nlohmann::json();
}

// Bounds that were reached while it ran.
void doubt_bounds(const runs::RunRecord& record, Judging& validity) {
  for (const nlohmann::json& line : record.events)
    if (line.is_object() && line.value("event", nlohmann::json()) == "warning" && line.contains("message") && line["message"].is_string())
      validity.doubt(line["message"].get<std::string>());
}

// Another tool's generator left no record of how it fared; silence is not soundness.
void leave_unjudged(const runs::RunRecord& record, const runs::Summary& summary, const runs::Imported& origin, Judging& validity) {
  validity.judged = false;
  validity.reasons.push_back(
      fmt::format("Not known: imported from {}, and nothing tells whether its load generator kept up.", origin.tool));
  doubt_record(record, validity);
  doubt_bounds(record, validity);
  warn_of_load(summary, validity);
}

}  // namespace

std::string_view to_string(Ending ending) noexcept { return ending_names[static_cast<std::size_t>(ending)]; }

Ending ending_of(const runs::RunRecord& record) {
  if (record.interrupted) return Ending::unfinished;
  const auto ended_by = record.meta.find("ended_by");
  if (ended_by == record.meta.end() || !ended_by->is_string()) return Ending::unfinished;
  const auto found = std::find(ending_names.begin(), ending_names.end(), ended_by->get_ref<const std::string&>());
  return found == ending_names.end() ? Ending::unfinished : static_cast<Ending>(found - ending_names.begin());
}

Validity judge_measurement(const runs::RunRecord& record, const runs::Summary& summary) {
  Judging validity;
  validity.strict = setting(record, "strict") == true;
  validity.tolerated = setting(record, "on-invalid") == "warn";
  if (const auto origin = runs::imported(record)) {
    leave_unjudged(record, summary, *origin, validity);
    validity.valid = false;
    return validity;
  }
  check_samples(record, summary, validity);
  check_lag("The generator sent late", "send lag", send_lag_use(summary), validity);
  check_lag("The generator's loop came round late, so answers were read late", "loop lag", loop_lag_use(summary), validity);
  check_idle_users(summary, validity);
  check_cpu(record, summary, validity);
  check_machine(record, summary, validity);
  check_schedule(record, summary, validity);
  check_sockets(summary, validity);
  check_prefetch(record, summary, validity);
  check_script(summary, validity);
  check_stopped_scenarios(record, validity);
  warn_of_ending(record, validity);
  doubt_steering(record, validity);
  doubt_record(record, validity);
  doubt_bounds(record, validity);
  warn_of_load(summary, validity);
  warn_of_connections(record, summary, validity);
  warn_of_checks(record, summary, validity);
  validity.valid = validity.reasons.empty();
  validity.repeatable = !validity.valid && !validity.scripts_fault;
  return validity;
}

}  // namespace rushhour::verdicts
