// metric = name [ "{" selector { "," selector } "}" ]        selector = key ":" ( text without "," | '"' text '"' )

#include "reports/verdicts/metric_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "reports/foundation/nearest_name.hpp"

namespace rushhour::verdicts {
namespace {

using Metric = Threshold::Metric;

constexpr std::string_view of_requests = "scenario,step,group,outcome,stage,tags";
constexpr std::string_view of_phases = "scenario,step,group,outcome,tags";  // logged once a minute, which is no stage
constexpr std::string_view of_ticks = "scenario,stage";
constexpr std::string_view of_own = "scenario,stage,tags";
constexpr std::string_view sums = "count, rate";
constexpr std::string_view gauges = "value, min, max";

constexpr std::array<MetricRule, 28> rules{{
    {"response_time", "", Metric::response_time, of_times, of_requests, "response"},
    {"service_time", "http_req_duration", Metric::service_time, of_times, of_requests, "service"},
    {"iteration_duration", "", Metric::iteration_duration, of_times, "scenario,outcome,stage", "iteration"},
    {"group_duration", "", Metric::group_duration, of_times, "scenario,group,stage,tags", "group"},
    {"phase_blocked", "http_req_blocked", Metric::phase, of_times, of_phases, "blocked"},
    {"phase_dns", "http_req_looking_up", Metric::phase, of_times, of_phases, "dns"},
    {"phase_connect", "http_req_connecting", Metric::phase, of_times, of_phases, "connect"},
    {"phase_tls", "http_req_tls_handshaking", Metric::phase, of_times, of_phases, "tls"},
    {"phase_send", "http_req_sending", Metric::phase, of_times, of_phases, "send"},
    {"phase_wait", "http_req_waiting", Metric::phase, of_times, of_phases, "wait"},
    {"phase_receive", "http_req_receiving", Metric::phase, of_times, of_phases, "receive"},
    {"part", "", Metric::part, of_times, "name,scenario,step,group,outcome,tags", "part:"},
    {"checks", "", Metric::checks, "rate", "check,scenario,stage", "", true},
    {"errors", "http_req_failed", Metric::errors, "rate, count", "scenario,step,group,stage,tags", "service", true},
    {"requests", "http_reqs", Metric::requests, sums, of_requests, "service"},
    {"iterations", "", Metric::iterations, sums, of_ticks, ""},
    {"rejected", "", Metric::rejected, "rate, count", of_ticks, "", true},
    {"dropped", "dropped_iterations", Metric::dropped, sums, of_ticks, ""},
    {"script_errors", "", Metric::script_errors, sums, of_ticks, ""},
    {"bytes_in", "data_received", Metric::bytes_in, sums, "stage", ""},
    {"bytes_out", "data_sent", Metric::bytes_out, sums, "stage", ""},
    {"users_busy", "vus", Metric::users_busy, gauges, of_ticks, ""},
    {"users_permitted", "vus_max", Metric::users_permitted, gauges, of_ticks, ""},
    // The script's own, which have names of their own.
    {"counter", "", Metric::counter, sums, of_own, ""},
    {"gauge", "", Metric::gauge, gauges, of_own, ""},
    {"rate", "", Metric::rate, "rate", of_own, "", true},
    {"trend", "", Metric::trend, of_times, of_own, "trend:"},
    {"time", "", Metric::time, of_times, of_own, "time:"},
}};
constexpr std::span builtin = std::span(rules).first(rules.size() - 5);
constexpr std::span own = std::span(rules).last(5);

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    parts.push_back(trim(text.substr(0, comma)));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

// What may be selected, the series tags by their names.
std::vector<std::string_view> selectors_of(const MetricRule& rule, const ThresholdScope& scope) {
  std::vector<std::string_view> known = split(rule.selectors);
  const auto tags = std::find(known.begin(), known.end(), "tags");
  if (tags == known.end()) return known;
  known.erase(tags);
  known.insert(known.end(), scope.series_tags.begin(), scope.series_tags.end());
  return known;
}

/// The selectors of one threshold as they are read.
class SelectorReader {
 public:
  SelectorReader(Threshold& threshold, const ThresholdScope& scope, std::string_view metric)
      : t_(threshold), scope_(scope), metric_(metric), rule_(rule_of(threshold.kind)), known_(selectors_of(rule_, scope)) {}

  void read(std::string_view rest) {
    while (!(rest = trim(rest)).empty()) {
      const auto colon = rest.find(':');
      if (colon == std::string_view::npos)
        refuse(t_, fmt::format("'{}' is not 'selector:value' (a value with a comma stands in double quotes)", rest));
      const std::string_view key = trim(rest.substr(0, colon));
      rest.remove_prefix(colon + 1);
      const std::string value = take_value(rest);
      set(key, value);
      if (rest.empty()) break;
      if (rest.front() != ',') refuse(t_, fmt::format("there is something behind the closing quote: '{}'", rest));
      rest.remove_prefix(1);
    }
    if (stage_ > 0) find_stage();
  }

 private:
  // Takes one value off `rest`, which begins right behind the colon.
  std::string take_value(std::string_view& rest) const {
    rest = trim(rest);
    std::string value;
    if (!rest.starts_with('"')) {
      const auto comma = rest.find(',');
      value = trim(rest.substr(0, comma));
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma);
      return value;
    }
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
      if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
      value += rest[at];
    }
    if (at >= rest.size()) refuse(t_, "a double quote is not closed");
    rest = trim(rest.substr(at + 1));
    return value;
  }

  bool knows(std::string_view key) const { return std::find(known_.begin(), known_.end(), key) != known_.end(); }

  void set(std::string_view key, std::string value) {
    const std::string_view written = key;
    if (key == "name" && !knows(key)) key = "step";  // k6's words
    if (key == "expected_response") {
      if (value != "true" && value != "false") refuse(t_, fmt::format("expected_response is 'true' or 'false', not '{}'", value));
      key = "outcome";
      value = value == "true" ? "ok" : "error";
    }
    if (known_.empty()) refuse(t_, fmt::format("{} takes no selectors", metric_));
    if (!knows(key))
      refuse(t_, fmt::format("{} has no selector '{}'{}; it has {} (tags are those of options.series_tags, and a value with a comma stands "
                             "in double quotes)",
                             metric_, written, did_you_mean(written, known_), fmt::join(known_, ", ")));
    if (value.empty()) refuse(t_, fmt::format("selector '{}' has no value", written));
    if (std::find(seen_.begin(), seen_.end(), key) != seen_.end()) refuse(t_, fmt::format("selector '{}' stands there twice", written));
    seen_.emplace_back(key);
    place(key, std::move(value));
  }

  void place(std::string_view key, std::string value) {
    if (key == "outcome") {
      if (value != "ok" && value != "error") refuse(t_, fmt::format("outcome is 'ok' or 'error', not '{}'", value));
      t_.ok = value == "ok";
    } else if (key == "scenario") {
      check_scenario(value);
      t_.scenario = std::move(value);
    } else if (key == "step") {
      t_.step = std::move(value);
    } else if (key == "check") {
      t_.check = std::move(value);
    } else if (key == "name") {
      t_.name = std::move(value);
    } else if (key == "stage") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), stage_);
      if (error != std::errc{} || end != value.data() + value.size() || stage_ == 0)
        refuse(t_, fmt::format("stage is a number from 1 on, not '{}'", value));
    } else if (key == "group") {
      t_.tags.emplace(latency::group_tag, group_path(value));
    } else {
      t_.tags.emplace(key, std::move(value));
    }
  }

  // k6 writes ::checkout::pay for what is checkout/pay here.
  static std::string group_path(std::string_view written) {
    if (!written.starts_with("::")) return std::string(written);
    std::string path;
    for (std::string_view rest = written.substr(2); !rest.empty();) {
      const auto colons = rest.find("::");
      path += path.empty() ? "" : "/";
      path += rest.substr(0, colons);
      rest.remove_prefix(colons == std::string_view::npos ? rest.size() : colons + 2);
    }
    return path;
  }

  void check_scenario(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const ThresholdScope::Scenario& scenario : scope_.scenarios) names.emplace_back(scenario.name);
    if (names.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
    refuse(t_, fmt::format("there is no scenario '{}'{}; there is {}", name, did_you_mean(name, names), fmt::join(names, ", ")));
  }

  void find_stage() {
    const std::vector<Span>* found = nullptr;
    for (const ThresholdScope::Scenario& scenario : scope_.scenarios) {
      if (scenario.stages.empty() || (!t_.scenario.empty() && scenario.name != t_.scenario)) continue;
      if (found != nullptr) refuse(t_, "several scenarios have stages; say which one with scenario:...");
      found = &scenario.stages;
    }
    if (found == nullptr) refuse(t_, "stage picks out a stage of a ramp, and there is none");
    if (stage_ > found->size()) refuse(t_, fmt::format("there is no stage {}; the ramp has {}", stage_, found->size()));
    t_.stage = (*found)[stage_ - 1];
  }

  Threshold& t_;
  const ThresholdScope& scope_;
  std::string_view metric_;
  const MetricRule& rule_;
  std::vector<std::string_view> known_;
  std::vector<std::string> seen_;
  std::size_t stage_ = 0;
};

[[noreturn]] void refuse_name(const Threshold& t, std::string_view name, const ThresholdScope& scope) {
  std::vector<std::string_view> names;
  for (const MetricRule& rule : builtin) {
    names.push_back(rule.name);
    if (!rule.alias.empty()) names.push_back(rule.alias);
  }
  for (const auto& [metric, kind] : scope.metrics) names.emplace_back(metric);
  const std::string hint = did_you_mean(name, names);
  if (!hint.empty()) refuse(t, fmt::format("there is no metric '{}'{}", name, hint));
  std::vector<std::string_view> listed;
  for (const MetricRule& rule : builtin) listed.push_back(rule.name);
  refuse(t, fmt::format("there is no metric '{}'; there are {}, and those that the script declares while its chunk runs, outside of "
                        "functions",
                        name, fmt::join(listed, ", ")));
}

const MetricRule& find_rule(Threshold& t, std::string_view name, const ThresholdScope& scope) {
  for (const MetricRule& rule : builtin)
    if (name == rule.name || (!rule.alias.empty() && name == rule.alias)) return rule;
  const auto declared = scope.metrics.find(std::string(name));
  if (declared == scope.metrics.end()) refuse_name(t, name, scope);
  const auto rule = std::find_if(own.begin(), own.end(), [&](const MetricRule& r) { return r.name == declared->second; });
  if (rule == own.end()) refuse(t, fmt::format("'{}' is no kind of metric", declared->second));
  t.name = name;
  return *rule;
}

}  // namespace

const MetricRule& rule_of(Metric kind) noexcept {
  return *std::find_if(rules.begin(), rules.end(), [kind](const MetricRule& rule) { return rule.kind == kind; });
}

bool is_builtin_metric(std::string_view name) noexcept {
  return !name.empty() &&
         std::any_of(builtin.begin(), builtin.end(), [name](const MetricRule& rule) { return name == rule.name || name == rule.alias; });
}

void parse_metric(Threshold& t, const ThresholdScope& scope) {
  const std::string_view text = trim(t.metric);
  const auto brace = text.find('{');
  const std::string_view name = trim(text.substr(0, brace));
  const MetricRule& rule = find_rule(t, name, scope);
  t.kind = rule.kind;
  if (brace != std::string_view::npos) {
    if (!text.ends_with('}')) refuse(t, "the selectors begin with '{' and must end with '}'");
    SelectorReader(t, scope, name).read(text.substr(brace + 1, text.size() - brace - 2));
  }
  if (t.kind == Metric::part && t.name.empty()) refuse(t, "say which part of Server-Timing, such as part{name:db}");
  t.series = rule.series;
  if (t.series.ends_with(':')) t.series += t.name;
}

}  // namespace rushhour::verdicts
