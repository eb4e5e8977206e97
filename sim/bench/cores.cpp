#include "sim/bench/cores.hpp"

#include <sched.h>

namespace rushhour::sim {

std::vector<int> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(static_cast<std::size_t>(core), &set)) cores.push_back(core);
  return cores;
}

bool stay_on_core(int core) noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;  // of this thread alone
}

std::unique_ptr<load::User> UsersOnCore::make_user(std::size_t scenario, std::uint64_t vu) {
  if (!there_) stay_on_core(core_);
  there_ = true;
  return users_->make_user(scenario, vu);
}

}  // namespace rushhour::sim
