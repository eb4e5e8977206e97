#include "reports/pages/terminal/wrk_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using latency::Histogram;

constexpr double us_per_ns = 1e-3;
constexpr double ms_per_ns = 1e-6;

struct Units {
  double scale;
  std::string_view base;
  std::span<const std::string_view> larger;
};

std::string with_unit(double n, const Units& units, int digits) {
  std::string_view unit = units.base;
  for (std::size_t i = 0; i < units.larger.size() && n >= units.scale * 0.85; ++i) {
    n /= units.scale;
    unit = units.larger[i];
  }
  return fmt::format("{:.{}f}{}", n, digits, unit);
}

constexpr std::array<std::string_view, 2> below_seconds{"ms", "s"};
constexpr std::array<std::string_view, 2> above_seconds{"m", "h"};
constexpr std::array<std::string_view, 5> thousands{"k", "M", "G", "T", "P"};
constexpr std::array<std::string_view, 5> kibi{"K", "M", "G", "T", "P"};

/// Figures stand under each other by their digits: units of one letter leave a blank behind them, none leaves two.
std::string column(const std::string& text, std::size_t width) {
  std::size_t letters = 0;
  while (letters < 2 && letters < text.size() && std::isalpha(static_cast<unsigned char>(text[text.size() - 1 - letters])) != 0) ++letters;
  const std::size_t pad = 2 - letters;
  return fmt::format("{:>{}}{:{}}", text, width - pad, "", pad);
}

/// How samples spread around their mean.
struct Spread {
  double mean = 0, deviation = 0, most = 0;
  double within = 0;  ///< percent of samples no further than a deviation from the mean
};

Spread spread_of(const Histogram& histogram) {
  Spread spread{histogram.mean(), 0, static_cast<double>(histogram.max()), 0};
  if (histogram.empty()) return spread;
  const auto middle = [&](std::int64_t lowest, std::int64_t highest) {
    return (static_cast<double>(lowest) + static_cast<double>(highest)) / 2;
  };
  const auto n = static_cast<double>(histogram.count());
  double squares = 0;
  histogram.each_bucket([&](std::int64_t lowest, std::int64_t highest, std::uint64_t count) {
    squares += std::pow(middle(lowest, highest) - spread.mean, 2) * static_cast<double>(count);
  });
  spread.deviation = std::sqrt(squares / n);
  histogram.each_bucket([&](std::int64_t lowest, std::int64_t highest, std::uint64_t count) {
    if (std::abs(middle(lowest, highest) - spread.mean) <= spread.deviation) spread.within += 100 * static_cast<double>(count) / n;
  });
  return spread;
}

Spread spread_of(const std::vector<double>& values) {
  Spread spread;
  if (values.empty()) return spread;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) {
    spread.mean += value / n;
    spread.most = std::max(spread.most, value);
  }
  double squares = 0;
  for (const double value : values) squares += std::pow(value - spread.mean, 2);
  spread.deviation = std::sqrt(squares / n);
  for (const double value : values)
    if (std::abs(value - spread.mean) <= spread.deviation) spread.within += 100 / n;
  return spread;
}

/// Answers a second of one thread, second by second: what a tick counted, shared evenly.
std::vector<double> rates_of(const runs::RunRecord& record) {
  const auto threads = static_cast<double>(std::max<std::int64_t>(1, number_fact(record.meta, "/plan/threads")));
  std::vector<double> rates;
  Instant last{0};
  for (const nlohmann::json& tick : record.ticks) {
    const Instant at(number_fact(tick, "/at_ns"));
    const Instant length = at - std::exchange(last, at);
    if (length < runs::shortest_tick && !rates.empty()) continue;  // the last may be too short to say anything
    if (length > Instant(0)) rates.push_back(static_cast<double>(number_fact(tick, "/requests")) / seconds(length) / threads);
  }
  return rates;
}

std::string stats_line(std::string_view name, const Spread& spread, std::string (*text)(double), double unit) {
  return fmt::format("    {:<10}{}{}{}{:8.2f}%\n", name, column(text(spread.mean * unit), 8), column(text(spread.deviation * unit), 10),
                     column(text(spread.most * unit), 9), spread.within);
}

std::string percentile_lines(const Histogram& histogram, std::span<const double> percentiles, int digits) {
  std::string lines;
  for (const double percentile : percentiles)
    lines += fmt::format("{:7.{}f}%{}\n", percentile, digits,
                         column(wrk_time(static_cast<double>(histogram.quantile(percentile / 100)) * us_per_ns), 10));
  return lines;
}

std::string both_latencies(const runs::Summary& summary) {
  constexpr std::array<double, 5> shown{50, 90, 99, 99.9, 100};
  std::string out = fmt::format("\n  {:<14}", "");
  for (const double percentile : shown) out += fmt::format("{:>11}", percentile < 100 ? fmt::format("p{}", percentile) : "max");
  out += '\n';
  for (const auto& [name, latency] : {std::pair{"response time", &summary.totals.response}, {"service time", &summary.totals.service}}) {
    out += fmt::format("  {:<14}", name);
    for (const double percentile : shown) out += pad_left(percentile_text(*latency, percentile), 11);
    out += '\n';
  }
  return out;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::string wrk_time(double us) {
  if (us >= 1e6) return with_unit(us / 1e6, {60, "s", above_seconds}, 2);
  return with_unit(us, {1000, "us", below_seconds}, 2);
}

std::string wrk_metric(double n) { return with_unit(n, {1000, "", thousands}, 2); }

std::string wrk_binary(double n) { return with_unit(n, {1024, "", kibi}, 2); }

WrkFigures wrk_figures(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  WrkFigures figures;
  figures.length = conclusion.summary.actual;
  std::uint64_t unanswered = 0;
  for (const auto& [name, count] : conclusion.summary.errors) {
    const bool is_status = name.starts_with("http ");
    if (!is_status) unanswered += count;
    if (is_status)
      figures.status += count;
    else if (name.ends_with("timeout") || name.ends_with("in time"))
      figures.timeout += count;
    else if (is_one_of(name, {"name not found", "connection refused", "connection failed", "tls", "out of descriptors", "out of ports"}))
      figures.connect += count;
    else if (is_one_of(name, {"request cannot be sent", "host not allowed"}))
      figures.write += count;
    else if (name != "unfinished at the end")
      figures.read += count;
  }
  figures.requests = conclusion.summary.totals.count - std::min(conclusion.summary.totals.count, unanswered);
  Instant last{0};
  for (const nlohmann::json& tick : record.ticks) {
    figures.bytes += static_cast<std::uint64_t>(number_fact(tick, "/bytes_in"));
    const Instant at(number_fact(tick, "/at_ns"));
    const Instant length = at - std::exchange(last, at);
    for (const nlohmann::json& share : tick.value("cpu", nlohmann::json::array()))
      if (share.is_number()) figures.cpu_s += share.get<double>() * seconds(length);
  }
  return figures;
}

std::string wrk_head(std::string_view url, Instant duration, std::uint64_t threads, std::uint64_t connections) {
  const bool whole = duration % std::chrono::seconds(1) == Instant(0);
  const std::string length =
      whole ? with_unit(seconds(duration), {60, "s", above_seconds}, 0) : without_zeros(time_text(seconds(duration) * 1e9));
  return fmt::format("Running {} test @ {}\n  {} threads and {} connections\n", length, url, threads, connections);
}

std::string wrk_spectrum(const Histogram& histogram, std::string_view name) {
  constexpr std::array<double, 8> shown{50, 75, 90, 99, 99.9, 99.99, 99.999, 100};
  constexpr int ticks_per_half = 5;
  std::string out = fmt::format("  Latency Distribution (HdrHistogram - {})\n", name);
  out += percentile_lines(histogram, shown, 3);
  out += fmt::format("\n  Detailed Percentile spectrum:\n{:>12} {:>12} {:>12} {:>12}\n\n", "Value", "Percentile", "TotalCount",
                     "1/(1-Percentile)");
  const auto row = [&out](double ns, double percentile, std::uint64_t seen) {
    out += fmt::format("{:12.3f} {:12.6f} {:12} {:>12.2f}\n", ns * ms_per_ns, percentile / 100, seen, 1 / (1 - percentile / 100));
  };
  const std::uint64_t total = histogram.count();
  double next = 0;  // percentile
  std::uint64_t seen = 0;
  histogram.each_bucket([&](std::int64_t, std::int64_t highest, std::uint64_t count) {
    seen += count;
    const double reached = 100 * static_cast<double>(seen) / static_cast<double>(total);
    for (bool last = false; next <= reached && !last;) {
      row(static_cast<double>(highest), next, seen);
      next += 100 / (ticks_per_half * std::exp2(std::floor(std::log2(100 / (100 - next))) + 1));
      last = seen == total;
    }
  });
  if (total > 0) row(static_cast<double>(histogram.max()), 100, total);
  const Spread spread = spread_of(histogram);
  const std::size_t half = 1024;  // buckets of an octave, for three digits
  out += fmt::format("#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n", spread.mean * ms_per_ns, spread.deviation * ms_per_ns);
  out += fmt::format("#[Max     = {:12.3f}, Total count    = {:12}]\n", spread.most * ms_per_ns, total);
  out += fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n", (histogram.buckets().size() + half - 1) / half - 1, 2 * half);
  return out + std::string(58, '-') + '\n';
}

std::string wrk_block(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, const WrkDetail& detail) {
  constexpr std::array<double, 4> shown{50, 75, 90, 99};
  const runs::Summary& summary = conclusion.summary;
  const Histogram& latency = detail.open ? summary.totals.response.all : summary.totals.service.all;
  const WrkFigures figures = wrk_figures(record, conclusion);
  std::string out = fmt::format("  Thread Stats{:>6}{:>11}{:>8}{:>12}\n", "Avg", "Stdev", "Max", "+/- Stdev");
  out += stats_line("Latency", spread_of(latency), wrk_time, us_per_ns);
  out += stats_line("Req/Sec", spread_of(rates_of(record)), wrk_metric, 1);
  if (detail.latency && detail.open) out += wrk_spectrum(latency, "Recorded Latency");
  if (detail.latency && !detail.open) out += "  Latency Distribution\n" + percentile_lines(latency, shown, 0);
  if (detail.uncorrected)
    out += wrk_spectrum(summary.totals.service.all, "Uncorrected Latency (measured without taking delayed starts into account)");
  out += fmt::format("  {} requests in {}, {}B read\n", figures.requests, wrk_time(seconds(figures.length) * 1e6),
                     wrk_binary(static_cast<double>(figures.bytes)));
  if (figures.connect + figures.read + figures.write + figures.timeout > 0)
    out += fmt::format("  Socket errors: connect {}, read {}, write {}, timeout {}\n", figures.connect, figures.read, figures.write,
                       figures.timeout);
  if (figures.status > 0) out += fmt::format("  Non-2xx or 3xx responses: {}\n", figures.status);
  out += fmt::format("Requests/sec: {:9.2f}\n", figures.requests_per_s());
  out += fmt::format("Transfer/sec: {:>10}B\n", wrk_binary(figures.bytes_per_s()));
  return out + both_latencies(summary);
}

}  // namespace rushhour::pages
