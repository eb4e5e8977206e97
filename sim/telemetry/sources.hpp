#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/telemetry/process_figures.hpp"
#include "sim/telemetry/scraper.hpp"

namespace rushhour::sim {

/// One `--scrape`, read.
struct ScrapeWish {
  enum class Kind { url, pid, listener };
  Kind kind = Kind::url;
  std::string origin, path;  ///< of a URL
  pid_t pid = 0;             ///< of a process; of the listener 0 until it was found
};

/// "http://host:9100/metrics" (https too; without a path it is /metrics), "pid:4711", or "process:local": the process of this machine that
/// listens where the target is. Throws UserError (Exit::flags) for anything else.
ScrapeWish read_scrape(const std::string& text);

/// The same wish, of the process behind `target` ("http://127.0.0.1:8080") with its number. Throws UserError (Exit::settings) if there is
/// no such process now, or it may not be looked into. A URL is taken as it is: what answers there may come later.
ScrapeWish found(ScrapeWish wish, const std::string& target);

/// Turns what sources told into lines of telemetry.jsonl (docs/formats.md): a series gets its number, and a line that says what it is, when
/// it is told of for the first time. One thread.
class TelemetryBook {
 public:
  std::vector<nlohmann::json> note(const std::string& source, Instant at, const std::vector<Reading>& readings);
  std::optional<nlohmann::json> gap(const std::string& source, Instant at, const std::string& why);

 private:
  bool is_later(const std::string& source, Instant at);

  std::map<std::pair<std::string, std::string>, std::uint64_t> numbers_;  // by source and name{labels}
  std::map<std::string, Instant> last_;
};

/// Everything that a run scrapes beside its load. One thread, the collecting one; it waits for nobody but in finish().
class TelemetrySources {
 public:
  explicit TelemetrySources(std::vector<std::string> keep) : keep_(std::move(keep)) {}

  /// `name` is unique. Throws what Scraper throws.
  void add_url(const std::string& name, const std::string& origin, const std::string& path, const load::HttpOptions& http,
               const Scraper::Times& times = {});
  void add_process(const std::string& name, pid_t pid);

  /// What the user asked for by flags. REQUIRES: of the listener its number (found()).
  void add(const ScrapeWish& wish, const load::HttpOptions& http);

  bool empty() const noexcept { return scrapers_.empty() && processes_.empty(); }

  /// Lines for telemetry.jsonl: what came since the last call, and the processes as they stand `at`. `zero`: the wall time at instant zero.
  std::vector<nlohmann::json> take(Instant at, WallTime zero);

  /// Asks every URL a last time; the lines as of take().
  std::vector<nlohmann::json> finish(Instant at, WallTime zero);

  /// Series that found no place, for an event "telemetry_left_out"; null if there are none.
  nlohmann::json left_out() const;

 private:
  std::vector<std::string> keep_;
  std::vector<std::pair<std::string, std::unique_ptr<Scraper>>> scrapers_;
  std::vector<std::pair<std::string, WatchedProcess>> processes_;
  TelemetryBook book_;
};

}  // namespace rushhour::sim
