#pragma once

#include <dirent.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/load/record/recorder.hpp"
#include "sim/wire/health/kept_file.hpp"
#include "sim/wire/health/proc_text.hpp"

namespace rushhour::wire {

/// Watches the machine and the process: what others took of the cores, descriptors, memory. One thread. What the system does not tell stays
/// away.
class MachineHealth {
 public:
  MachineHealth();

  /// Shares since the sample before; gauges as they stand. Costs about 20 us, and 0.3 us a descriptor on kernels before 6.2.
  load::MachineTick sample();

 private:
  struct CloseFolder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
  };
  struct Limited {
    KeptFile file;
    Throttling seen;
  };

  void sample_throttling(load::MachineTick& tick);
  std::uint64_t open_descriptors();

  KeptFile stat_, statm_;
  std::optional<CpuTimes> times_;
  std::vector<Limited> limited_;  // groups that know a limit
  std::unique_ptr<DIR, CloseFolder> descriptors_;
};

}  // namespace rushhour::wire
