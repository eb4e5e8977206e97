#pragma once

#include <atomic>
#include <functional>

namespace rushhour::sim {

/// Counts SIGINT and SIGTERM from construction to destruction. One at a time in a process. From then on a reader of our streams that leaves
/// early (head) is a failed write instead of a signal, or it would take the run and its report along.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  const std::atomic<int>& count() const noexcept;

  /// Whether there were as many; for what is to be given up then.
  std::function<bool()> reached(int times) const;
};

}  // namespace rushhour::sim
