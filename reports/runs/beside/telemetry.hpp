#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/foundation/instant.hpp"

namespace rushhour::runs {

/// One scraped series: an entry for each sample of its source, NaN where the sample did not have it.
struct TelemetrySeries {
  std::string name;
  std::string labels;  ///< `code="200",route="/"`, by name; empty without any
  bool counter = false;
  std::vector<double> values{};
};

/// What one source told: a target's /metrics, or the kernel of one process.
struct TelemetrySource {
  std::string name;           ///< unique within the run: "target", "target process", or what the user asked for
  std::vector<Instant> at{};  ///< of its samples, rising
  std::vector<TelemetrySeries> series{};
  std::uint64_t gaps = 0;  ///< samples that did not come
  std::string gap;         ///< why the last of them did not

  const TelemetrySeries* find(std::string_view series_name, std::string_view labels = {}) const noexcept;
};

/// telemetry.jsonl (docs/formats.md), line by line. Bounded: of a source with more than 4,096 samples every second one goes, of a gauge the
/// smaller of two; series and sources beyond their limits are counted and left out.
class Telemetry {
 public:
  static constexpr std::size_t samples_at_most = 4096, series_at_most = 1000, sources_at_most = 64;

  /// Takes in a line. Returns false, and takes nothing of it, if it is none.
  bool add(const nlohmann::json& line);

  const std::vector<TelemetrySource>& sources() const noexcept { return sources_; }
  const TelemetrySource* find(std::string_view source) const noexcept;
  bool empty() const noexcept { return sources_.empty(); }
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  struct Place {
    std::size_t source, series;
  };
  TelemetrySource* source_named(const std::string& name);
  bool declare(TelemetrySource& source, const nlohmann::json& list);
  bool take_sample(TelemetrySource& source, Instant at, const nlohmann::json& values);

  std::vector<TelemetrySource> sources_;
  std::map<std::uint64_t, Place> places_;  // by the file's number of the series
  std::uint64_t left_out_ = 0;
};

/// A counter as its growth per second from each sample to the next, a gauge as it stands; NaN where either sample lacks it. What falls
/// back has begun anew, from zero. `rates[i]` belongs to the stretch that ends with sample i; the first is NaN for a counter, and so is
/// a stretch of less than half a second.
std::vector<double> over_time(const TelemetrySource& source, const TelemetrySeries& series);

}  // namespace rushhour::runs
