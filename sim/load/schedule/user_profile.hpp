#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/load/schedule/rate_profile.hpp"

namespace rushhour::load {

/// A time in which a user is there, up to `to` but not at it.
struct Presence {
  Instant from;
  Instant to;
};

/// How many users a workload wants at an instant, and so which: user number i, from zero, is there exactly while more than i are wanted. As
/// in k6 a rising level is rounded down and a falling one up, so user i comes when the level reaches i + 1 and goes when it has fallen to
/// i.
///
/// Immutable; any thread.
class UserProfile {
 public:
  /// Throws UserError, naming the stage, if a length is negative or a level is no whole number of users.
  explicit UserProfile(std::span<const Stage> stages);

  Instant length() const noexcept { return length_; }

  /// The most users that are wanted at once.
  std::uint64_t peak() const noexcept { return peak_; }

  /// What is left, from `at` on, of the first presence of `user` that ends after `at`; nothing if there is none. O(log stages) and what
  /// stages lie in between.
  std::optional<Presence> presence(std::uint64_t user, Instant at) const noexcept;

 private:
  struct Leg {
    Instant begin;
    Stage stage;
  };

  std::vector<Leg> legs_;
  std::uint64_t peak_ = 0;
  Instant length_{0};
};

}  // namespace rushhour::load
