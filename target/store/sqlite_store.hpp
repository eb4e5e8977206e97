#pragma once

#include <filesystem>
#include <string>
#include <thread>

#include "reports/foundation/clock.hpp"
#include "target/store/data_folder.hpp"
#include "target/store/order_store.hpp"
#include "target/store/sqlite_orders.hpp"

namespace rushhour::store {

/// The order store of a target on one machine: DIR/orders.db, one thread that writes and one that looks orders up.
class SqliteStore final : public OrderStore {
 public:
  /// Throws UserError as DataFolder and SqliteJournal do. `clock` must outlive this.
  SqliteStore(const std::filesystem::path& folder, const Clock& clock, WallTime now, GroupLimits limits = {});
  ~SqliteStore() override { close(); }

  bool submit(Change change, WhenCommitted done) override;
  bool look_up(std::string id, WhenRecalled done) override;
  std::uint64_t opening() const noexcept override { return journal_.opening(); }
  void close() override;

 private:
  struct LookUp {
    std::string id;
    WhenRecalled done;
  };

  void read();
  Recalled recall(const std::string& id);

  const Clock& clock_;
  DataFolder folder_;
  SqliteJournal journal_;
  SqliteReader reader_;
  BoundedQueue<LookUp> look_ups_;
  GroupCommit writer_;
  std::thread reading_;
};

}  // namespace rushhour::store
