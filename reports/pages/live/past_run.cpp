#include "reports/pages/live/past_run.hpp"

#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "reports/pages/live/growing_record.hpp"

namespace rushhour::pages {
namespace {

// As fine as pictures get; and of what a table lists, more than it shows.
constexpr GrowingLimits report_limits{.ticks = 2400, .stretches = 2400, .events = std::numeric_limits<std::size_t>::max(), .slowest = 50};

class Follower final : public runs::RunWatcher {
 public:
  explicit Follower(nlohmann::json meta) : live_(std::move(meta), report_limits) {}

  void wrote(latency::Interval interval) override { live_.interval(std::move(interval)); }
  void wrote_tick(nlohmann::json tick) override { live_.tick(std::move(tick)); }
  void wrote_event(nlohmann::json event) override { live_.event(std::move(event)); }
  void wrote_slowest(runs::SlowRequest request) override { live_.slow_request(std::move(request)); }
  void wrote_telemetry(const nlohmann::json& line) override { live_.telemetry(line); }

  GrowingRecord& live() noexcept { return live_; }

 private:
  GrowingRecord live_;
};

PastRun read_whole(const std::filesystem::path& directory) {
  runs::RunRecord record = runs::read_run(directory);
  verdicts::Conclusion conclusion = verdicts::conclude(record);
  Course course = course_of(record, runs::headline_of(conclusion.summary).kind);
  return {std::move(record), std::move(course), std::move(conclusion)};
}

}  // namespace

PastRun read_past_run(const std::filesystem::path& directory) {
  std::unique_ptr<Follower> follower;
  std::optional<runs::RunRecord> rest = runs::tell_run(
      directory, [&](const nlohmann::json& meta) -> runs::RunWatcher& { return *(follower = std::make_unique<Follower>(meta)); });
  // A log that was put together by hand, or a run of another tool, which may have no response times to draw.
  if (!rest || rest->meta.contains("imported")) return read_whole(directory);
  GrowingRecord& live = follower->live();
  live.finish(std::move(*rest));
  verdicts::Conclusion conclusion = live.conclude();
  return {std::move(live).record(), std::move(live).course(), std::move(conclusion)};
}

}  // namespace rushhour::pages
