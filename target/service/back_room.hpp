#pragma once

#include <cstddef>
#include <functional>
#include <thread>

#include "target/store/bounded_queue.hpp"

namespace rushhour::service {

/// One thread for what takes too long for those that serve connections: keys derived from passwords, snapshots, cities drawn anew.
class BackRoom {
 public:
  static constexpr std::size_t waiting_max = 256;

  BackRoom() : tasks_(waiting_max), thread_([this] { run(); }) {}
  ~BackRoom() { close(); }
  BackRoom(const BackRoom&) = delete;
  BackRoom& operator=(const BackRoom&) = delete;

  /// False if too many tasks wait, or the room is closed. Tasks must not throw. Any thread.
  bool submit(std::function<void()> task) { return tasks_.put(task); }

  /// Finishes what was taken. One thread.
  void close() {
    tasks_.close();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    std::deque<std::function<void()>> taken;
    for (;;) {
      tasks_.take(taken, 1);
      if (taken.empty()) return;
      taken.front()();
      taken.pop_front();
    }
  }

  store::BoundedQueue<std::function<void()>> tasks_;
  std::thread thread_;
};

}  // namespace rushhour::service
