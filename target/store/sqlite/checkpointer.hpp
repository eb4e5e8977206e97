#pragma once

#include <soci/soci.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace rushhour::store {

/// Folds the write-ahead log of a SQLite file back into it, now and then, on a thread and a connection of its own: else the writer would do
/// it in the midst of a commit, and who waits for that would wait for it, too.
class Checkpointer {
 public:
  /// REQUIRES: the file is one of ours and open. Throws std::exception if it cannot be opened.
  explicit Checkpointer(const std::filesystem::path& file);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

 private:
  void run();

  soci::session sql_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace rushhour::store
