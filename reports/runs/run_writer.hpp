#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reports/latency/interval.hpp"
#include "reports/runs/beside/slow_request.hpp"

namespace rushhour::runs {

/// `<scenario>-<UTC stamp>-<4 hex>`; the four digits are a hash of the exact nanosecond and the process, so that two runs of one second
/// differ. `scenario` is the script's name without its ending; what is not A-Z a-z 0-9 . _ - becomes '-'.
std::string run_name(std::string_view scenario, WallTime started);

/// Is told what a RunWriter has appended, as soon as it stands in the directory and on the writer's thread. What it may keep as it is comes
/// by value.
class RunWatcher {
 public:
  virtual ~RunWatcher() = default;
  virtual void wrote(latency::Interval interval) = 0;
  virtual void wrote_tick(nlohmann::json tick) = 0;
  virtual void wrote_event(nlohmann::json event) = 0;
  virtual void wrote_slowest(SlowRequest request) = 0;
  virtual void wrote_telemetry(const nlohmann::json& line) = 0;
};

/// Writes a run directory as the run goes on. Every append reaches the operating system before it returns, so a killed run keeps all but
/// what was being written. One thread. Throws UserError naming the path when the disk refuses.
class RunWriter {
 public:
  /// Makes `directory` (and its parents) with run.json = `meta` with "status":"running", an empty log with its head, and `scenario/`.
  /// A directory that is there already is used, unless it holds a run.
  RunWriter(std::filesystem::path directory, nlohmann::json meta, WallTime started);

  const std::filesystem::path& directory() const noexcept { return directory_; }

  /// From now on tells `watcher`, which outlives the writer.
  void tell(RunWatcher& watcher) noexcept { watcher_ = &watcher; }

  /// Keeps a copy of the script under scenario/.
  void keep_script(const std::filesystem::path& script);

  void append(const latency::Interval& interval);     ///< latency.hlog, one line a series
  void append_tick(const nlohmann::json& tick);       ///< counters.jsonl
  void append_event(const nlohmann::json& event);     ///< events.jsonl
  void append_slowest(const SlowRequest& request);    ///< slowest.jsonl
  void append_telemetry(const nlohmann::json& line);  ///< telemetry.jsonl, which is made with its first line

  /// Replaces run.json by `meta` in one step (written beside it, then renamed), so that it is never half there.
  void replace_meta(const nlohmann::json& meta);

 private:
  /// One file that only grows.
  struct Appended {
    std::filesystem::path path;
    std::ofstream stream;

    explicit Appended(std::filesystem::path file);
    void append(std::string_view text);
  };

  std::filesystem::path directory_;
  Appended log_, ticks_, events_, slowest_;
  std::optional<Appended> telemetry_;
  RunWatcher* watcher_ = nullptr;
};

}  // namespace rushhour::runs
