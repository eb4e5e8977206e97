#pragma once

#include <optional>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour::load {

/// A part of the server's own time, as it names it: `db;dur=3.2`.
struct TimedPart {
  std::string_view name;
  Instant length;
};

/// Whether `name` is that of the header, in any case. Says no to most others after a look at their length.
bool is_server_timing(std::string_view name) noexcept;

/// Walks through the value of one Server-Timing header (W3C, Server Timing, "Server-Timing header parsing algorithm"): entries between
/// commas, each a name with parameters, of which the first `dur` counts, in milliseconds. Entries without a duration, or with one that is
/// negative or no number, say nothing of time and are passed over, and so is what does not follow the grammar, up to the next comma.
/// Allocates nothing; the parts point into the value.
class ServerTiming {
 public:
  explicit ServerTiming(std::string_view value) noexcept : rest_(value) {}

  /// The next part that took time; nothing at the end.
  std::optional<TimedPart> next() noexcept;

 private:
  std::string_view rest_;
};

}  // namespace rushhour::load
