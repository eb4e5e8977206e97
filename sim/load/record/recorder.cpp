#include "sim/load/record/recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "sim/load/record/server_timing.hpp"

namespace rushhour::load {
namespace {

constexpr std::size_t slowest_kept = 5;    // a step and interval
constexpr std::size_t check_limit = 200;   // names; the rest share "(other)"
constexpr std::size_t message_limit = 50;  // distinct script errors a tick
constexpr std::string_view kind_names[] = {"response", "service", "response_bound", "service_bound", "iteration", "send_lag", "loop_lag"};

bool faster(const SlowRequest& a, const SlowRequest& b) { return a.response > b.response; }  // the quickest on top of the heap

std::string trouble_class(const Outcome& outcome) {
  return outcome.trouble == Trouble::none ? fmt::format("http {}", outcome.status) : std::string(to_string(outcome.trouble));
}

// The trace-id of a W3C traceparent, "00-<32 hex digits>-<parent>-<flags>".
std::string trace_id_of(const Request& request) {
  constexpr std::string_view name = "traceparent";
  constexpr std::size_t begin = 3, length = 32, whole = 55;
  for (const Header& header : request.headers) {
    if (!same_name(header.name, name)) continue;
    const std::string_view value = header.value;
    if (value.size() < whole || value[begin - 1] != '-' || value[begin + length] != '-') return {};
    const std::string_view id = value.substr(begin, length);
    return id.find_first_not_of("0123456789abcdef") == std::string_view::npos ? std::string(id) : std::string();
  }
  return {};
}

}  // namespace

void Tick::merge(const Tick& other) {
  for (const auto member : {&Tick::offered, &Tick::started, &Tick::done, &Tick::dropped, &Tick::censored, &Tick::requests, &Tick::bytes_out,
                            &Tick::bytes_in, &Tick::waited_for_user, &Tick::waited_beside_idle, &Tick::script_errors,
                            &Tick::connections_opened, &Tick::waited_for_connection, &Tick::users_busy, &Tick::queued, &Tick::connections})
    this->*member += other.*member;
  for (const auto& [name, n] : other.errors) errors[name] += n;
  for (const auto& [name, n] : other.script_error_messages) script_error_messages[name] += n;
  for (const auto& [name, counts] : other.checks) {
    checks[name].first += counts.first;
    checks[name].second += counts.second;
  }
  cpu.insert(cpu.end(), other.cpu.begin(), other.cpu.end());
  core_wait.insert(core_wait.end(), other.core_wait.begin(), other.core_wait.end());
}

Recorder::Recorder(const Plan& plan) : plan_(&plan), last_(plan.scenarios.size()), names_(plan.scenarios.size()), troubles_(32) {
  for (std::size_t scenario = 0; scenario < plan.scenarios.size(); ++scenario) nameless_.push_back(&add_step(scenario, ""));
}

Recorder::Step& Recorder::step(std::size_t scenario, std::string_view name) {
  if (Step* const last = last_[scenario]; last != nullptr && last->name == name) return *last;
  Names& names = names_[scenario];
  if (const auto found = names.find(name); found != names.end()) return *(last_[scenario] = steps_[found->second].get());
  if (names.size() >= step_limit && name != other_steps && name != latency::not_started_step) return step(scenario, other_steps);
  names.emplace(name, steps_.size());
  return add_step(scenario, name);
}

Recorder::Step& Recorder::add_step(std::size_t scenario, std::string_view name) {
  steps_.push_back(std::make_unique<Step>());
  steps_.back()->scenario = scenario;
  steps_.back()->name = name;
  return *steps_.back();
}

Recorder::Part& Recorder::part(Step& step, std::string_view name) {
  if (name.size() > part_name_limit) name = other_steps;
  for (Part& known : step.parts)
    if (known.name == name) return known;
  if (step.parts.size() >= part_limit && name != other_steps) return part(step, other_steps);
  step.parts.emplace_back().name = name;
  return step.parts.back();
}

namespace {

void record_in(std::unique_ptr<latency::Histogram>& slot, Instant value) {
  if (!slot) slot = std::make_unique<latency::Histogram>();
  slot->record(value.count());
}

}  // namespace

void Recorder::record(Step& step, std::size_t kind, bool ok, Instant intended, Instant value) {
  record_in(step.histograms[ok ? 0 : 1][intended < plan_->warmup ? 1 : 0][kind], value);
}

void Recorder::record_phases(Step& where, const Outcome& outcome, bool ok, Instant intended) {
  for (std::size_t i = 0; i < phase_count; ++i) {
    const auto phase = static_cast<Phase>(i);
    if (outcome.phases.took_place(phase)) record(where, first_phase + i, ok, intended, outcome.phases.of(phase));
  }
  for (const auto& header : outcome.headers) {
    if (!is_server_timing(header.name)) continue;
    ServerTiming timing(header.value);
    while (const std::optional<TimedPart> named = timing.next())
      record_in(part(where, named->name).histograms[ok ? 0 : 1][intended < plan_->warmup ? 1 : 0], named->length);
  }
}

void Recorder::exchange(std::size_t scenario, const Call& call, const Outcome& outcome, bool expected, Instant intended) {
  Step& where = step(scenario, call.step);
  const Instant response_time = outcome.done - intended;
  const Instant service_time = outcome.done - outcome.sent;
  record(where, response, expected, intended, response_time);
  record(where, service, expected, intended, service_time);
  if (outcome.lower_bound) {
    record(where, response_bound, expected, intended, response_time);
    record(where, service_bound, expected, intended, service_time);
  }
  record_phases(where, outcome, expected, intended);
  ++counts_.requests;
  counts_.bytes_out += outcome.bytes_out;
  counts_.bytes_in += outcome.bytes_in;
  if (!expected) {
    if (outcome.trouble == Trouble::none)
      ++bad_statuses_[outcome.status];
    else
      ++troubles_[static_cast<std::size_t>(outcome.trouble)];
  }
  if (is_slow(where, response_time))
    note_slow(where, {outcome.done, scenario, where.name, response_time, service_time, outcome.status,
                      expected ? std::string() : trouble_class(outcome), trace_id_of(call.request)});
}

void Recorder::cut_off(std::size_t scenario, const Call& call, Instant intended, Instant sent, Instant at) {
  Step& where = step(scenario, call.step);
  for (const Kind kind : {response, response_bound}) record(where, kind, false, intended, at - intended);
  for (const Kind kind : {service, service_bound}) record(where, kind, false, intended, at - sent);
  ++counts_.requests;
  ++counts_.errors[std::string(unfinished_error)];
  if (is_slow(where, at - intended))
    note_slow(where, {at, scenario, where.name, at - intended, at - sent, 0, std::string(unfinished_error), trace_id_of(call.request)});
}

void Recorder::not_started(std::size_t scenario, Instant intended, Instant at) {
  Step& where = step(scenario, latency::not_started_step);
  for (const Kind kind : {response, response_bound}) record(where, kind, false, intended, at - intended);
}

void Recorder::iteration(std::size_t scenario, Instant begun, Instant length) {
  record(*nameless_[scenario], iteration_length, true, begun, length);
}

void Recorder::send_lag(Instant ready, Instant lag_time) { record(*nameless_[0], lag, true, ready, std::max(lag_time, Instant(0))); }

void Recorder::loop_lag(Instant due, Instant lag_time) { record(*nameless_[0], late_loop, true, due, lag_time); }

bool Recorder::is_slow(const Step& where, Instant response_time) noexcept {
  return where.slowest.size() < slowest_kept || response_time > where.slowest.front().response;
}

void Recorder::note_slow(Step& where, SlowRequest&& request) {
  where.slowest.push_back(std::move(request));
  std::push_heap(where.slowest.begin(), where.slowest.end(), faster);
  if (where.slowest.size() <= slowest_kept) return;
  std::pop_heap(where.slowest.begin(), where.slowest.end(), faster);
  where.slowest.pop_back();
}

void Recorder::check(std::string_view name, bool passed) {
  auto found = checks_.find(name);
  if (found == checks_.end()) found = checks_.try_emplace(std::string(checks_.size() < check_limit ? name : other_steps)).first;
  ++(passed ? found->second.first : found->second.second);
}

void Recorder::script_error(const std::string& message) {
  ++counts_.script_errors;
  auto& messages = counts_.script_error_messages;
  ++messages[messages.size() < message_limit || messages.contains(message) ? message : std::string(other_steps)];
}

Tick Recorder::take_tick() {
  for (auto& [name, counts] : checks_)
    if (counts.first + counts.second > 0) counts_.checks[name] = std::exchange(counts, {});
  for (auto& [status, n] : bad_statuses_)
    if (n > 0) counts_.errors[fmt::format("http {}", status)] += std::exchange(n, 0);
  for (std::size_t i = 0; i < troubles_.size(); ++i)
    if (troubles_[i] > 0) counts_.errors[std::string(to_string(static_cast<Trouble>(i)))] += std::exchange(troubles_[i], 0);
  return std::exchange(counts_, {});
}

void Recorder::take(latency::Interval& interval, const Step& where, std::string_view kind, bool ok, bool warm, Slot& slot) const {
  if (!slot) return;
  const bool own = kind == kind_names[lag] || kind == kind_names[late_loop];  // the generator's, of no scenario
  latency::Series series{own ? std::string() : plan_->scenarios[where.scenario].name, where.name, std::string(kind), ok, warm};
  interval.series.emplace(std::move(series), std::move(*slot));
  slot.reset();
}

latency::Interval Recorder::take_interval(Instant begin, Instant length) {
  latency::Interval interval{begin, length, {}};
  for (const auto& step : steps_)
    for (const bool ok : {true, false})
      for (const bool warm : {false, true})
        for (std::size_t kind = 0; kind < first_phase; ++kind)
          take(interval, *step, kind_names[kind], ok, warm, step->histograms[ok ? 0 : 1][warm ? 1 : 0][kind]);
  return interval;
}

latency::Interval Recorder::take_minute(Instant begin, Instant length) {
  latency::Interval minute{begin, length, {}};
  for (const auto& step : steps_)
    for (const bool ok : {true, false})
      for (const bool warm : {false, true}) {
        auto& slots = step->histograms[ok ? 0 : 1][warm ? 1 : 0];
        for (std::size_t i = 0; i < phase_count; ++i)
          take(minute, *step, to_string(static_cast<Phase>(i)), ok, warm, slots[first_phase + i]);
        for (Part& part : step->parts)
          take(minute, *step, std::string(latency::part_prefix) + part.name, ok, warm, part.histograms[ok ? 0 : 1][warm ? 1 : 0]);
      }
  return minute;
}

std::vector<SlowRequest> Recorder::take_slowest() {
  std::vector<SlowRequest> all;
  for (const auto& step : steps_) {
    std::sort_heap(step->slowest.begin(), step->slowest.end(), faster);
    all.insert(all.end(), step->slowest.begin(), step->slowest.end());
    step->slowest.clear();
  }
  return all;
}

}  // namespace rushhour::load
