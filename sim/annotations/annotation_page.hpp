#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::sim {

/// Something that a target says of itself, which whoever reads the figures of that time should know: a fault, a note.
struct Annotation {
  std::uint64_t number = 0;  ///< from 1; the same annotation is told again under its number once it has ended
  std::string kind;          ///< "fault", "note", or whatever the target calls it
  std::string name;          ///< "stall"
  std::string text;          ///< in words
  WallTime began_at{};
  std::optional<WallTime> ended_at;  ///< unset: it lasts
};

/// What a target answered to the question for its annotations from some number on.
struct AnnotationPage {
  std::vector<Annotation> annotations;
  std::uint64_t next = 0;      ///< what to ask from the next time
  std::size_t unreadable = 0;  ///< entries that are no annotations, and were left out
};

/// The media type by which a target shows that it offers annotations.
inline constexpr std::string_view annotations_type = "application/vnd.rushhour.annotations+json";

/// Reads an answer; nothing if it is none. Texts beyond 500 bytes, and names and kinds beyond 100, are cut at a character's end.
std::optional<AnnotationPage> read_annotations(std::string_view body);

}  // namespace rushhour::sim
