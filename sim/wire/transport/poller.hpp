#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>

#include "reports/foundation/instant.hpp"
#include "sim/wire/transport/descriptor.hpp"

namespace rushhour::wire {

/// Says which of many descriptors are ready. Each is registered once, edge-triggered: it is reported when it becomes ready, so whoever is
/// told reads or writes until nothing is left. Closing a descriptor ends its registration.
///
/// Why not Asio's reactor: it re-arms with a system call for each wait and one for each timer, and keeps 450 bytes a socket
/// (docs/architecture.md).
///
/// One thread, but wake().
class Poller {
 public:
  /// Whom an event is for. The generation tells an event of a connection that is gone from one of its successor.
  struct Ready {
    std::uint32_t id;
    std::uint32_t generation;
    bool readable;
    bool writable;
    bool hung_up;  ///< the peer has closed its side, or the connection is broken
  };

  /// Throws UserError if the system gives no more descriptors.
  Poller();

  /// Reports `descriptor` as `id` and `generation` from now on. An errno, or 0.
  int watch(int descriptor, std::uint32_t id, std::uint32_t generation) noexcept;

  /// Waits for events, `patience` at most, to the nanosecond as far as the kernel does; how many there are.
  std::size_t wait(Instant patience) noexcept;

  /// One of those events; wake() itself is none.
  Ready event(std::size_t index) const noexcept;

  /// Ends a wait, the current one or the next. Any thread.
  void wake() noexcept;

 private:
  static constexpr std::size_t batch = 64;  // small, so that arrivals that come due meanwhile are not held up for long

  Descriptor epoll_;
  Descriptor waker_;
  std::array<epoll_event, batch> events_;
};

}  // namespace rushhour::wire
