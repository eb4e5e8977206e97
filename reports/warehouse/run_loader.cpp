#include "reports/warehouse/run_loader.hpp"

#include <nlohmann/json.hpp>

#include "reports/latency/histogram_codec.hpp"
#include "reports/warehouse/appender.hpp"

namespace rushhour::warehouse {
namespace {

std::uint64_t load_interval(Appender& histograms, std::int64_t file_id, const std::string& run, const latency::Interval& interval) {
  for (const auto& [series, histogram] : interval.series) {
    const std::string bytes = latency::encode_bytes(histogram);
    latency::Tags others = series.tags;
    const auto group = others.extract(std::string(latency::group_tag));
    const std::string path = group ? group.mapped() : std::string(), tags = nlohmann::json(others).dump();
    histograms.row({file_id, std::string_view(run), interval.begin.count(), interval.length.count(), std::string_view(series.scenario),
                    std::string_view(series.step), std::string_view(series.kind), std::string_view(series.ok ? "ok" : "error"),
                    std::string_view(series.warmup ? "warmup" : "main"), std::string_view(path), std::string_view(tags), Blob{bytes}});
  }
  return interval.series.size();
}

}  // namespace

std::uint64_t load_run(Session& session, const runs::RunRecord& record, std::int64_t file_id) {
  const std::string run = record.meta.at("run").get<std::string>();
  const std::string meta = record.meta.dump(), directory = record.directory.string();
  Appender runs(session, "bronze", "runs");
  runs.row({file_id, std::string_view(run), std::string_view(directory), record.interrupted, std::string_view(meta)});
  runs.finish();

  Appender ticks(session, "bronze", "ticks");
  for (const nlohmann::json& tick : record.ticks) {
    const std::string line = tick.dump();
    ticks.row({file_id, std::string_view(run), std::string_view(line)});
  }
  ticks.finish();

  std::uint64_t count = 0;
  Appender histograms(session, "bronze", "histograms");
  for (std::size_t i = 0; i < record.intervals.size();) {
    session.check_interrupt();
    latency::Interval interval = record.intervals[i++];
    // The view `latency` joins by begin, so one begin must be one interval.
    while (i < record.intervals.size() && record.intervals[i].begin == interval.begin) interval.merge(record.intervals[i++]);
    count += load_interval(histograms, file_id, run, interval);
  }
  for (const latency::Interval& minute : record.minutes) count += load_interval(histograms, file_id, run, minute);
  histograms.finish();
  return count;
}

}  // namespace rushhour::warehouse
