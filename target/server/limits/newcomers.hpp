#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::server {

/// A connection on which no whole request has come yet.
class Newcomer : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Newcomer() = default;

  /// Ends the connection, in favour of another one.
  virtual void make_room() = 0;

 private:
  friend class Newcomers;
  Instant came_{0};
};

/// The newcomers of one loop in the order of their coming. When a server holds as many connections as it may, the oldest of those that
/// have never asked for anything makes room: else whoever opens them all and says nothing, or says it a byte at a time, locks the others
/// out. One that has only just come is left alone.
///
/// The loop's thread, except `oldest`.
class Newcomers {
 public:
  static constexpr Instant grace = std::chrono::seconds(1);

  void greet(Newcomer& newcomer, Instant now) {
    newcomer.came_ = now;
    list_.push_back(newcomer);
    tell();
  }

  /// It has asked for something, or is gone: it is no newcomer any more.
  void forget(Newcomer& newcomer) {
    if (!newcomer.is_linked()) return;
    newcomer.unlink();
    tell();
  }

  /// Whether one made room.
  bool make_room(Instant now) {
    if (list_.empty() || list_.front().came_ > now - grace) return false;
    Newcomer& oldest = list_.front();
    forget(oldest);
    oldest.make_room();
    return true;
  }

  /// When the oldest came, as it was a moment ago; Instant::max() if there is none. Any thread.
  Instant oldest() const noexcept { return Instant(oldest_.load(std::memory_order_relaxed)); }

 private:
  // Relaxed, as it is a hint: who follows it asks again on the loop's thread.
  void tell() { oldest_.store((list_.empty() ? Instant::max() : list_.front().came_).count(), std::memory_order_relaxed); }

  boost::intrusive::list<Newcomer, boost::intrusive::constant_time_size<false>> list_;
  std::atomic<std::int64_t> oldest_{Instant::max().count()};
};

}  // namespace rushhour::server
