#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "target/store/bounded_queue.hpp"

namespace spdlog::sinks {
class sink;
}

namespace rushhour::telemetry {

/// How much of a file is kept: when it has `bytes`, it becomes NAME.1.EXT and a new one begins; older ones move up, the oldest goes.
struct Rotation {
  std::size_t bytes = 64 << 20;
  std::size_t older = 4;
};

/// One thread that appends lines to a file, so that who has something to write never waits for the disk. What is put is written in order;
/// when nothing more waits, the file is flushed, 5 ms late at most. Beyond the bound, and while the file fails, lines are dropped and
/// counted.
///
/// Thread safety: any thread may put; one closes.
class LineWriter {
 public:
  static constexpr std::size_t waiting_max = 16 * 1024;
  static constexpr std::size_t line_bytes_max = 64 * 1024;

  /// Appends to `file`. Throws UserError (exit code 1) if it cannot be opened.
  explicit LineWriter(const std::filesystem::path& file, Rotation rotation = {});

  /// Writes to stderr.
  LineWriter();

  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// `line` ends in a newline. False if it was dropped.
  bool put(std::string line);

  std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

  /// Writes what waits and ends the thread; later lines are dropped. Idempotent.
  void close();

 private:
  explicit LineWriter(std::unique_ptr<spdlog::sinks::sink> sink);

  void run();
  void write(const std::string& line) noexcept;
  void flush() noexcept;

  std::unique_ptr<spdlog::sinks::sink> sink_;
  store::BoundedQueue<std::string> queue_;
  std::atomic<std::uint64_t> dropped_{0};  // relaxed: a figure for a gauge
  std::thread thread_;
};

}  // namespace rushhour::telemetry
