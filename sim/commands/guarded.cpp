#include "sim/commands/guarded.hpp"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

namespace rushhour::sim {
namespace {

struct Course {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  std::exception_ptr trouble;
  std::optional<std::string> held;
};

}  // namespace

std::optional<std::string> play_guarded(Instant limit, const std::function<void(wire::Watchdog&)>& play) {
  const auto course = std::make_shared<Course>();
  wire::Watchdog watchdog(limit, [course](std::size_t, const std::string& where) {
    const std::lock_guard lock(course->mutex);
    course->held = where;
    course->changed.notify_all();
  });
  std::thread thread([&play, &watchdog, course] {
    std::exception_ptr trouble;
    try {
      play(watchdog);
    } catch (...) {
      trouble = std::current_exception();
    }
    const std::lock_guard lock(course->mutex);
    course->trouble = trouble;
    course->over = true;
    course->changed.notify_all();
  });
  std::unique_lock lock(course->mutex);
  course->changed.wait(lock, [&] { return course->over || course->held; });
  lock.unlock();
  if (course->held) {
    thread.detach();
    return course->held;
  }
  thread.join();
  if (course->trouble) std::rethrow_exception(course->trouble);
  return std::nullopt;
}

}  // namespace rushhour::sim
