#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::faults {

/// Something that whoever reads figures of that time should know: a fault, or a note that somebody took.
struct Annotation {
  enum class Kind : std::uint8_t { fault, note };

  std::uint64_t number = 0;  ///< from 1, in the order in which they were taken down
  Kind kind = Kind::note;
  std::string name;  ///< "stall"
  std::string text;  ///< in words
  WallTime began_at{};
  std::optional<WallTime> ended_at;  ///< unset: it lasts; a note ends where it begins
};

inline constexpr std::string_view annotations_type = "application/vnd.rushhour.annotations+json";

/// The last annotations, for whoever follows them: "what is new since N?". An annotation that ends is news again, under its old number.
///
/// Thread safety: any thread.
class Annotations {
 public:
  static constexpr std::size_t kept_max = 1000;  ///< beyond it the oldest is forgotten
  static constexpr std::size_t text_bytes_max = 500;

  /// Returns the number. Longer texts are cut at a character's end.
  std::uint64_t begin(Annotation::Kind kind, std::string_view name, std::string_view text, WallTime at);
  std::uint64_t note(std::string_view text, WallTime at);

  /// Nothing happens if the annotation has ended before, or is forgotten.
  void end(std::uint64_t number, WallTime at);

  /// {"annotations": [{"number", "kind", "name", "text", "began_at", "ended_at"}], "next": N}: what is new from `since` on, the oldest news
  /// first. Ask with `next` for what comes later; 0 and 1 tell all.
  std::string json(std::uint64_t since) const;

 private:
  struct Entry {
    Annotation what;
    std::uint64_t news;  // the count of news that its last change was
  };

  std::uint64_t add(Annotation annotation);

  mutable std::mutex mutex_;
  std::deque<Entry> kept_;  // by number
  std::uint64_t numbers_ = 0;
  std::uint64_t news_ = 0;
};

}  // namespace rushhour::faults
