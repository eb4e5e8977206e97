#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "target/service/decision.hpp"

namespace rushhour::service {

class Ticket;

/// Who may change what right now. A request holds all that it claims, or none of it: so nobody waits for anybody who waits.
///
/// A claim on the city excludes all others: it is granted when the last of them is given up, and from when it is asked for nothing else is.
///
/// Thread safety: any thread.
class Claims {
 public:
  enum class Answer : std::uint8_t {
    held,     ///< all of them, until `release`
    waiting,  ///< the ticket is woken when what it wants may be free; it holds nothing
    stale,    ///< the view has changed since: decide again
    crowded,  ///< too many wait for the same already
  };

  static constexpr std::size_t waiting_for_one_max = 64;
  static constexpr std::size_t waiting_for_city_max = 4096;

  /// REQUIRES: at least one claim.
  Answer claim(std::span<const Claim> claims, Ticket& ticket, const View& view);

  /// Gives up what was held; who has waited is woken.
  void release(std::span<const Claim> claims);

 private:
  using Waiting = std::vector<Ticket*>;

  Answer claim_city(Ticket& ticket);

  std::mutex mutex_;
  std::unordered_map<std::string, Waiting> held_;  // who waits for each
  bool city_held_ = false;
  Ticket* city_wanted_ = nullptr;
  Waiting waiting_for_city_;
};

}  // namespace rushhour::service
