#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "reports/pages/live/growing_record.hpp"
#include "reports/pages/live/live_board.hpp"
#include "reports/runs/run_writer.hpp"
#include "target/viewing/pace.hpp"
#include "target/viewing/view_server.hpp"

namespace rushhour::viewing {

/// What whoever holds the token may do to a run. Called on the server's thread.
struct Wheel {
  std::function<void()> stop;
  std::function<bool(double)> scale;  ///< false if the factor is none that can be had
};

/// The live page of a run: `/`, the stream `/events` behind it, `/metrics` (OpenMetrics) and `/run.json` as the run stands, and for whoever
/// sends the token POST `/stop` and `/rate` (the factor as text).
///   1. What the run writes is copied to the server's thread, which keeps a GrowingRecord of it; that is all while nobody looks.
///   2. To those who look the top of the page is told every tick, and the panels are made anew at most once a second and at most for a
///      fiftieth of that thread's time: the next not before fifty times what the last took.
/// Made, told and ended on the run's thread.
class RunView final : public runs::RunWatcher, private View {
 public:
  /// Listens at once, so that a port that is taken is known before anything is sent. Throws as ViewServer does.
  RunView(const Place& place, std::string_view flag, Wheel wheel);

  /// Where it is to be seen; the token stands in the fragment, which browsers send to nobody.
  std::string url() const;

  /// The run begins. `meta`: run.json as it stands.
  void begin(nlohmann::json meta);

  void wrote(latency::Interval interval) override;
  void wrote_tick(nlohmann::json tick) override;
  void wrote_event(nlohmann::json event) override;
  void wrote_slowest(runs::SlowRequest request) override;
  void wrote_telemetry(const nlohmann::json& line) override;

  /// Everything of a tick has been written.
  void tick_over();

  /// The run is over and its report made: those who look get it whole, and the server ends, within a second.
  void finish(const pages::Material& material);

 private:
  Answer answer(const Asked& asked) override;
  std::uint64_t version() const override { return board_.version(); }
  std::string since(std::uint64_t version) const override { return board_.since(version); }
  void watched(std::size_t streams) override;

  void with_live(std::function<void(pages::GrowingRecord&)> work);
  Answer steer(const Asked& asked);
  Answer metrics();
  Answer meta_text();
  void conclude();
  const verdicts::Conclusion& latest();
  void show();

  std::string token_;
  Wheel wheel_;
  std::atomic<std::size_t> watched_{0};
  // Of the server's thread.
  std::optional<pages::GrowingRecord> live_;
  pages::LiveBoard board_;
  std::optional<verdicts::Conclusion> said_;
  Pace saying_, drawing_;  // apart, so that whoever asks for metrics all the time does not keep panels from being made
  bool over_ = false;
  ViewServer server_;  // last, so that its thread is gone before what it uses
};

}  // namespace rushhour::viewing
