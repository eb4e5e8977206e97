#include "sim/commands/descriptors.hpp"

#include <sys/resource.h>

namespace rushhour::sim {

void raise_descriptor_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace rushhour::sim
