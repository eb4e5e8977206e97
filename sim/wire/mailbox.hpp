#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "sim/wire/transport/poller.hpp"

namespace rushhour::wire {

/// Work for a loop from other threads. Shared with those who may answer after the loop is gone.
class Mailbox {
 public:
  using Task = std::function<void()>;

  /// `poller` is woken for what comes in; it lives until close().
  explicit Mailbox(Poller& poller) noexcept : poller_(&poller) {}

  /// Any thread. Forgotten once the box is closed.
  void post(Task task) {
    const std::lock_guard lock(mutex_);
    if (poller_ == nullptr) return;
    if (tasks_.empty()) poller_->wake();
    tasks_.push_back(std::move(task));
  }

  /// What has come in since the last call, in its order. The loop's thread.
  std::vector<Task> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(tasks_, {});
  }

  void close() {
    const std::lock_guard lock(mutex_);
    poller_ = nullptr;
    tasks_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<Task> tasks_;
  Poller* poller_;
};

}  // namespace rushhour::wire
