#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/telemetry/sources.hpp"

namespace CLI {
class App;
}

namespace rushhour::sim {

/// The flags that say what is scraped beside the load: --scrape (RUSHHOUR_SCRAPE) and --scrape-keep (RUSHHOUR_SCRAPE_KEEP), which stand in
/// their variables with commas.
class ScrapeFlags {
 public:
  /// Adds the flags to `app`, whose parse fills this in; stay in place until then.
  void add_to(CLI::App& app);

  /// Throws UserError (Exit::flags) for what cannot be scraped.
  std::vector<ScrapeWish> wishes() const;

  /// Whether a target that the run starts itself is scraped too: unless "none" was asked for.
  bool of_child() const;

  const std::vector<std::string>& keep() const noexcept { return keep_; }

  /// The value of each by its flag's name without dashes, for run.json; of URLs without their query.
  nlohmann::json values() const;

 private:
  std::vector<std::string> scrape_, keep_;
};

/// What a run scrapes: what was asked for, and the child target, if the run has one. Throws as TelemetrySources::add() does.
TelemetrySources telemetry_sources(const ScrapeFlags& flags, const std::string& target, pid_t child, const load::HttpOptions& http);

}  // namespace rushhour::sim
