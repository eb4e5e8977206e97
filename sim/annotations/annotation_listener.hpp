#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "sim/annotations/annotation_page.hpp"
#include "sim/load/http_options.hpp"

namespace rushhour::sim {

/// Follows what a target says of itself (GET /api/annotations?since=N) on a thread and a wire of its own, so that a target that stands
/// still holds up nobody:
///   1. It asks once. If the answer is not 200 with annotations_type and readable, the target offers none, and is never asked again.
///   2. Then it asks for what is new every period. An answer that does not come (the fault that is to be told of may be the reason)
///   is
///      asked for again the next time.
///   3. finish() asks once more, and waits for that no longer than the last patience.
/// A request has a connection of its own and carries nothing of the run; an answer beyond 4 MB counts as none.
class AnnotationListener {
 public:
  struct Times {
    Instant period = std::chrono::seconds(5);         ///< from an answer to the next question
    Instant patience = std::chrono::seconds(5);       ///< of a question
    Instant last_patience = std::chrono::seconds(1);  ///< of the last one
  };

  /// Begins to ask. `http` says how the target is reached (names, certificates, addresses of our own). Throws what WireWorld throws for it.
  AnnotationListener(const std::string& target, const load::HttpOptions& http, const Times& times);

  /// Ends at once, whatever is under way.
  ~AnnotationListener();
  AnnotationListener(const AnnotationListener&) = delete;
  AnnotationListener& operator=(const AnnotationListener&) = delete;

  /// The answers that came since the last call. Does not wait. Any thread.
  std::vector<AnnotationPage> take();

  /// Asks a last time and ends; the answer is taken as ever.
  void finish();

 private:
  class Ear;
  std::unique_ptr<Ear> ear_;
  std::thread thread_;
};

}  // namespace rushhour::sim
