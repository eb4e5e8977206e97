#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/load/http_options.hpp"
#include "sim/telemetry/bystander.hpp"
#include "sim/telemetry/series_choice.hpp"

namespace rushhour::sim {

/// What one look at a source brought.
struct Scrape {
  WallTime at;                    ///< when the answer was whole
  std::vector<Reading> readings;  ///< none if there is a gap
  std::string gap;                ///< why there is none: "read timeout", "answered 404"; empty if all is well
};

/// Asks a URL for its metrics once a second, as a Bystander. An answer that does not come is a gap; the next question follows at once, for
/// a source that is slow tells the more. An answer of more than 4 MB is a gap.
class Scraper {
 public:
  struct Times {
    Instant period = std::chrono::seconds(1);         ///< from a question to the next
    Instant patience = std::chrono::seconds(5);       ///< of a question
    Instant last_patience = std::chrono::seconds(1);  ///< of the last one
  };

  /// Begins to ask for `path` at `origin` ("http://host:port"). `http` says how it is reached. Throws what WireWorld throws for it.
  Scraper(const std::string& origin, const std::string& path, const load::HttpOptions& http, const std::vector<std::string>& keep,
          const Times& times);

  /// What came since the last call, a hundred looks at most. Does not wait. Any thread.
  std::vector<Scrape> take();

  /// Asks a last time and ends; the answer is taken as ever.
  void finish() { bystander_.finish(); }

  /// Series that found no place so far. Any thread.
  std::size_t left_out() const;

 private:
  void note(Scrape&& scrape);

  SeriesChoice choice_;       // the bystander's thread alone
  mutable std::mutex mutex_;  // of what follows
  std::vector<Scrape> scrapes_;
  std::size_t left_out_ = 0;
  Bystander bystander_;  // notes in what stands above
};

}  // namespace rushhour::sim
