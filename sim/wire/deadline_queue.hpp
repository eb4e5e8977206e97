#pragma once

#include <cstdint>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::wire {

/// Which of many dense ids is due next: a 4-ary heap that knows where each id stands, so an id stands in it at most once and moving one
/// costs O(log n). The wire keeps it lazily: a deadline that moves later stays where it is until its old instant comes up (wire/loop.cpp).
///
/// One thread.
class DeadlineQueue {
 public:
  using Id = std::uint32_t;

  bool empty() const noexcept { return heap_.empty(); }
  std::size_t size() const noexcept { return heap_.size(); }

  /// REQUIRES: not empty.
  Instant due() const noexcept { return heap_.front().due; }
  Id id() const noexcept { return heap_.front().id; }

  /// Enters `id`, or moves it earlier; one that already stands at or before `due` stays.
  void at_latest(Id id, Instant due);

  /// Moves the first one to `due`, later than it stood. REQUIRES: not empty.
  void postpone(Instant due);

  /// Takes the first one out. REQUIRES: not empty.
  void pop();

 private:
  struct Entry {
    Instant due;
    Id id;
  };

  void place(std::size_t at, const Entry& entry) noexcept;
  void rise(std::size_t at, const Entry& entry) noexcept;
  void sink(std::size_t at, const Entry& entry) noexcept;

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> position_;  // of each id in the heap, plus one; zero for none
};

}  // namespace rushhour::wire
