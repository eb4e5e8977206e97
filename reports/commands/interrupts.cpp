#include "reports/commands/interrupts.hpp"

#include <atomic>

namespace rushhour::reports {
namespace {

std::atomic<warehouse::Session*> running{nullptr};

}  // namespace

InterruptGuard::InterruptGuard(warehouse::Session& session) {
  running.store(&session);
  struct sigaction action {};
  action.sa_handler = [](int) {
    if (warehouse::Session* asked = running.load()) asked->interrupt();
  };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, &interrupt_before_);
  sigaction(SIGTERM, &action, &terminate_before_);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &pipe_before_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
  sigaction(SIGPIPE, &pipe_before_, nullptr);
  running.store(nullptr);
}

}  // namespace rushhour::reports
