#pragma once

#include <filesystem>
#include <string>
#include <thread>

#include "reports/foundation/clock.hpp"
#include "target/store/data_folder.hpp"
#include "target/store/order_store.hpp"
#include "target/store/sqlite/checkpointer.hpp"
#include "target/store/sqlite/sqlite_journal.hpp"
#include "target/store/sqlite/sqlite_reader.hpp"

namespace rushhour::store {

/// The order store of a target on one machine: DIR/orders.db and DIR/events, one thread that writes and one that looks things up.
class SqliteStore final : public OrderStore {
 public:
  /// Throws UserError as DataFolder and SqliteJournal do. `clock` must outlive this.
  SqliteStore(const std::filesystem::path& folder, const Clock& clock, WallTime now, GroupLimits limits = {});
  ~SqliteStore() override { close(); }

  /// What is in motion, at most so many orders of it. To be called before the first change. Throws UserError if it cannot be read.
  Standing standing(std::size_t orders_max);

  /// Writes a copy of orders.db, as it is at some instant, under that name beside it; false if that failed. Takes long; any thread.
  bool snapshot(const std::string& name) const;

  bool submit(Change change, WhenCommitted done) override;
  bool look_up(LookUp wanted, WhenRecalled done) override;
  std::uint64_t opening() const noexcept override { return journal_.opening(); }
  StoreFigures figures() const override;
  void close() override;

 private:
  struct Waiting {
    LookUp wanted;
    WhenRecalled done;
  };

  void read();
  Recalled recall(const LookUp& wanted);

  const Clock& clock_;
  DataFolder folder_;
  SqliteJournal journal_;
  SqliteReader reader_;
  Checkpointer checkpointer_;
  BoundedQueue<Waiting> look_ups_;
  GroupCommit writer_;
  std::thread reading_;
};

}  // namespace rushhour::store
