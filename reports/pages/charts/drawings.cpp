#include "reports/pages/charts/drawings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/pages/html.hpp"

namespace rushhour::pages {
namespace {

constexpr double spark_width = 96, spark_height = 20;
constexpr double bar_width = 160, bar_height = 12;
constexpr double least_bar = 2;  // a figure far below its limit is still seen
constexpr std::size_t most_spark_points = 48;

std::string svg(double width, double height, std::string_view css_class, std::string_view label, std::string_view inside) {
  return fmt::format("<svg class=\"{}\" viewBox=\"0 0 {:g} {:g}\" width=\"{:g}\" height=\"{:g}\" role=\"img\" aria-label=\"{}\">{}</svg>",
                     css_class, width, height, width, height, escape_html(label), inside);
}

std::string rect(double x, double width, double height, std::string_view css_class) {
  return fmt::format("<rect class=\"{}\" x=\"{:.1f}\" width=\"{:.1f}\" height=\"{:g}\"/>", css_class, x, width, height);
}

}  // namespace

std::string sparkline(std::span<const double> values, std::string_view label, std::string_view css_class) {
  if (values.size() < 2) return {};
  const double largest = *std::max_element(values.begin(), values.end());
  if (!(largest > 0) || !std::isfinite(largest)) return {};
  const double width = spark_width / static_cast<double>(values.size());
  std::string path;
  bool open = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) {
      open = false;
      continue;
    }
    const double y = 1 + (spark_height - 2) * (1 - values[i] / largest);
    path += fmt::format("{}{:.0f} {:.1f}H{:.0f}", open ? 'L' : 'M', static_cast<double>(i) * width, y, static_cast<double>(i + 1) * width);
    open = true;
  }
  const std::string classes = css_class.empty() ? "spark" : fmt::format("spark {}", css_class);
  return svg(spark_width, spark_height, classes, label, fmt::format("<path d=\"{}\"/>", path));
}

std::string stacked_bar(const std::vector<BarPart>& parts, std::string_view label) {
  double all = 0;
  for (const BarPart& part : parts) all += part.size;
  if (!(all > 0) || !std::isfinite(all)) return {};
  std::string inside;
  double x = 0;
  for (const BarPart& part : parts) {
    const double width = bar_width * part.size / all;
    if (width >= 0.5) inside += rect(x, width, bar_height, fmt::format("part-{}", part.number));
    x += width;
  }
  return svg(bar_width, bar_height, "bar", label, inside);
}

std::string limit_bar(double ratio, bool kept, std::string_view label) {
  if (!std::isfinite(ratio) || ratio < 0) return {};
  const double limit_x = bar_width / 2;
  const char* tone = kept ? "kept" : "broken";
  const double end = std::max(std::min(ratio, 2.0) * limit_x, ratio > 0 ? least_bar : 0);
  std::string inside = rect(0, ratio > 2 ? end - bar_height / 2 : end, bar_height, tone);
  if (ratio > 2)
    inside += fmt::format("<path class=\"{}\" d=\"M{:g} 0L{:g} {:g}L{:g} {:g}z\"/>", tone, end - bar_height / 2, end, bar_height / 2,
                          end - bar_height / 2, bar_height);
  inside += rect(limit_x - 1, 2, bar_height, "limit");
  return svg(bar_width, bar_height, "bar", label, inside);
}

std::size_t sparkline_points(Instant end) noexcept {
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(seconds(end), 0.0)), 1, most_spark_points);
}

RatesOverTime::RatesOverTime(Instant end, std::size_t points)
    : width_s_(std::max(seconds(end), 1e-9) / static_cast<double>(std::max<std::size_t>(points, 1))),
      amounts_(std::max<std::size_t>(points, 1)) {}

void RatesOverTime::add(Instant begin, Instant length, double amount) {
  const double from = std::max(seconds(begin), 0.0), to = from + std::max(seconds(length), 1e-9);
  const auto last = static_cast<double>(amounts_.size() - 1);
  const auto first_point = static_cast<std::size_t>(std::min(from / width_s_, last));
  const auto last_point = static_cast<std::size_t>(std::min(to / width_s_, last));
  for (std::size_t i = first_point; i <= last_point; ++i) {
    const bool edge = i == amounts_.size() - 1;  // takes in what lies behind the end
    const double begins = static_cast<double>(i) * width_s_, ends = edge ? std::max(to, begins) : begins + width_s_;
    const double covered = std::min(to, ends) - std::max(from, begins);
    amounts_[i] += amount * std::max(covered, 0.0) / (to - from);
  }
}

std::vector<double> RatesOverTime::per_second() const {
  std::vector<double> rates;
  for (const double amount : amounts_) rates.push_back(amount / width_s_);
  return rates;
}

}  // namespace rushhour::pages
