// metric     = name [ "{" selector { "," selector } "}" ]        selector = key ":" ( text without "," | '"' text '"' )
// expression = aggregate comparison limit
//
// Each metric has its own aggregates, selectors and unit; the table below is the one place that says so, and every message is made from it.

#include "reports/verdicts/threshold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::verdicts {
namespace {

using Metric = Threshold::Metric;
using Aggregate = Threshold::Aggregate;
using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

struct MetricRule {
  std::string_view name;
  std::string_view alias;  // k6's
  Metric kind;
  std::string_view aggregates;
  std::string_view selectors;  // separated by commas
};

constexpr std::string_view of_times = "avg, min, med, max, p(N)";

constexpr std::array<MetricRule, 7> rules{{
    {"response_time", "", Metric::response_time, of_times, "scenario,step,outcome"},
    {"service_time", "http_req_duration", Metric::service_time, of_times, "scenario,step,outcome"},
    {"checks", "", Metric::checks, "rate", "check"},
    {"errors", "http_req_failed", Metric::errors, "rate, count", "scenario,step"},
    {"requests", "http_reqs", Metric::requests, "count, rate", "scenario,step,outcome"},
    {"iterations", "", Metric::iterations, "count, rate", ""},
    {"dropped", "dropped_iterations", Metric::dropped, "count, rate", ""},
}};

const MetricRule& rule_of(Metric kind) { return rules[static_cast<std::size_t>(kind)]; }

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

[[noreturn]] void refuse(const Threshold& t, const std::string& why) {
  throw UserError(fmt::format("threshold '{}: {}': {}", t.metric, t.expression, why), Exit::settings);
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

// --- metric ---

void set_outcome(Threshold& t, std::string_view value) {
  if (value != "ok" && value != "error") refuse(t, fmt::format("outcome is 'ok' or 'error', not '{}'", value));
  t.ok = value == "ok";
}

void set_selector(Threshold& t, std::string_view key, std::string_view value) {
  const std::string_view written = key;
  if (key == "name") key = "step";  // k6's words
  if (key == "expected_response") {
    if (value != "true" && value != "false") refuse(t, fmt::format("expected_response is 'true' or 'false', not '{}'", value));
    key = "outcome";
    value = value == "true" ? "ok" : "error";
  }
  const MetricRule& rule = rule_of(t.kind);
  const std::vector<std::string_view> known = split(rule.selectors);
  if (known.empty()) refuse(t, fmt::format("{} takes no selectors", rule.name));
  if (std::find(known.begin(), known.end(), key) == known.end())
    refuse(t, fmt::format("{} has no selector '{}'{}; it has {} (a value with a comma stands in double quotes)", rule.name, written,
                          did_you_mean(written, known), fmt::join(known, ", ")));
  if (value.empty()) refuse(t, fmt::format("selector '{}' has no value", written));
  if (key == "outcome") return set_outcome(t, value);
  std::string& place = key == "step" ? t.step : key == "scenario" ? t.scenario : t.check;
  if (!place.empty()) refuse(t, fmt::format("selector '{}' stands there twice", written));
  place = value;
}

// Takes one value off `rest`, which begins right behind the colon.
std::string take_value(const Threshold& t, std::string_view& rest) {
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
  if (at >= rest.size()) refuse(t, "a double quote is not closed");
  rest = trim(rest.substr(at + 1));
  return value;
}

void parse_selectors(Threshold& t, std::string_view rest) {
  while (!(rest = trim(rest)).empty()) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos)
      refuse(t, fmt::format("'{}' is not 'selector:value' (a value with a comma stands in double quotes)", rest));
    const std::string_view key = trim(rest.substr(0, colon));
    rest.remove_prefix(colon + 1);
    const std::string value = take_value(t, rest);
    set_selector(t, key, value);
    if (rest.empty()) return;
    if (rest.front() != ',') refuse(t, fmt::format("there is something behind the closing quote: '{}'", rest));
    rest.remove_prefix(1);
  }
}

void parse_metric(Threshold& t) {
  const std::string_view text = trim(t.metric);
  const auto brace = text.find('{');
  const std::string_view name = trim(text.substr(0, brace));
  std::vector<std::string_view> names;
  const MetricRule* found = nullptr;
  for (const MetricRule& rule : rules) {
    if (name == rule.name || (!rule.alias.empty() && name == rule.alias)) found = &rule;
    names.push_back(rule.name);
    if (!rule.alias.empty()) names.push_back(rule.alias);
  }
  if (found == nullptr) {
    const std::string hint = did_you_mean(name, names);
    refuse(t,
           fmt::format("there is no metric '{}'{}", name,
                       hint.empty() ? "; there are response_time, service_time, checks, errors, requests, iterations and dropped" : hint));
  }
  t.kind = found->kind;
  if (brace == std::string_view::npos) return;
  if (!text.ends_with('}')) refuse(t, "the selectors begin with '{' and must end with '}'");
  parse_selectors(t, text.substr(brace + 1, text.size() - brace - 2));
}

// --- expression ---

std::optional<double> parse_percentile(std::string_view word) {
  if (!word.starts_with('p')) return std::nullopt;
  word = trim(word.substr(1));
  if (word.starts_with('(') && word.ends_with(')')) word = trim(word.substr(1, word.size() - 2));
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

void parse_aggregate(Threshold& t, std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Aggregate>, 6> words{{{"count", Aggregate::count},
                                                                                {"rate", Aggregate::rate},
                                                                                {"avg", Aggregate::avg},
                                                                                {"min", Aggregate::min},
                                                                                {"max", Aggregate::max},
                                                                                {"med", Aggregate::percentile}}};
  static constexpr std::array<std::string_view, 7> names{"count", "rate", "avg", "min", "max", "med", "p(99)"};
  const MetricRule& rule = rule_of(t.kind);
  bool understood = false;
  if (const auto percentile = parse_percentile(word)) {
    if (!(*percentile >= 0 && *percentile <= 100)) refuse(t, fmt::format("a percentile lies between 0 and 100, '{}' does not", word));
    t.aggregate = Aggregate::percentile;
    t.percentile = *percentile;
    understood = true;
  }
  for (const auto& [name, aggregate] : words)
    if (word == name) {
      t.aggregate = aggregate;
      t.percentile = 50;
      understood = true;
    }
  if (!understood) refuse(t, fmt::format("'{}' is no aggregate{}; {} has {}", word, did_you_mean(word, names), rule.name, rule.aggregates));
  const bool has =
      t.aggregate == Aggregate::percentile ? rule.aggregates == of_times : rule.aggregates.find(word) != std::string_view::npos;
  if (!has) refuse(t, fmt::format("{} has no {}; it has {}", rule.name, word, rule.aggregates));
}

double number_or_refuse(const Threshold& t, std::string_view text, const char* wanted) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
    refuse(t, fmt::format("'{}' is not {}", text, wanted));
  return value;
}

double parse_share(const Threshold& t, std::string_view text) {
  const bool percent = text.ends_with('%');
  const double value = number_or_refuse(t, percent ? trim(text.substr(0, text.size() - 1)) : text, "a share, like 99.9% or 0.999");
  if (value > (percent ? 100 : 1))
    refuse(t, fmt::format("a share is at most 1 or 100%; was '{}%' meant?", percent ? text.substr(0, text.size() - 1) : text));
  return percent ? quantile_of(value) : value;
}

double parse_limit(const Threshold& t, std::string_view text) {
  switch (t.unit()) {
    case Unit::share:
      return parse_share(t, text);
    case Unit::number:
      return number_or_refuse(t, text, "a number");
    case Unit::per_second:
      if (const auto rate = parse_rate(text)) return *rate;
      refuse(t, fmt::format("'{}' is not a rate, like 100/s or 30/m", text));
    case Unit::nanoseconds:
      break;
  }
  if (!text.empty() && text.find_first_not_of("0123456789.eE+") == std::string_view::npos)
    return number_or_refuse(t, text, "a time") * 1e6;  // k6: a bare number is milliseconds
  if (const auto duration = parse_duration(text)) return static_cast<double>(duration->count());
  refuse(t, fmt::format("'{}' is not a time, like 250ms or 1.5s; a bare number is milliseconds", text));
}

void parse_expression(Threshold& t) {
  static constexpr std::array<std::pair<std::string_view, Comparison>, 6> signs{{{"<=", Comparison::less_equal},
                                                                                 {">=", Comparison::greater_equal},
                                                                                 {"===", Comparison::equal},
                                                                                 {"==", Comparison::equal},
                                                                                 {"<", Comparison::less},
                                                                                 {">", Comparison::greater}}};
  const std::string_view text = trim(t.expression);
  const auto at = text.find_first_of("<>=!");
  if (at == std::string_view::npos) refuse(t, "there is no comparison; write it like 'p(99) < 250ms'");
  std::string_view rest = text.substr(at);
  const auto found = std::find_if(signs.begin(), signs.end(), [&](const auto& entry) { return rest.starts_with(entry.first); });
  if (found == signs.end()) refuse(t, "the comparison is one of < <= > >= ==");
  t.comparison = found->second;
  parse_aggregate(t, trim(text.substr(0, at)));
  t.limit = parse_limit(t, trim(rest.substr(found->first.size())));
}

}  // namespace

Threshold::Unit Threshold::unit() const noexcept {
  switch (kind) {
    case Metric::response_time:
    case Metric::service_time:
      return Unit::nanoseconds;
    case Metric::checks:
      return Unit::share;
    case Metric::errors:
      return aggregate == Aggregate::rate ? Unit::share : Unit::number;
    case Metric::requests:
    case Metric::iterations:
    case Metric::dropped:
      break;
  }
  return aggregate == Aggregate::rate ? Unit::per_second : Unit::number;
}

Threshold parse_threshold(std::string_view metric, std::string_view expression) {
  Threshold t;
  t.metric = metric;
  t.expression = expression;
  parse_metric(t);
  parse_expression(t);
  return t;
}

// Dividing once, from an integer, rounds once: the result is the double nearest to the decimal fraction.
double quantile_of(double percentile) noexcept { return std::round(percentile * 1e9) / 1e11; }

std::string percentile_name(double percentile) { return fmt::format("p{:.12g}", percentile); }

std::string aggregate_name(const Threshold& t) {
  switch (t.aggregate) {
    case Aggregate::count:
      return "count";
    case Aggregate::rate:
      return "rate";
    case Aggregate::avg:
      return "avg";
    case Aggregate::min:
      return "min";
    case Aggregate::max:
      return "max";
    case Aggregate::percentile:
      break;
  }
  return fmt::format("p({:.12g})", t.percentile);
}

std::string_view sign(Comparison comparison) noexcept {
  switch (comparison) {
    case Comparison::less:
      return "<";
    case Comparison::less_equal:
      return "<=";
    case Comparison::greater:
      return ">";
    case Comparison::greater_equal:
      return ">=";
    case Comparison::equal:
      break;
  }
  return "==";
}

std::string format_share(double share) {
  const double percent = share * 100;
  if (percent <= 0) return "0 %";
  if (percent >= 100) return "100 %";
  int decimals = 2;  // as many as keep it apart from both ends
  const auto step = [&] { return std::pow(10, -decimals); };
  while (decimals < 6 && (percent < step() / 2 || percent > 100 - step() / 2)) ++decimals;
  return fmt::format("{:.{}f} %", percent, decimals);
}

std::string format_rate(double per_second) {
  if (per_second >= 10'000) return format_count(static_cast<std::uint64_t>(std::llround(per_second))) + "/s";
  return fmt::format("{:.{}f}/s", per_second, per_second < 1 ? 3 : 1);
}

std::string format_figure(const Threshold& t, double value) {
  switch (t.unit()) {
    case Unit::nanoseconds:
      return format_duration(Instant(std::llround(value)));
    case Unit::share:
      return format_share(value);
    case Unit::per_second:
      return format_rate(value);
    case Unit::number:
      break;
  }
  return value == std::floor(value) ? format_count(static_cast<std::uint64_t>(value)) : fmt::format("{:g}", value);
}

}  // namespace rushhour::verdicts
