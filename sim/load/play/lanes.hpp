#pragma once

#include <cstdint>
#include <vector>

#include "sim/load/exchange.hpp"

namespace rushhour::load {

/// Where the calls of one action of a user are under way: each lane is an id of its own in the world and carries one call at a time; calls
/// that find none free wait in their order. It only keeps the books: who sends stands elsewhere. One thread.
class Lanes {
 public:
  struct Lane {
    UserId id;
    bool busy = false;
    std::uint32_t call = 0;
    Instant taken_up{0};  ///< by the world, of what it carries
  };

  std::size_t size() const noexcept { return lanes_.size(); }
  void add(UserId id) { lanes_.push_back({id}); }
  Lane& operator[](std::size_t lane) noexcept { return lanes_[lane]; }
  auto begin() const noexcept { return lanes_.begin(); }
  auto end() const noexcept { return lanes_.end(); }

  /// So many calls want to be sent, none of which has been. REQUIRES: over().
  void start(std::uint32_t calls) noexcept;

  /// How many of them wait for a lane.
  std::uint32_t waiting() const noexcept { return calls_ - next_; }

  /// Puts the next that waits on `lane`, which is free, and returns its number. REQUIRES: waiting() > 0.
  std::uint32_t load(std::size_t lane) noexcept;

  /// What `lane` carried has its outcome; returns its number.
  std::uint32_t unload(std::size_t lane, Instant done) noexcept;

  /// Nothing is under way and nothing waits.
  bool over() const noexcept { return busy_ == 0 && next_ == calls_; }

  /// Forgets what is under way and what waits.
  void clear() noexcept;

  /// The latest `done` since the start.
  Instant latest() const noexcept { return latest_; }

 private:
  std::vector<Lane> lanes_;
  std::uint32_t calls_ = 0;
  std::uint32_t next_ = 0;
  std::uint32_t busy_ = 0;
  Instant latest_{0};
};

}  // namespace rushhour::load
