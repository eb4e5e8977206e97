#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/load/user.hpp"

namespace rushhour::load {

/// One line of JSON for each request of a worker, until the next tick takes them (docs/formats.md): neither heads nor bodies. What comes
/// beyond 8 MB in between is counted as lost. One thread.
class RequestLog {
 public:
  struct Times {
    Instant intended, sent, done;
  };

  /// `error`: empty for what the step expects.
  void note(const std::string& scenario, const Call& call, const Outcome& outcome, const Times& times, const std::string& error,
            const std::string& trace_id);

  /// The lines since the last call, each with its line feed.
  std::string take() { return std::exchange(lines_, {}); }
  std::uint64_t take_lost() noexcept { return std::exchange(lost_, 0); }

  static constexpr std::size_t byte_limit = 8'000'000;

 private:
  std::string lines_;
  std::uint64_t lost_ = 0;
};

}  // namespace rushhour::load
