#include "sim/load/record/recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "sim/load/record/server_timing.hpp"

namespace rushhour::load {
namespace {

constexpr std::size_t slowest_kept = 5;   // a step and interval
constexpr std::size_t check_limit = 200;  // names; the rest share "(other)"
constexpr std::string_view kind_names[] = {"response",  "service", "response_bound", "service_bound",
                                           "iteration", "group",   "send_lag",       "loop_lag"};

bool slower(const runs::SlowRequest& a, const runs::SlowRequest& b) { return a.response > b.response; }  // the quickest on top of the heap

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

Recorder::Recorder(const Plan& plan)
    : plan_(&plan), of_scenario_(plan.scenarios.size()), tallies_(plan.scenarios.size()), tag_values_(plan.series_tags) {
  for (std::size_t scenario = 0; scenario < plan.scenarios.size(); ++scenario) {
    nameless_.push_back(&add_step(scenario, {}));
    own_tags_.push_back(tag_values_.key_of(plan.scenarios[scenario].tags, tag_values_.key_of(plan.tags)));
  }
}

Recorder::Step& Recorder::step(std::size_t scenario, const Call& call) {
  return step(scenario, {call.step, call.group, tag_values_.key_of(call.tags, own_tags_[scenario])});
}

Recorder::Step& Recorder::step(std::size_t scenario, const StepKey& key) {
  Steps& steps = of_scenario_[scenario];
  if (Step* const last = steps.last; last != nullptr && last->tags == key.tags && last->name == key.name && last->group == key.group)
    return *last;
  auto found = steps.known.find(key);
  if (found == steps.known.end()) {
    const StepKey allowed = bounded(scenario, key);
    found = steps.known.find(allowed);
    if (found == steps.known.end()) return *(steps.last = &add_step(scenario, allowed));
  }
  return *(steps.last = found->second);
}

Recorder::Step& Recorder::add_step(std::size_t scenario, const StepKey& key) {
  steps_.push_back(std::make_unique<Step>());
  Step& added = *steps_.back();
  added.scenario = scenario;
  added.name = key.name;
  added.group = key.group;
  added.tags = key.tags;
  of_scenario_[scenario].known.emplace(StepKey{added.name, added.group, added.tags}, &added);
  return added;
}

namespace {

// Whether `name` is among `known` or may join them.
bool has_room(std::set<std::string, std::less<>>& known, std::string_view name, std::size_t limit) {
  if (known.contains(name)) return true;
  if (known.size() >= limit) return false;
  known.emplace(name);
  return true;
}

}  // namespace

// What a step that is not known yet is filed under.
Recorder::StepKey Recorder::bounded(std::size_t scenario, StepKey key) {
  Steps& steps = of_scenario_[scenario];
  const auto warn = [&](std::size_t limit, const char* what) {
    warnings_.insert(fmt::format("Scenario '{}' has more than {} {}: the rest stand as '{}'.", plan_->scenarios[scenario].name, limit, what,
                                 other_names));
  };
  if (!key.name.empty() && key.name != latency::not_started_step && !has_room(steps.names, key.name, step_limit)) {
    warn(step_limit, "step names");
    key.name = other_names;
  }
  if (!key.group.empty() && !has_room(steps.groups, key.group, group_limit)) {
    warn(group_limit, "groups");
    key.group = other_names;
  }
  if (steps_.size() >= series_limit && (!key.group.empty() || key.tags != 0)) {
    warnings_.insert(
        fmt::format("Steps, groups and tags make more than {} series: new ones are told apart by their steps alone.", series_limit));
    key.tags = 0;
    if (!key.name.empty()) key.group = {};
  }
  return key;
}

Recorder::Part& Recorder::part(Step& step, std::string_view name) {
  if (name.size() > part_name_limit) name = other_names;
  for (Part& known : step.parts)
    if (known.name == name) return known;
  if (step.parts.size() >= part_limit && name != other_names) return part(step, other_names);
  step.parts.emplace_back().name = name;
  return step.parts.back();
}

namespace {

void record_in(std::unique_ptr<latency::Histogram>& slot, std::int64_t value) {
  if (!slot) slot = std::make_unique<latency::Histogram>();
  slot->record(value);
}

}  // namespace

Recorder::Slot& Recorder::slot(Step& step, std::size_t kind, bool ok, Instant intended) const {
  return step.histograms[ok ? 0 : 1][intended < plan_->warmup ? 1 : 0][kind];
}

void Recorder::record(Step& step, std::size_t kind, bool ok, Instant intended, Instant value) const {
  record_in(slot(step, kind, ok, intended), value.count());
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
      record_in(part(where, named->name).histograms[ok ? 0 : 1][intended < plan_->warmup ? 1 : 0], named->length.count());
  }
}

// What was not sent or not answered has no size.
void Recorder::record_sizes(Step& where, const Outcome& outcome, bool ok, Instant intended) const {
  const std::uint64_t sizes[] = {outcome.bytes_out, outcome.bytes_in};
  for (std::size_t i = 0; i < std::size(sizes); ++i)
    if (sizes[i] > 0) record_in(slot(where, first_size + i, ok, intended), static_cast<std::int64_t>(sizes[i]));
}

void Recorder::exchange(std::size_t scenario, const Call& call, const Outcome& outcome, bool expected, Instant intended) {
  Step& where = step(scenario, call);
  const Instant response_time = outcome.done - intended;
  const Instant service_time = outcome.done - outcome.sent;
  record(where, response, expected, intended, response_time);
  record(where, service, expected, intended, service_time);
  if (outcome.lower_bound) {
    record(where, response_bound, expected, intended, response_time);
    record(where, service_bound, expected, intended, service_time);
  }
  record_phases(where, outcome, expected, intended);
  record_sizes(where, outcome, expected, intended);
  Tally& tally = tallies_[scenario];
  ++tally.counts.requests;
  tally.counts.bytes_out += outcome.bytes_out;
  tally.counts.bytes_in += outcome.bytes_in;
  if (!expected) {
    if (outcome.trouble == Trouble::none)
      ++tally.bad_statuses[outcome.status];
    else
      ++tally.troubles[static_cast<std::size_t>(outcome.trouble)];
  }
  if (plan_->log_requests)
    request_log_.note(plan_->scenarios[scenario].name, call, outcome, {intended, outcome.sent, outcome.done},
                      expected ? std::string() : trouble_class(outcome), trace_id_of(call.request));
  if (is_slow(where, response_time))
    note_slow(where, {intended, plan_->scenarios[scenario].name, where.name, response_time, service_time, outcome.status,
                      expected ? std::string() : trouble_class(outcome), trace_id_of(call.request)});
}

void Recorder::cut_off(std::size_t scenario, const Call& call, Instant intended, Instant sent, Instant at) {
  Step& where = step(scenario, call);
  for (const Kind kind : {response, response_bound}) record(where, kind, false, intended, at - intended);
  for (const Kind kind : {service, service_bound}) record(where, kind, false, intended, at - sent);
  ++counts(scenario).requests;
  ++counts(scenario).errors[std::string(unfinished_error)];
  if (plan_->log_requests)
    request_log_.note(plan_->scenarios[scenario].name, call, {}, {intended, sent, at}, std::string(unfinished_error),
                      trace_id_of(call.request));
  if (is_slow(where, at - intended))
    note_slow(where, {intended, plan_->scenarios[scenario].name, where.name, at - intended, at - sent, 0, std::string(unfinished_error),
                      trace_id_of(call.request)});
}

void Recorder::not_started(std::size_t scenario, Instant intended, Instant at) {
  Step& where = step(scenario, {latency::not_started_step, {}, own_tags_[scenario]});
  for (const Kind kind : {response, response_bound}) record(where, kind, false, intended, at - intended);
}

void Recorder::iteration(std::size_t scenario, Instant begun, Instant length, bool ok) {
  record(*nameless_[scenario], iteration_length, ok, begun, length);
}

void Recorder::send_lag(Instant ready, Instant lag_time) { record(*nameless_[0], lag, true, ready, std::max(lag_time, Instant(0))); }

void Recorder::loop_lag(Instant due, Instant lag_time) { record(*nameless_[0], late_loop, true, due, lag_time); }

bool Recorder::is_slow(const Step& where, Instant response_time) noexcept {
  return where.slowest.size() < slowest_kept || response_time > where.slowest.front().response;
}

void Recorder::note_slow(Step& where, runs::SlowRequest&& request) {
  where.slowest.push_back(std::move(request));
  std::push_heap(where.slowest.begin(), where.slowest.end(), slower);
  if (where.slowest.size() <= slowest_kept) return;
  std::pop_heap(where.slowest.begin(), where.slowest.end(), slower);
  where.slowest.pop_back();
}

void Recorder::script_error(std::size_t scenario, std::string_view message) {
  ++counts(scenario).script_errors;
  note(script_error_lines_, scenario, message);
}

void Recorder::rejection(std::size_t scenario, std::string_view message) {
  ++counts(scenario).rejected;
  note(rejections_, scenario, message);
}

void Recorder::check(std::string_view name, bool passed) {
  auto& checks = tallies_[scenario_].checks;
  auto found = checks.find(name);
  if (found == checks.end()) found = checks.try_emplace(std::string(checks.size() < check_limit ? name : other_names)).first;
  ++(passed ? found->second.first : found->second.second);
}

void Recorder::group(std::string_view path, Instant begin) {
  record(step(scenario_, {{}, path, 0}), group_length, true, begin, instant_ - begin);
}

void Recorder::add(std::size_t metric, double value, std::span<const Tag> tags) {
  const TagValues::Key key = tag_values_.key_of(tags, own_tags_[scenario_]);
  metrics_.add(metric, {scenario_, key, instant_, instant_ < plan_->warmup}, value);
}

Counts Recorder::counts_of(Tally& tally) {
  Counts counts = std::exchange(tally.counts, {});
  for (auto& [name, check] : tally.checks)
    if (check.first + check.second > 0) counts.checks[name] = std::exchange(check, {});
  for (auto& [status, n] : tally.bad_statuses)
    if (n > 0) counts.errors[fmt::format("http {}", status)] += std::exchange(n, 0);
  for (std::size_t i = 0; i < tally.troubles.size(); ++i)
    if (tally.troubles[i] > 0) counts.errors[std::string(to_string(static_cast<Trouble>(i)))] += std::exchange(tally.troubles[i], 0);
  return counts;
}

Tick Recorder::take_tick() {
  Tick tick;
  for (Tally& tally : tallies_) {
    tick.scenarios.push_back(counts_of(tally));
    tick.Counts::merge(tick.scenarios.back());
  }
  metrics_.take_tick(tick, tag_values_);
  tick.script_error_lines = std::exchange(script_error_lines_, {});
  tick.rejections = std::exchange(rejections_, {});
  tick.request_lines = request_log_.take();
  tick.lost_lines = request_log_.take_lost();
  if (tick.lost_lines > 0) warnings_.insert("The request log lost lines: more of them came in a second than it takes.");
  tick.warnings.insert(warnings_.begin(), warnings_.end());
  for (std::string& warning : tag_values_.warnings()) tick.warnings.insert(std::move(warning));
  return tick;
}

void Recorder::take(latency::Interval& interval, const Step& where, std::string_view kind, bool ok, bool warm, Slot& slot) const {
  if (!slot) return;
  const bool own = kind == kind_names[lag] || kind == kind_names[late_loop];  // the generator's, of no scenario
  latency::Series series{own ? std::string() : plan_->scenarios[where.scenario].name, where.name, std::string(kind), ok, warm, {}};
  series.tags = tag_values_.tags_of(where.tags);
  if (!where.group.empty()) series.tags.emplace(latency::group_tag, where.group);
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
  metrics_.take_interval(interval, *plan_, tag_values_);
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
        for (std::size_t i = 0; i < latency::size_kinds.size(); ++i)
          take(minute, *step, latency::size_kinds[i], ok, warm, slots[first_size + i]);
        for (Part& part : step->parts)
          take(minute, *step, std::string(latency::part_prefix) + part.name, ok, warm, part.histograms[ok ? 0 : 1][warm ? 1 : 0]);
      }
  return minute;
}

// Of a step all series together: groups and tags tell its histograms apart, not its slowest requests.
std::vector<runs::SlowRequest> Recorder::take_slowest() {
  std::map<std::pair<std::size_t, std::string_view>, std::vector<runs::SlowRequest>> by_step;
  for (const auto& step : steps_) {
    if (step->slowest.empty()) continue;
    auto& slowest = by_step[{step->scenario, step->name}];
    std::move(step->slowest.begin(), step->slowest.end(), std::back_inserter(slowest));
    step->slowest.clear();
  }
  std::vector<runs::SlowRequest> all;
  for (auto& [step, slowest] : by_step) {
    std::sort(slowest.begin(), slowest.end(), slower);
    slowest.resize(std::min(slowest.size(), slowest_kept));
    std::move(slowest.begin(), slowest.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace rushhour::load
