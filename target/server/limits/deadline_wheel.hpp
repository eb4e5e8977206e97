#pragma once

#include <algorithm>
#include <array>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::server {

/// Deadlines of thousands of connections, most of which are put off long before they come.
///
/// 1. A wheel of slots, each a tenth of a second. An entry lies in the slot in which it is to be looked at, which is never after its
///    deadline by more than a slot.
/// 2. A deadline that is put off only changes its number: the entry stays where it is, and moves on when its slot comes round. So a
///    request costs a store, and `advance` visits what may be due, never all there is.
/// 3. What lies beyond the wheel's turn waits in its farthest slot.
///
/// One thread. An entry belongs to whoever derives from it and leaves the wheel when it is destroyed.
class DeadlineWheel {
 public:
  static constexpr Instant grain = std::chrono::milliseconds(100);
  static constexpr std::size_t slots = 1024;

  class Entry : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    Instant due() const noexcept { return due_; }

   private:
    friend class DeadlineWheel;
    Instant due_{0};
    std::int64_t looked_at_ = 0;  // the tick of its slot, while it is linked
  };

  /// Sets or changes the deadline of `entry`.
  void set(Entry& entry, Instant due) {
    entry.due_ = due;
    if (!entry.is_linked() || tick_after(due) < entry.looked_at_) place(entry);
  }

  /// Takes each entry whose deadline has come off the wheel and hands it to `visit`, which may set it anew, or destroy it or others.
  template <typename Visit>
  void advance(Instant now, Visit visit) {
    const std::int64_t last = now / grain;
    const std::int64_t first = std::max(tick_ + 1, last - static_cast<std::int64_t>(slots) + 1);
    for (std::int64_t tick = first; tick <= last; ++tick) {
      tick_ = tick;
      List due;
      due.swap(slots_[static_cast<std::size_t>(tick) % slots]);
      while (!due.empty()) {
        Entry& entry = due.front();
        due.pop_front();
        if (entry.due_ > now)
          place(entry);
        else
          visit(entry);
      }
    }
  }

 private:
  using List = boost::intrusive::list<Entry, boost::intrusive::constant_time_size<false>>;

  static std::int64_t tick_after(Instant due) noexcept { return due / grain + (due % grain > Instant{0} ? 1 : 0); }

  void place(Entry& entry) {
    entry.unlink();
    entry.looked_at_ = std::clamp(tick_after(entry.due_), tick_ + 1, tick_ + static_cast<std::int64_t>(slots) - 1);
    slots_[static_cast<std::size_t>(entry.looked_at_) % slots].push_back(entry);
  }

  std::int64_t tick_ = 0;  // whose slot was emptied last
  std::array<List, slots> slots_;
};

}  // namespace rushhour::server
