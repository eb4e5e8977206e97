#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/annotations/annotation_page.hpp"

namespace rushhour::sim {

/// Turns what a target told of itself into what a run keeps of it. One thread.
class AnnotationBook {
 public:
  /// Of a run, so that a target that never stops talking fills no disk.
  static constexpr std::size_t most = 1000;

  /// A line for events.jsonl.
  struct Line {
    Instant at{0};
    nlohmann::json details;
  };

  /// The lines for events "annotation" that follow from a page; `zero` is the wall time at instant zero of the run. What had ended by then
  /// is left out, what still lasted stands at instant zero. An annotation has one line, and another once its end is known.
  std::vector<Line> note(const AnnotationPage& page, WallTime zero);

  /// What note() could not take, for an event "annotations_left_out"; null if there was nothing.
  nlohmann::json left_out() const;

 private:
  std::map<std::uint64_t, bool> ended_;  // of each that has a line
  std::size_t unreadable_ = 0;
  std::size_t beyond_ = 0;
};

}  // namespace rushhour::sim
