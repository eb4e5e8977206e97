#include "sim/commands/interrupts.hpp"

#include <csignal>

namespace rushhour::sim {
namespace {

std::atomic<int> heard{0};  // lock-free, so a handler may touch it

void hear(int) { heard.fetch_add(1); }

void handle(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupts::Interrupts() {
  heard = 0;
  handle(hear);
  std::signal(SIGPIPE, SIG_IGN);
}

Interrupts::~Interrupts() { handle(SIG_DFL); }

const std::atomic<int>& Interrupts::count() const noexcept { return heard; }

std::function<bool()> Interrupts::reached(int times) const {
  return [times] { return heard >= times; };
}

}  // namespace rushhour::sim
