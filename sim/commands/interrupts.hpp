#pragma once

#include <atomic>

namespace rushhour::sim {

/// Counts SIGINT and SIGTERM from construction to destruction. One at a time in a process.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  const std::atomic<int>& count() const noexcept;
};

}  // namespace rushhour::sim
