#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rushhour::outputs {

enum class Format : std::uint8_t {
  text,          ///< Prometheus' text format 0.0.4
  open_metrics,  ///< OpenMetrics 1.0.0
};

/// "text/plain; version=0.0.4; charset=utf-8".
std::string_view content_type(Format format) noexcept;

/// The format that an Accept field asks for (RFC 9110, section 12.5.1): the one with the higher quality, text where they are equal or where
/// nothing is said; nothing if neither is acceptable. Of OpenMetrics, version 1.0.0 and requests without a version are understood.
std::optional<Format> negotiate(std::string_view accept) noexcept;

enum class MetricType : std::uint8_t {
  counter,
  gauge,
  histogram,
  info,  ///< what does not change, as labels of a 1; the older format calls it a gauge
};

/// Names a family without the `_total` or `_info` of its samples; the name ends in the unit, if it has one.
struct FamilyName {
  std::string_view name;
  MetricType type;
  std::string_view unit;  ///< "seconds"; empty: none
  std::string_view help;
};

/// Labels of a sample: {{"route", "/api/orders"}, ...}. Values are escaped here.
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Writes families of samples in either format. One family after the other, all samples of one together.
class Exposition {
 public:
  explicit Exposition(Format format) : format_(format) {}

  void family(const FamilyName& name);

  /// `suffix`: "" for a gauge, "_total" for a counter, "_info" for an info, "_sum" and "_count" of a histogram, behind its buckets.
  void sample(std::string_view suffix, Labels labels, std::uint64_t value);
  void sample(std::string_view suffix, Labels labels, double value);

  /// A bucket of a histogram, with its own label behind the others: values up to `bound`, and how many they are.
  void bucket(Labels labels, std::string_view bound, std::uint64_t values);

  /// What was written, finished. The exposition is of no more use.
  std::string finish();

 private:
  void head(std::string_view suffix, Labels labels, std::string_view bound = {});

  Format format_;
  std::string family_;
  std::string text_;
};

/// As both formats have a number: "0.25", "1.0" (a bound is never written "1"), "+Inf", "NaN".
std::string number_text(double value);

}  // namespace rushhour::outputs
