#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// Something that the target said of itself while the run went on: a fault, a note.
struct Annotation {
  std::uint64_t number = 0;  ///< the target's
  std::string kind, name, text;
  Instant at{0};                 ///< zero if it had begun before the run
  std::optional<Instant> ended;  ///< nothing if it still lasted when the target was asked last
};

struct Annotations {
  std::vector<Annotation> list;  ///< by instant, then number
  std::uint64_t left_out = 0;    ///< unreadable, or beyond what a run keeps
};

/// From the record's events; of an annotation that was told of twice the last word stands. Throws UserError as summarise() does.
Annotations annotations_of(const RunRecord& record);

}  // namespace rushhour::runs
