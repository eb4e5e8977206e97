#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::server {

/// How long a client may take over each thing. A body that comes, and an answer that is taken, have a pace to keep besides: the deadline
/// moves on with each byte, as Apache's mod_reqtimeout has it with its MinRate. Pure.
struct Patience {
  static constexpr Instant head_start = std::chrono::seconds(5);  ///< before the pace counts
  static constexpr std::int64_t bytes_per_s = 1024;

  Instant idle = std::chrono::seconds(60);  ///< for a request to begin, and between two bytes that are taken of an answer
  Instant head = std::chrono::seconds(10);  ///< from a request's first byte to the end of its head
  Instant body = std::chrono::seconds(30);  ///< from there to the end of its body, whatever its pace

  /// When a body that began then must end if no more comes than the `came` bytes that are here.
  Instant body_due(Instant began, std::uint64_t came) const noexcept { return began + std::min(body, head_start + earned(came)); }

  /// When a client is given up to which sending began then, which took `taken` bytes, the last of them at `progress`.
  Instant answer_due(Instant began, Instant progress, std::uint64_t taken) const noexcept {
    return std::min(began + head_start + earned(taken), progress + idle);
  }

 private:
  static Instant earned(std::uint64_t bytes) noexcept {
    constexpr std::uint64_t most = std::uint64_t{1} << 32;  // whose seconds still fit
    return Instant(std::chrono::seconds(std::min(bytes, most))) / bytes_per_s;
  }
};

}  // namespace rushhour::server
