#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/load/http_options.hpp"
#include "sim/telemetry/series_choice.hpp"

namespace rushhour::sim {

/// What one look at a source brought.
struct Scrape {
  WallTime at;                    ///< when the answer was whole
  std::vector<Reading> readings;  ///< none if there is a gap
  std::string gap;                ///< why there is none: "read timeout", "answered 404"; empty if all is well
};

/// Asks a URL for its metrics once a second, on a thread and a wire of its own, so that a source that stands still holds up nobody. An
/// answer that does not come is a gap; the next question follows at once, for a source that is slow tells the more. A request has a
/// connection of its own and carries nothing of the run; an answer of more than 4 MB is a gap.
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

  /// Ends at once, whatever is under way.
  ~Scraper();
  Scraper(const Scraper&) = delete;
  Scraper& operator=(const Scraper&) = delete;

  /// What came since the last call, a hundred looks at most. Does not wait. Any thread.
  std::vector<Scrape> take();

  /// Asks a last time and ends; the answer is taken as ever.
  void finish();

  /// Series that found no place so far. Any thread.
  std::size_t left_out() const;

 private:
  class Ear;
  std::unique_ptr<Ear> ear_;
  std::thread thread_;
};

}  // namespace rushhour::sim
