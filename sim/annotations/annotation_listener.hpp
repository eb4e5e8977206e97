#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "sim/annotations/annotation_page.hpp"
#include "sim/load/http_options.hpp"
#include "sim/telemetry/bystander.hpp"

namespace rushhour::sim {

/// Follows what a target says of itself (GET /api/annotations?since=N), as a Bystander:
///   1. It asks once. If the answer is not 200 with annotations_type and readable, the target offers none, and is never asked again.
///   2. Then it asks for what is new every period. An answer that does not come (the fault that is to be told of may be the reason) is
///      asked for again the next time.
///   3. finish() asks once more, and waits for that no longer than the last patience.
/// An answer beyond 4 MB counts as none.
class AnnotationListener {
 public:
  struct Times {
    Instant period = std::chrono::seconds(5);         ///< from an answer to the next question
    Instant patience = std::chrono::seconds(5);       ///< of a question
    Instant last_patience = std::chrono::seconds(1);  ///< of the last one
  };

  /// Begins to ask. `http` says how the target is reached (names, certificates, addresses of our own). Throws what WireWorld throws for it.
  AnnotationListener(const std::string& target, const load::HttpOptions& http, const Times& times);

  /// The answers that came since the last call. Does not wait. Any thread.
  std::vector<AnnotationPage> take();

  /// Asks a last time and ends; the answer is taken as ever.
  void finish() { bystander_.finish(); }

 private:
  bool hear(const load::Outcome& outcome, load::Request& next);

  std::uint64_t since_ = 0;  // this and the next: the bystander's thread alone
  bool offered_ = false;
  std::mutex mutex_;  // of what follows
  std::vector<AnnotationPage> pages_;
  Bystander bystander_;  // hears into what stands above
};

}  // namespace rushhour::sim
