// expression = aggregate comparison limit

#include "reports/verdicts/threshold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/verdicts/metric_rule.hpp"

namespace rushhour::verdicts {
namespace {

using Aggregate = Threshold::Aggregate;
using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

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
  static constexpr std::array<std::pair<std::string_view, Aggregate>, 7> words{{{"count", Aggregate::count},
                                                                                {"rate", Aggregate::rate},
                                                                                {"value", Aggregate::value},
                                                                                {"avg", Aggregate::avg},
                                                                                {"min", Aggregate::min},
                                                                                {"max", Aggregate::max},
                                                                                {"med", Aggregate::percentile}}};
  static constexpr std::array<std::string_view, 8> names{"count", "rate", "value", "avg", "min", "max", "med", "p(99)"};
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
  const std::string_view metric = trim(std::string_view(t.metric).substr(0, t.metric.find('{')));
  if (!understood) refuse(t, fmt::format("'{}' is no aggregate{}; {} has {}", word, did_you_mean(word, names), metric, rule.aggregates));
  const bool has =
      t.aggregate == Aggregate::percentile ? rule.aggregates == of_times : rule.aggregates.find(word) != std::string_view::npos;
  if (!has) refuse(t, fmt::format("{} has no {}; it has {}", metric, word, rule.aggregates));
}

bool may_be_negative(const Threshold& t) {
  return t.kind == Threshold::Metric::gauge || (t.kind == Threshold::Metric::counter && t.aggregate == Aggregate::count);
}

double number_or_refuse(const Threshold& t, std::string_view text, const char* wanted) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) ||
      (value < 0 && !may_be_negative(t)))
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

// 10MB is a number too, of bytes; 5MB/s a rate.
std::optional<double> parse_bytes(const Threshold& t, std::string_view text) {
  if (t.kind != Threshold::Metric::bytes_in && t.kind != Threshold::Metric::bytes_out) return std::nullopt;
  if (t.unit() == Unit::per_second && text.ends_with("/s")) text.remove_suffix(2);
  const std::optional<std::uint64_t> size = parse_size(text);
  return size ? std::optional(static_cast<double>(*size)) : std::nullopt;
}

double parse_limit(const Threshold& t, std::string_view text) {
  if (const auto bytes = parse_bytes(t, text)) return *bytes;
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

void refuse(const Threshold& t, const std::string& why) {
  throw UserError(fmt::format("threshold '{}: {}': {}", t.metric, t.expression, why), Exit::settings);
}

Threshold::Unit Threshold::unit() const noexcept {
  const MetricRule& rule = rule_of(kind);
  if (rule.aggregates == of_times) return kind == Metric::trend ? Unit::number : Unit::nanoseconds;
  if (aggregate != Aggregate::rate) return Unit::number;
  return rule.share ? Unit::share : Unit::per_second;
}

Threshold parse_threshold(std::string_view metric, std::string_view expression, const ThresholdScope& scope) {
  Threshold t;
  t.metric = metric;
  t.expression = expression;
  parse_metric(t, scope);
  parse_expression(t);
  return t;
}

std::vector<Threshold> read_thresholds(const nlohmann::json& plan) {
  const ThresholdScope scope = scope_of(plan);
  std::vector<Threshold> thresholds;
  for (const nlohmann::json& stated : plan.value("thresholds", nlohmann::json::array())) {
    const auto length = [&stated](const char* key) { return Instant(stated.value(key, std::int64_t{0})); };
    Threshold t = parse_threshold(stated.value("metric", std::string()), stated.value("expression", std::string()), scope);
    t.over = length("over_ns");
    t.hold = length("for_ns");
    t.abort_on_fail = stated.value("abort_on_fail", false);
    t.delay_abort_eval = length("delay_abort_eval_ns");
    thresholds.push_back(std::move(t));
  }
  return thresholds;
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
    case Aggregate::value:
      return "value";
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
  if (per_second == 0) return "0/s";
  if (per_second >= 999.95) return format_count(static_cast<std::uint64_t>(std::llround(per_second))) + "/s";
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
  const bool whole = value >= 0 && value < 1e15 && value == std::floor(value);  // a gauge may be below zero
  return whole ? format_count(static_cast<std::uint64_t>(value)) : fmt::format("{:g}", value);
}

}  // namespace rushhour::verdicts
