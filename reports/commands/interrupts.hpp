#pragma once

#include <csignal>

#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::reports {

/// While it lives, the first Ctrl-C ends the session's query, so that folders for temporary files go and nothing is half written; the
/// second ends the process. A reader that leaves early (head) is a failed write instead of a signal, for the same reason. One at a time.
class InterruptGuard {
 public:
  explicit InterruptGuard(warehouse::Session& session);
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
  struct sigaction pipe_before_ {};
};

}  // namespace rushhour::reports
