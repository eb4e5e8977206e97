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

  /// What was asked for, found while nothing was made or sent yet; `target`: what the run plays against, empty if it starts that itself,
  /// which is then found by its number. Throws UserError, Exit::flags for what cannot be scraped and Exit::settings for what is not there.
  std::vector<ScrapeWish> found_wishes(const std::string& target) const;

  /// Whether a target that the run starts itself is scraped too: unless "none" was asked for.
  bool of_child() const;

  const std::vector<std::string>& keep() const noexcept { return keep_; }

  /// The value of each by its flag's name without dashes, for run.json; of URLs without their query.
  nlohmann::json values() const;

 private:
  std::vector<std::string> scrape_, keep_;
};

/// What a run scrapes: `wishes`, as found_wishes() gave them, and the target that it started, by its number `child`; 0 for none.
TelemetrySources telemetry_sources(const ScrapeFlags& flags, std::vector<ScrapeWish> wishes, const std::string& target, pid_t child,
                                   const load::HttpOptions& http);

}  // namespace rushhour::sim
