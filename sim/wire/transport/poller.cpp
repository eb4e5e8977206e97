#include "sim/wire/transport/poller.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "reports/foundation/user_error.hpp"

namespace rushhour::wire {
namespace {

constexpr std::uint64_t waker_mark = ~std::uint64_t{0};

timespec to_timespec(Instant length) noexcept {
  const auto whole = std::chrono::floor<std::chrono::seconds>(length);
  return {static_cast<time_t>(whole.count()), static_cast<long>((length - whole).count())};
}

/// epoll_pwait2 (Linux 5.11); where it is missing, a poll of the epoll descriptor itself has the same precision.
int wait_precisely(int epoll, epoll_event* events, int size, const timespec& patience) noexcept {
  const int n = ::epoll_pwait2(epoll, events, size, &patience, nullptr);
  if (n >= 0 || errno != ENOSYS) return n;
  pollfd self{epoll, POLLIN, 0};
  ::ppoll(&self, 1, &patience, nullptr);
  return ::epoll_wait(epoll, events, size, 0);
}

}  // namespace

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), waker_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  epoll_event wake{};
  wake.events = EPOLLIN | EPOLLET;
  wake.data.u64 = waker_mark;
  if (!epoll_ || !waker_ || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, waker_.get(), &wake) != 0)
    throw UserError(fmt::format("a worker cannot be set up: {}; raise the limit of descriptors (ulimit -n) or use fewer --threads",
                                std::generic_category().message(errno)));
}

int Poller::watch(int descriptor, std::uint32_t id, std::uint32_t generation) noexcept {
  epoll_event wanted{};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.u64 = (std::uint64_t{id} << 32) | generation;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &wanted) == 0 ? 0 : errno;
}

std::size_t Poller::wait(Instant patience) noexcept {
  int n = wait_precisely(epoll_.get(), events_.data(), static_cast<int>(batch), to_timespec(std::max(patience, Instant(0))));
  n = std::max(n, 0);  // a signal: the caller looks at its clock and comes back
  // The waker is edge-triggered, so its count need not be read; it only has no business among the events.
  const auto end = std::remove_if(events_.begin(), events_.begin() + n, [](const epoll_event& e) { return e.data.u64 == waker_mark; });
  return static_cast<std::size_t>(end - events_.begin());
}

Poller::Ready Poller::event(std::size_t index) const noexcept {
  const epoll_event& event = events_[index];
  const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
  return {static_cast<std::uint32_t>(event.data.u64 >> 32), static_cast<std::uint32_t>(event.data.u64),
          broken || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0, broken || (event.events & EPOLLOUT) != 0,
          broken || (event.events & EPOLLRDHUP) != 0};
}

void Poller::wake() noexcept {
  const std::uint64_t one = 1;
  // Full only after 2^64 calls, and then it is awake.
  [[maybe_unused]] const ssize_t n = ::write(waker_.get(), &one, sizeof one);
}

}  // namespace rushhour::wire
