#include "sim/wire/health/watchdog.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace rushhour::wire {
namespace {

constexpr auto look_around = std::chrono::milliseconds(25);

constexpr int patience = 5;  // limits

Instant spent(clockid_t clock) noexcept {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + Instant(time.tv_nsec);
}

// The guard of this thread. A signal handler may read it: it is in the program's own static part of thread storage.
constinit thread_local Watchdog::Guard* here = nullptr;

}  // namespace

Watchdog::Guard::Guard(Watchdog& watchdog, load::Turns& turns, std::size_t number)
    : watchdog_(&watchdog), turns_(&turns), number_(number), thread_(pthread_self()) {
  pthread_getcpuclockid(thread_, &cpu_clock_);
  here = this;
  const std::lock_guard lock(watchdog_->mutex_);
  watchdog_->guards_.push_back(this);
  if (!watchdog_->thread_.joinable()) watchdog_->thread_ = std::thread([dog = watchdog_] { dog->run(); });
}

Watchdog::Guard::~Guard() {
  {
    const std::lock_guard lock(watchdog_->mutex_);
    std::erase(watchdog_->guards_, this);
  }
  here = nullptr;
}

void Watchdog::Guard::on_signal(int) {
  const int kept = errno;
  if (here != nullptr) here->obey();
  errno = kept;
}

// On the guarded thread, so no turn begins or ends meanwhile.
void Watchdog::Guard::obey() noexcept {
  const std::uint64_t turn = turns_->number();
  if (turn % 2 == 0) return;
  if (given_up_.load(std::memory_order_acquire) == turn) {
    if (!turns_->may_be_held()) return;  // the watchdog asks again
    held_.store(true, std::memory_order_release);
    for (;;) pause();
  }
  if (interrupted_.load(std::memory_order_acquire) == turn) turns_->interrupt();
}

Watchdog::Watchdog(Instant limit, OnHeld on_held) : limit_(limit), on_held_(std::move(on_held)) {
  struct sigaction action {};
  action.sa_handler = Guard::on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGURG, &action, nullptr);
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, look_around, [this] { return over_; }))
    for (Guard* guard : guards_) look_at(*guard);
}

// Under the lock, so that the thread is there to be signalled.
void Watchdog::look_at(Guard& guard) {
  if (guard.told_) return;
  if (guard.held_.load(std::memory_order_acquire)) {
    guard.told_ = true;
    return on_held_(guard.number_, fmt::format("{} for longer than {:g}s", guard.turns_->standpoint(), seconds(patience * limit_)));
  }
  const std::uint64_t turn = guard.turns_->number();
  if (turn % 2 == 0) return;
  if (turn != guard.seen_) {
    guard.seen_ = turn;
    guard.seen_at_ = spent(guard.cpu_clock_);
    return;
  }
  const Instant used = spent(guard.cpu_clock_) - guard.seen_at_;
  if (used <= limit_) return;
  const bool give_up = used > patience * limit_;
  (give_up ? guard.given_up_ : guard.interrupted_).store(turn, std::memory_order_release);
  pthread_kill(guard.thread_, SIGURG);
}

}  // namespace rushhour::wire
