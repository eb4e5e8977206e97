#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::server {

/// What is to happen at an instant of its own, exactly: a heap. Of two with the same instant the one that was put first comes first. For a
/// few things; the deadlines of all connections lie on a DeadlineWheel. One thread.
template <typename T>
class DueQueue {
 public:
  void put(Instant due, T what) { heap_.push({due, next_++, std::move(what)}); }

  /// When the first is due; Instant::max() if there is none.
  Instant first() const noexcept { return heap_.empty() ? Instant::max() : heap_.top().due; }

  /// The first, taken out, if it is due.
  std::optional<T> take(Instant now) {
    if (first() > now || heap_.empty()) return std::nullopt;
    std::optional<T> what(std::move(const_cast<Entry&>(heap_.top()).what));  // which the order does not depend on
    heap_.pop();
    return what;
  }

  void clear() { heap_ = {}; }

 private:
  struct Entry {
    Instant due;
    std::uint64_t number;
    T what;
    bool operator<(const Entry& other) const noexcept { return due != other.due ? due > other.due : number > other.number; }
  };

  std::priority_queue<Entry> heap_;
  std::uint64_t next_ = 0;
};

}  // namespace rushhour::server
