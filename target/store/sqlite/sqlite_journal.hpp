#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "reports/foundation/instant.hpp"
#include "target/store/event_log.hpp"
#include "target/store/group_commit.hpp"

namespace rushhour::store {

/// The writing connection to DIR/orders.db, and the event log in DIR/events. The file is in WAL mode and every commit is forced to the disk
/// before it returns, so others may read the file at any time. One thread at a time, but for `last_event` and `events_behind`.
///
/// The events of a transaction are one row of the outbox: numbered while it is open, committed with it, appended to the log behind it. When
/// the log has been forced to the disk, their rows may go.
class SqliteJournal final : public Journal {
 public:
  /// Opens or makes file and log, brings the schema up to date, and gives the log what a process that was killed left in the outbox. `now`
  /// dates the opening. Throws UserError if the file is not one of ours, is of a later version, or cannot be opened.
  SqliteJournal(const std::filesystem::path& folder, WallTime now);
  ~SqliteJournal() override;

  std::uint64_t opening() const noexcept { return opening_; }
  std::uint64_t last_event() const noexcept { return next_event_ - 1; }
  std::uint64_t events_behind() const noexcept { return last_event() - log_.last(); }

  void begin() override;
  Verdict apply(const Change& change) override;
  void commit() override;
  void rollback() noexcept override;

 private:
  struct Connection;

  bool apply_operation(const PlaceOrder& placed);
  bool apply_operation(const MoveOrder& moved);
  bool apply_operation(const SetShift& set);
  bool apply_operation(const AddAccount& added);
  bool apply_operation(const Reset& reset);
  bool apply_all(const Change& change);
  void number_events(const Change& change);
  void follow(std::uint64_t first, const std::string& lines) noexcept;
  void catch_up();

  EventLog log_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t opening_ = 0;
  std::atomic<std::uint64_t> next_event_{1};  // after the last commit
  std::string lines_;                         // events of the open transaction
  std::uint64_t numbered_ = 0;                // how many they are
  std::uint64_t spent_below_ = 0;             // rows of the outbox below this may go
};

}  // namespace rushhour::store
