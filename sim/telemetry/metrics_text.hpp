#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace rushhour::sim {

/// What a metric family was declared as by its `# TYPE` line.
enum class MetricType { unknown, counter, gauge, histogram, summary };

/// One sample of an exposition.
struct MetricSample {
  std::string_view name;  ///< with its suffix: "http_requests_total"
  std::string labels;     ///< `code="200",route="/"`: by name, escaped as in the text; empty without any
  MetricType type;        ///< of its family
  double value;           ///< may be infinite or no number
};

/// What came of reading a text.
struct MetricsRead {
  std::size_t samples = 0;
  std::size_t bad_lines = 0;  ///< neither sample nor comment, or too long; skipped
  bool whole = false;         ///< `# EOF` stood at its end: OpenMetrics
};

/// Walks a text in Prometheus' format 0.0.4 or OpenMetrics 1.0: `visit` is called for each sample, in order. Timestamps and exemplars are
/// read and left aside, as are HELP and UNIT. What stands behind `# EOF` is not read. A line of more than 16 KB, or with more than 64
/// labels, is a bad one. Whatever the bytes are: never throws but what `visit` throws, and takes time in proportion to their number.
MetricsRead read_metrics(std::string_view text, const std::function<void(const MetricSample&)>& visit);

}  // namespace rushhour::sim
