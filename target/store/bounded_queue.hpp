#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace rushhour::store {

/// A queue between many threads that put and one that takes, with a limit on what waits in it.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// False, with `item` untouched, if the queue is full or closed.
  bool put(T& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    filled_.notify_one();
    return true;
  }

  /// Moves what waits behind `into` until that holds `most`. With `into` empty it waits for a first item; then an empty `into` means that
  /// the queue is closed and drained.
  void take(std::deque<T>& into, std::size_t most) {
    std::unique_lock lock(mutex_);
    if (into.empty()) filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
    while (!items_.empty() && into.size() < most) {
      into.push_back(std::move(items_.front()));
      items_.pop_front();
    }
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

  /// Waits for a while, or until the queue is closed. What is put meanwhile wakes nobody, which spares whoever puts a system call.
  void rest(std::chrono::nanoseconds length) {
    std::unique_lock lock(mutex_);
    closing_.wait_for(lock, length, [this] { return closed_; });
  }

  /// Refuses further items; those inside can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
    closing_.notify_all();
  }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable closing_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace rushhour::store
