#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/wire/health/kept_file.hpp"

namespace rushhour::sim {

/// A figure of a process under the name by which it is kept ("process_cpu_seconds_total"); those that end in `_total` only grow.
using ProcessFigure = std::pair<std::string_view, double>;

// What the kernel writes under /proc/PID, as figures: pure functions of the text, which add what they find and nothing else.

/// Of /proc/PID/stat: CPU time (in ticks of `ticks_a_second`), threads, memory in RAM. Returns false if it is not what it should be.
bool add_stat(std::string_view text, double ticks_a_second, double page_bytes, std::vector<ProcessFigure>& to);

/// Of /proc/PID/status: context switches, of the main thread.
void add_status(std::string_view text, std::vector<ProcessFigure>& to);

/// Of /proc/PID/io: bytes that really went to and came from disks.
void add_io(std::string_view text, std::vector<ProcessFigure>& to);

/// One process of this machine, looked at again and again. Its files stay open, so that another process that gets its number later is not
/// taken for it. One thread at a time.
class WatchedProcess {
 public:
  explicit WatchedProcess(pid_t pid);

  /// What is known of it now; empty once it has ended, or if it never was. What this user may not read is left out.
  std::vector<ProcessFigure> look();

 private:
  pid_t pid_;
  wire::KeptFile stat_, status_, io_;
};

/// The process of this machine that listens at a loopback port, as far as this user may see it.
std::optional<pid_t> process_listening_at(std::uint16_t port);

}  // namespace rushhour::sim
