#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// A run in the figures that wrk states.
struct WrkFigures {
  std::uint64_t requests = 0;  ///< answered, whatever their status
  std::uint64_t bytes = 0;     ///< received, heads inside
  Instant length{0};           ///< until the last answer was in, or its end was cut off
  std::uint64_t connect = 0, read = 0, write = 0, timeout = 0;
  std::uint64_t status = 0;  ///< answers whose status nobody expected
  double cpu_s = 0;          ///< that the workers spent

  double requests_per_s() const noexcept { return length > Instant(0) ? static_cast<double>(requests) / seconds(length) : 0; }
  double bytes_per_s() const noexcept { return length > Instant(0) ? static_cast<double>(bytes) / seconds(length) : 0; }
};
WrkFigures wrk_figures(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// The line and a half that wrk prints as it begins. `url` must be harmless.
std::string wrk_head(std::string_view url, Instant duration, std::uint64_t threads, std::uint64_t connections);

/// What to show of the latencies.
struct WrkDetail {
  bool open = false;         ///< requests were due at their instants: latency is the response time, as in wrk2, and not the service time
  bool latency = false;      ///< its distribution; if open in detail
  bool uncorrected = false;  ///< the service time's distribution too
};

/// The rest of wrk's block, so that what reads wrk's or wrk2's output reads this (docs/bench.md), and below it both latencies by name.
std::string wrk_block(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, const WrkDetail& detail);

/// wrk's way with units: a unit is used from 85 % of its size on. `us`: "635.91us", "12.92ms", "1.02m"; others "56.20k", "17.76GB".
std::string wrk_time(double us);
std::string wrk_metric(double n);
std::string wrk_binary(double n);

/// A histogram of nanoseconds as wrk2 prints it, with `name` in its heading: percentiles, the spectrum in milliseconds, the footer.
std::string wrk_spectrum(const latency::Histogram& histogram, std::string_view name);

}  // namespace rushhour::pages
