#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace rushhour::store {

/// The event log: segment files FOLDER/events-00000000000000000001.jsonl, named after their first sequence number. A line is
/// `{"seq":17,"id":"...",...}`; sequence numbers count from 1 without a gap, over all segments.
///
/// The database is what is true; the log follows it. Events are written to the outbox in the transaction of the change that caused them,
/// and appended here once it is committed. A process that dies in between finds them in the outbox when it opens the store again.
///
/// One thread, but `last` and `synced`.
class EventLog {
 public:
  static constexpr std::uint64_t segment_bytes = 64 << 20;

  /// Opens the newest segment and drops what is left of a line that was not finished. Throws std::exception.
  explicit EventLog(std::filesystem::path folder, std::uint64_t bytes_max = segment_bytes);
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  /// The sequence number of the last line; 0 if there is none.
  std::uint64_t last() const noexcept { return last_; }

  /// Up to which number all has been forced to the disk.
  std::uint64_t synced() const noexcept { return synced_; }

  /// Appends whole lines, the first of which has the number `first`; lines that are here already are left out. Throws std::exception, with
  /// nothing half done, if the disk refuses or if lines between the last one and these are missing.
  void append(std::uint64_t first, std::string_view lines);

  /// Forces to the disk what was appended. Throws std::exception.
  void sync();

 private:
  void open_segment(std::uint64_t first);
  void close_segment();
  void recover();

  std::filesystem::path folder_;
  std::uint64_t bytes_max_;
  int file_ = -1;
  std::uint64_t bytes_ = 0;  // in the newest segment
  std::atomic<std::uint64_t> last_{0};
  std::atomic<std::uint64_t> synced_{0};
};

}  // namespace rushhour::store
