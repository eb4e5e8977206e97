#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "target/faults/fault.hpp"

namespace rushhour::faults {

/// A request, as faults look at it.
struct Asked {
  std::string_view route;  ///< method and pattern, "POST /api/orders/{id}/pay"; GET for HEAD too; empty: no route has its path
  std::optional<std::uint32_t> restaurant;  ///< if the request names one
  std::uint64_t key = 0;                    ///< its own number: chance is drawn from it alone, so the same key meets the same fate again
};

/// Whether a filter of a fault fits a route: "POST /api/orders", "/api/orders" for any method, and either with a star at its end for all
/// that begins so.
bool route_fits(std::string_view filter, std::string_view route) noexcept;

/// What becomes of a request.
struct Effects {
  Instant hold{0};                ///< its answer waits so long; a stall: before it is looked at
  bool ask_again = false;         ///< a stall: after `hold` ask again, with the same key; nothing else is set
  int status = 0;                 ///< not 0: answer with this status, unread
  bool reset = false;             ///< after `hold`, reset the connection
  std::uint64_t bytes_per_s = 0;  ///< not 0: the body leaves no faster
};

/// A store operation, as faults look at it.
struct Touched {
  std::uint64_t key = 0;                         ///< as above
  std::optional<std::uint32_t> restaurant = {};  ///< whose order it changes; unset for a look-up
  std::uint64_t client = 0;                      ///< on whose behalf
};

/// A lock that an operation must wait for.
struct Wait {
  Instant until{0};    ///< when the fault ends; `never` if it is not known
  Instant timeout{0};  ///< after so long the operation fails
};

/// All faults at some instant, those to come among them: immutable, so any thread may ask, and every answer is a pure function.
class Faults {
 public:
  Faults() = default;
  /// `seed` of the draws.
  Faults(std::vector<Fault> all, std::uint64_t seed) : all_(std::move(all)), seed_(seed) {}

  std::span<const Fault> all() const noexcept { return all_; }

  /// How long a stalled request is held before it asks again, so that a fault that is taken back lets it go.
  static constexpr Instant patience = std::chrono::milliseconds(50);
  Effects effects_on(const Asked& asked, Instant now) const noexcept;

  bool store_lost(const Touched& touched, Instant now) const noexcept;
  std::optional<Wait> lock_on(const Touched& touched, Instant now) const noexcept;
  /// The time that a slow database adds to an operation.
  Instant slowness(const Touched& touched, Instant now) const noexcept;
  /// The smallest pool of those that last; nothing if there is none.
  std::optional<Pool> pool(Instant now) const noexcept;

  bool matcher_paused(Instant now) const noexcept;
  /// What all leaks together hold.
  std::uint64_t leaked_bytes(Instant now) const noexcept;

  /// The first begin or end after `now`; `never` if there is none.
  Instant next_change(Instant now) const noexcept;

 private:
  // The fault's own stream for this key; whether it strikes is its first draw.
  RandomStream stream(const Fault& fault, std::uint64_t key) const noexcept;

  std::vector<Fault> all_;
  std::uint64_t seed_ = 0;
};

}  // namespace rushhour::faults
