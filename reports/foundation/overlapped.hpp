#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace rushhour {

/// Batches on their way from the thread that makes them to the one that takes them, where at most two wait, and back to be freed.
template <class Batch>
class Conveyor {
 public:
  /// Hands a batch over once there is room. False: nobody takes any more.
  bool put(Batch&& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return full_.size() < room || given_up_; });
    if (given_up_) return false;
    full_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
  }

  /// One that was taken, for the maker to free; an empty one if there is none.
  Batch take_back() {
    const std::lock_guard lock(mutex_);
    if (taken_.empty()) return {};
    Batch batch = std::move(taken_.front());
    taken_.pop_front();
    return batch;
  }

  /// The maker has no more, for that reason if there is one.
  void end(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    why_ = std::move(why);
    changed_.notify_all();
  }

  /// The next batch, `done` being given back; an empty one at the end. Throws what ended the maker.
  Batch next(Batch&& done) {
    std::unique_lock lock(mutex_);
    if (!done.empty()) taken_.push_back(std::move(done));
    changed_.wait(lock, [this] { return !full_.empty() || ended_; });
    if (full_.empty()) {
      if (why_) std::rethrow_exception(why_);
      return {};
    }
    Batch batch = std::move(full_.front());
    full_.pop_front();
    changed_.notify_all();
    return batch;
  }

  void give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    changed_.notify_all();
  }

 private:
  static constexpr std::size_t room = 2;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> full_, taken_;
  bool ended_ = false, given_up_ = false;
  std::exception_ptr why_;
};

/// Takes batches from `make()` until one is empty, in their order. If the first holds 16 or more, the others are made on a second thread,
/// which also frees those that were taken, while `take(batch)` is called on this one; for fewer a thread would cost more. What either
/// throws is thrown here.
template <class Make, class Take>
void overlapped(Make&& make, Take&& take) {
  constexpr std::size_t worth_a_thread = 16;
  using Batch = decltype(make());
  Batch batch = make();
  if (batch.size() < worth_a_thread) {
    for (; !batch.empty(); batch = make()) take(batch);
    return;
  }
  Conveyor<Batch> conveyor;
  std::thread maker([&] {
    try {
      for (Batch made = make(); !made.empty() && conveyor.put(std::move(made)); made = make()) conveyor.take_back();
      conveyor.end(nullptr);
    } catch (...) {
      conveyor.end(std::current_exception());
    }
  });
  struct Joined {
    Conveyor<Batch>& conveyor;
    std::thread& maker;
    ~Joined() {
      conveyor.give_up();
      maker.join();
    }
  } const joined{conveyor, maker};
  for (; !batch.empty(); batch = conveyor.next(std::move(batch))) take(batch);
}

}  // namespace rushhour
