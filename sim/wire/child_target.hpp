#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace rushhour::wire {

/// A target started as a child process for one run, on a free loopback port, and stopped with it. It dies with its parent.
class ChildTarget {
 public:
  /// Starts this very program as `target` with its data in `data` and waits until it listens. Throws UserError with what it printed if it
  /// does not within ten seconds.
  ChildTarget(const std::filesystem::path& data, std::uint64_t seed);

  /// Asks it to stop, waits, and makes it stop after five seconds.
  ~ChildTarget();
  ChildTarget(const ChildTarget&) = delete;
  ChildTarget& operator=(const ChildTarget&) = delete;

  const std::string& url() const noexcept { return url_; }
  pid_t pid() const noexcept { return pid_; }

  /// How it ended, in words ("killed by signal 9"), once it has; asked for again it says nothing more.
  std::optional<std::string> ended();

  /// Stops it now rather than at destruction.
  void stop();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string url_;
};

}  // namespace rushhour::wire
